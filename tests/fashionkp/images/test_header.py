"""Formats and sizes from the first bytes of images, against OpenCV's own decoding."""

import io
import struct

import cv2
import numpy as np
import pytest
from PIL import Image

from fashionkp.images.header import FORMATS, ImageHeader, image_header, jpeg_frame

# each kind of file that is told apart: ending and how it is written
KINDS = {
    'JPEG': ('.jpg', []),
    'JPEG, progressive': ('.jpg', [cv2.IMWRITE_JPEG_PROGRESSIVE, 1]),
    'PNG': ('.png', []),
    'WebP, lossy': ('.webp', [cv2.IMWRITE_WEBP_QUALITY, 50]),
    'WebP, lossless': ('.webp', [cv2.IMWRITE_WEBP_QUALITY, 101]),
    'BMP': ('.bmp', []),
    'TIFF': ('.tiff', []),
    'GIF': ('.gif', []),
    'AVIF': ('.avif', []),
}


def encoded(kind, width, height):
    image = np.random.default_rng(width).integers(0, 256, (height, width, 3), np.uint8)
    ending, options = KINDS[kind]
    return cv2.imencode(ending, image, options)[1].tobytes()


@pytest.mark.parametrize('kind', KINDS)
@pytest.mark.parametrize('size', [(1, 1), (257, 3), (40, 300)])
def test_format_and_size(kind, size):
    assert image_header(encoded(kind, *size)) == ImageHeader(kind.split(',')[0], *size)


def header_or_reason(data):
    try:
        return image_header(data)
    except ValueError as error:
        return str(error)


def test_all_formats_are_tried():
    assert {kind.split(',')[0] for kind in KINDS} == set(FORMATS)


@pytest.mark.parametrize('kind', KINDS)
def test_a_header_that_is_cut_off_anywhere_is_refused(kind):
    data = encoded(kind, 40, 30)
    whole = ImageHeader(kind.split(',')[0], 40, 30)
    found = [header_or_reason(data[:length]) for length in range(len(data))]
    reason = f'the header of this {whole.format} file is cut off or malformed'
    # first too short to be told from other files, then cut off, then enough
    assert list(dict.fromkeys(found)) == [None, reason, whole]


def test_an_extended_webp_tells_its_canvas():
    data = b'RIFF\x64\0\0\0WEBPVP8X' + struct.pack('<IIHBHB', 10, 0, 0x0FFF, 1, 41, 0)
    assert image_header(data) == ImageHeader('WebP', 0x11000, 42)


def test_a_bmp_may_be_stored_from_the_top_and_have_an_old_header():
    old = b'BM' + bytes(12) + struct.pack('<IHH', 12, 7, 9)
    assert image_header(old) == ImageHeader('BMP', 7, 9)
    turned = b'BM' + bytes(12) + struct.pack('<Iii', 40, 7, -9)
    assert image_header(turned) == ImageHeader('BMP', 7, 9)


def test_a_jpeg_is_measured_through_its_exif_data_and_fill_bytes():
    data = encoded('JPEG', 40, 30)
    # a preview of another size within the EXIF data
    preview = encoded('JPEG', 9, 9)
    exif = b'\xff\xe1' + struct.pack('>H', 2 + len(preview)) + preview
    assert image_header(data[:2] + exif + b'\xff\xff\xff' + data[2:]).width == 40


def test_a_jpeg_with_other_things_before_its_frame_is_refused():
    data = encoded('JPEG', 40, 30)
    # decoders take these for nothing, so that what they skip must not be skipped here
    for other in (b'\xff\xd0\x00\x04', b'\xff\x01\x00\x04', b'\xff\xfe\x00\x02ab'):
        with pytest.raises(ValueError, match='JPEG'):
            image_header(data[:2] + other + data[2:])


@pytest.mark.parametrize(
    ('data', 'message'),
    [
        (b'BM' + bytes(12) + struct.pack('<Iii', 40, 0, 5), '0 x 5'),
        (b'BM' + bytes(12) + struct.pack('<Iii', 40, -3, 5), '-3 x 5'),
        (b'\x89PNG\r\n\x1a\n\0\0\0\rIDAT' + bytes(20), 'malformed'),
        (b'RIFF\x64\0\0\0WEBPVP8Q' + bytes(20), 'malformed'),
        (b'RIFF\x64\0\0\0WEBPVP8 ' + bytes(20), 'malformed'),
        (b'RIFF\x64\0\0\0WEBPVP8L' + bytes(20), 'malformed'),
    ],
)
def test_a_malformed_header_is_refused(data, message):
    with pytest.raises(ValueError, match=message):
        image_header(data)


@pytest.mark.parametrize(
    'data', [b'', b'\xff', b'%PDF-1.7' + bytes(20), b'<html>', b'RIFF1234WAVE']
)
def test_other_files_have_no_header(data):
    assert image_header(data) is None


@pytest.mark.parametrize(('mode', 'components'), [('L', 1), ('RGB', 3), ('CMYK', 4)])
def test_a_jpeg_tells_its_colours_before_its_pixels(mode, components):
    file = io.BytesIO()
    Image.new(mode, (70, 30)).save(file, 'jpeg')
    file.seek(0)
    assert jpeg_frame(file) == ((70, 30), components, False)
