"""Formats, sizes and orientations from the headers of images, against OpenCV's own decoding."""

import io
import struct

import cv2
import numpy as np
import pytest
from PIL import ExifTags, Image

from fashionkp.images.header import FORMATS, ImageHeader, image_header
from fashionkp.images.reading import require_readable

# Pillow warns of malformed EXIF and TIFF data
pytestmark = pytest.mark.filterwarnings('ignore::UserWarning:PIL')

# ways to write files that are told apart: suffix and OpenCV's options
WAYS = {
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
WAYS = {way: options for way, options in WAYS.items() if way.split(',')[0] in FORMATS}


def encoded(way, width, height):
    image = np.random.default_rng(width).integers(0, 256, (height, width, 3), np.uint8)
    suffix, options = WAYS[way]
    return cv2.imencode(suffix, image, options)[1].tobytes()


def saved(image, image_format, **options):
    file = io.BytesIO()
    image.save(file, image_format, **options)
    return file.getvalue()


@pytest.mark.parametrize('way', WAYS)
@pytest.mark.parametrize('size', [(1, 1), (257, 3), (40, 300)])
def test_format_and_size(way, size):
    header = image_header(encoded(way, *size))
    assert header == ImageHeader(way.split(',')[0], *size)
    assert header.pixels == size[0] * size[1]


def test_a_file_is_read_as_its_content_is():
    data = encoded('JPEG', 40, 30)
    assert image_header(io.BytesIO(data)) == image_header(data)


def test_all_formats_are_tested():
    assert {way.split(',')[0] for way in WAYS} == set(FORMATS)


def header_or_reason(data):
    try:
        return image_header(data)
    except ValueError as error:
        return str(error)


@pytest.mark.parametrize('way', WAYS)
def test_a_header_that_is_cut_off_anywhere_is_refused(way):
    data = encoded(way, 40, 30)
    whole = ImageHeader(way.split(',')[0], 40, 30)
    found = [header_or_reason(data[:length]) for length in range(len(data) + 1)]
    reason = f'the header of this {whole.format} file is cut off or malformed'
    # first too short to be told from other files, then cut off, then enough
    assert list(dict.fromkeys(found)) == [None, reason, whole]


@pytest.mark.parametrize(('mode', 'components'), [('L', 1), ('RGB', 3), ('CMYK', 4)])
def test_a_jpeg_states_its_colours(mode, components):
    header = image_header(saved(Image.new(mode, (70, 30)), 'JPEG'))
    assert header == ImageHeader('JPEG', 70, 30, components=components)


@pytest.mark.parametrize(
    ('mode', 'components'), [('1', 1), ('L', 1), ('LA', 1), ('I;16', 1), ('P', 3), ('RGBA', 3)]
)
def test_a_png_states_its_colours(mode, components):
    assert image_header(saved(Image.new(mode, (7, 5)), 'PNG')).components == components


def test_an_extended_webp_states_its_canvas():
    image = Image.new('RGB', (300, 42))
    data = saved(image, 'WEBP', exif=Image.Exif().tobytes(), icc_profile=b'profile')
    assert data[12:16] == b'VP8X'
    assert image_header(data) == ImageHeader('WebP', 300, 42)


def test_a_bmp_may_be_stored_from_the_top():
    data = encoded('BMP', 7, 9)
    upside_down = data[:22] + struct.pack('<i', -9) + data[26:]
    assert image_header(upside_down) == ImageHeader('BMP', 7, 9)


def test_a_bmp_may_have_an_old_header():
    pixels = bytes(8 * 9)
    data = b'BM' + struct.pack('<IHHI', 26 + len(pixels), 0, 0, 26)
    data += struct.pack('<IHHHH', 12, 2, 9, 1, 24) + pixels
    assert cv2.imdecode(np.frombuffer(data, np.uint8), 1).shape == (9, 2, 3)
    assert image_header(data) == ImageHeader('BMP', 2, 9)


def test_a_jpeg_is_measured_through_its_exif_data_and_fill_bytes():
    data = encoded('JPEG', 40, 30)
    # a preview of another size within the EXIF data
    preview = encoded('JPEG', 9, 9)
    exif = b'\xff\xe1' + struct.pack('>H', 2 + len(preview)) + preview
    assert image_header(data[:2] + exif + b'\xff\xff\xff' + data[2:]).width == 40


def with_exif(image_format, orientation, size=(70, 30)):
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = orientation
    return saved(Image.new('RGB', size), image_format, exif=exif)


@pytest.mark.parametrize('orientation', range(1, 9))
def test_the_orientation_of_a_jpeg_is_the_one_that_opencv_applies(orientation):
    data = with_exif('JPEG', orientation)
    header = image_header(data)
    assert header == ImageHeader('JPEG', 70, 30, orientation=orientation)
    height, width = cv2.imdecode(np.frombuffer(data, np.uint8), 1).shape[:2]
    size = (header.width, header.height)
    assert (width, height) == (size[::-1] if orientation > 4 else size)


@pytest.mark.parametrize('image_format', ['PNG', 'WEBP', 'TIFF'])
def test_other_formats_have_an_orientation_too(image_format):
    assert image_header(with_exif(image_format, 6)).orientation == 6


@pytest.mark.parametrize('orientation', [0, 9, 300])
def test_an_invalid_orientation_is_that_of_an_upright_image(orientation):
    assert image_header(with_exif('JPEG', orientation)).orientation == 1


@pytest.mark.parametrize(
    'exif', [b'Exif\0\0', b'Exif\0\0MM\0*\0\0\0\x08\0\x01\x01\x12', b'Exif\0\0abc']
)
def test_malformed_exif_data_are_ignored_as_opencv_does(exif):
    data = encoded('JPEG', 70, 30)
    data = data[:2] + b'\xff\xe1' + struct.pack('>H', 2 + len(exif)) + exif + data[2:]
    assert image_header(data) == ImageHeader('JPEG', 70, 30)
    assert cv2.imdecode(np.frombuffer(data, np.uint8), 1).shape[:2] == (30, 70)


def test_an_orientation_in_xmp_data_is_ignored_as_opencv_does():
    xmp = b'http://ns.adobe.com/xap/1.0/\0<x:xmpmeta tiff:Orientation="6"></x:xmpmeta>'
    data = encoded('JPEG', 70, 30)
    data = data[:2] + b'\xff\xe1' + struct.pack('>H', 2 + len(xmp)) + xmp + data[2:]
    assert image_header(data).orientation == 1
    assert cv2.imdecode(np.frombuffer(data, np.uint8), 1).shape[:2] == (30, 70)


@pytest.mark.parametrize(
    'data',
    [
        b'BM' + bytes(12) + struct.pack('<Iii', 40, 0, 5) + bytes(40),
        b'\x89PNG\r\n\x1a\n\0\0\0\rIDAT' + bytes(20),
        b'RIFF\x64\0\0\0WEBPVP8Q' + bytes(20),
        b'RIFF\x64\0\0\0WEBPVP8 ' + bytes(20),
        b'RIFF\x64\0\0\0WEBPVP8L' + bytes(20),
        b'GIF89a' + bytes(20),
    ],
)
def test_a_malformed_header_is_refused(data):
    with pytest.raises(ValueError, match='malformed'):
        image_header(data)


def test_a_webp_of_more_pixels_than_pillow_accepts_is_refused():
    data = bytearray(encoded('WebP, lossless', 3, 2))
    data[21:25] = (int.from_bytes(data[21:25], 'little') | 0xFFFFFFF).to_bytes(4, 'little')
    with pytest.raises(ValueError, match='pixels'):  # 16384 x 16384
        require_readable(bytes(data))


@pytest.mark.parametrize(
    'data', [b'', b'\xff', b'%PDF-1.7' + bytes(20), b'<html>', b'RIFF1234WAVE']
)
def test_other_files_have_no_header(data):
    assert image_header(data) is None
