"""What is hidden under transparency never reaches a model, in any format and mode."""

import struct
import zlib
from io import BytesIO

import cv2
import numpy as np
import pytest
from PIL import Image

from fashionkp.images.header import FORMATS, image_header
from fashionkp.images.pillow import pillow_array
from fashionkp.images.reading import decode_image

SHOWN, HIDDEN = (200, 100, 0), (0, 250, 30)
_GREY = 40


def _rgba(hidden=HIDDEN):
    """Return an image that shows a colour in its upper half, and hides another in the lower."""
    pixels = np.zeros((16, 16, 4), np.uint8)
    pixels[:8] = (*SHOWN, 255)
    pixels[8:] = (*hidden, 0)
    return Image.fromarray(pixels)


def _saved(image, suffix, **options):
    file = BytesIO()
    image.save(file, suffix, **options)
    return file.getvalue()


def _palette():
    image = Image.new('P', (16, 16))
    image.putpalette([*SHOWN, *HIDDEN])
    image.putdata([0] * 128 + [1] * 128)
    return image


def _grey_alpha():
    red, _, _, alpha = _rgba().split()
    return Image.merge('LA', (red.point(lambda value: _GREY), alpha))


def _two_greys():
    image = Image.new('L', (16, 16), _GREY)
    image.paste(99, (0, 8, 16, 16))
    return image


def _png_16(color_type, shown, hidden, key=None):
    """Return a PNG of 16 bits per channel, which Pillow cannot write."""
    pixels = np.full((16, 16, len(shown)), shown, '>u2')
    pixels[8:] = hidden
    rows = b''.join(b'\0' + row.tobytes() for row in pixels)
    header = struct.pack('>IIBBBBB', 16, 16, 16, color_type, 0, 0, 0)
    chunks = [(b'IHDR', header), (b'IDAT', zlib.compress(rows)), (b'IEND', b'')]
    if key:
        chunks.insert(1, (b'tRNS', struct.pack(f'>{len(key)}H', *key)))
    return b'\x89PNG\r\n\x1a\n' + b''.join(
        struct.pack('>I', len(data)) + kind + data + struct.pack('>I', zlib.crc32(kind + data))
        for kind, data in chunks
    )


_BRIGHT, _DARK = [value * 257 for value in SHOWN], [value * 257 for value in HIDDEN]
_WHOLE = 65535
SAMPLES = {
    'png rgba': (_saved(_rgba(), 'PNG'), SHOWN),
    'png grey and alpha': (_saved(_grey_alpha(), 'PNG'), (_GREY,) * 3),
    'png palette, one colour': (_saved(_palette(), 'PNG', transparency=1), SHOWN),
    'png palette': (_saved(_palette(), 'PNG', transparency=bytes([255, 0])), SHOWN),
    'png colour': (_saved(_rgba().convert('RGB'), 'PNG', transparency=HIDDEN), SHOWN),
    'png grey': (_saved(_two_greys(), 'PNG', transparency=99), (_GREY,) * 3),
    'png 16 bits': (_png_16(6, [*_BRIGHT, _WHOLE], [*_DARK, 0]), SHOWN),
    'png 16 bits grey': (_png_16(4, [_GREY * 257, _WHOLE], [99, 0]), (_GREY,) * 3),
    'png 16 bits colour': (_png_16(2, _BRIGHT, [1, 2, 3], (1, 2, 3)), SHOWN),
    'png 16 bits grey key': (_png_16(0, [_GREY * 257], [1000], (1000,)), (_GREY,) * 3),
    'webp': (_saved(_rgba(), 'WEBP', lossless=True, exact=True), SHOWN),
    'webp lossy': (_saved(_rgba(), 'WEBP', quality=95, exact=True), SHOWN),
    'tiff': (_saved(_rgba(), 'TIFF'), SHOWN),
    'tiff grey': (_saved(_grey_alpha(), 'TIFF'), (_GREY,) * 3),
    'gif': (_saved(_palette(), 'GIF', transparency=1), SHOWN),
    'bmp': (cv2.imencode('.bmp', np.array(_rgba())[..., [2, 1, 0, 3]])[1].tobytes(), SHOWN),
}
if 'AVIF' in FORMATS:
    SAMPLES['avif'] = (_saved(_rgba(), 'AVIF', quality=95), SHOWN)


@pytest.mark.parametrize('name', SAMPLES)
def test_what_is_transparent_is_white(name):
    data, shown = SAMPLES[name]
    assert image_header(data).transparent
    image = decode_image(data, name)
    assert image.shape == (16, 16, 3)
    assert image.dtype == np.uint8
    np.testing.assert_allclose(image[2, 2, ::-1], shown, atol=6)  # lossy formats
    np.testing.assert_allclose(image[13, 13], 255, atol=1)
    grey = decode_image(data, name, cv2.IMREAD_GRAYSCALE)
    assert grey.shape == (16, 16)
    np.testing.assert_allclose(grey[13, 13], 255, atol=1)


def test_images_that_look_the_same_are_the_same():
    first, second = (_saved(_rgba(hidden), 'PNG') for hidden in (HIDDEN, (9, 9, 9)))
    np.testing.assert_array_equal(decode_image(first, 'a'), decode_image(second, 'b'))
    for data in (first, second):
        np.testing.assert_array_equal(
            pillow_array(Image.open(BytesIO(data))), decode_image(first, 'a')
        )


def test_half_transparent_pixels_are_mixed_with_white():
    pixels = np.full((300, 2, 4), (0, 100, 255, 128), np.uint8)  # more rows than a block
    image = decode_image(_saved(Image.fromarray(pixels), 'PNG'), 'a')
    assert (image == (255, 177, 127)).all()


@pytest.mark.parametrize('suffix', ['PNG', 'WEBP', 'TIFF'])
@pytest.mark.parametrize('orientation', range(1, 9))
def test_an_opaque_image_with_alpha_is_read_as_one_without(suffix, orientation):
    pixels = np.random.default_rng(0).integers(0, 256, (24, 16, 3), dtype=np.uint8)
    exif = Image.Exif()
    exif[0x0112] = orientation
    options = dict(exif=exif, **(dict(lossless=True) if suffix == 'WEBP' else {}))
    plain = Image.fromarray(pixels)
    with_alpha = plain.copy()
    with_alpha.putalpha(255)
    expected = decode_image(_saved(plain, suffix, **options), 'a')
    np.testing.assert_array_equal(
        decode_image(_saved(with_alpha, suffix, **options), 'b'), expected
    )


def test_a_bmp_whose_alpha_is_empty_is_opaque():
    pixels = np.full((8, 8, 4), (10, 20, 30, 0), np.uint8)
    image = decode_image(cv2.imencode('.bmp', pixels)[1].tobytes(), 'a')
    assert (image == (10, 20, 30)).all()
