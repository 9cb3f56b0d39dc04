"""Files that are cut off are distinguished from complete ones, wherever they are cut."""

import cv2
import numpy as np
import pytest

from fashionkp.images.completeness import is_complete

FORMATS = {'JPEG': '.jpg', 'PNG': '.png', 'WebP': '.webp'}


def encoded(suffix, shape=(48, 64, 3)):
    image = np.random.default_rng(0).integers(0, 256, shape, np.uint8)
    return cv2.imencode(suffix, image)[1].tobytes()


@pytest.mark.parametrize('image_format', FORMATS)
def test_a_file_is_complete_only_as_a_whole(image_format):
    data = encoded(FORMATS[image_format])
    assert is_complete(data, image_format)
    # WebP pads to an even length, so that the last byte may be of no use
    end = len(data) - 1
    if image_format == 'JPEG':  # without its end, all pixels are there
        end -= 2
    for length in [*range(12, end - 200, 11), *range(end - 200, end)]:
        assert not is_complete(data[:length], image_format), length


@pytest.mark.parametrize('image_format', ['JPEG', 'PNG', 'WebP'])
def test_bytes_after_the_end_do_not_matter(image_format):
    assert is_complete(encoded(FORMATS[image_format]) + b'\0\0more', image_format)


def test_other_formats_do_not_mark_their_end():
    assert is_complete(encoded('.bmp')[:100], 'BMP')


def test_the_end_of_a_preview_is_not_that_of_the_image():
    data, preview = encoded('.jpg'), encoded('.jpg', (8, 8, 3))
    length = (len(preview) + 2).to_bytes(2, 'big')
    whole = data[:2] + b'\xff\xe2' + length + preview + data[2:]
    assert is_complete(whole, 'JPEG')
    assert not is_complete(whole[:-20], 'JPEG')


def test_a_jpeg_may_have_fill_bytes_before_a_marker():
    data = encoded('.jpg')
    assert is_complete(data[:2] + b'\xff\xff\xff' + data[2:], 'JPEG')


@pytest.mark.parametrize(
    'other', [b'\xff\xd0\x00\x04', b'\xff\x01\x00\x04', b'\xff\xfe\x00\x01ab', b'junk']
)
def test_a_jpeg_with_other_things_before_its_pixels_is_refused(other):
    """Decoders skip them in different ways, and could then find another size than checked."""
    data = encoded('.jpg')
    assert not is_complete(data[:2] + other + data[2:], 'JPEG')


def test_chunks_of_a_png_must_lie_within_it_and_hold_pixels():
    """OpenCV would allocate gigabytes for them."""
    data = encoded('.png')
    pixels, end = data.index(b'IDAT'), data.index(b'IEND')
    huge = b'\x9c\0\0\0'
    for malformed in (
        data[: pixels - 4] + huge + data[pixels:],
        data[: end - 4] + huge + data[end:],
        data[:pixels] + b'IDXT' + data[pixels + 4 : end - 4] + huge + data[end:],
        data[: pixels - 4] + data[end - 4 :],
    ):
        assert not is_complete(malformed, 'PNG')
