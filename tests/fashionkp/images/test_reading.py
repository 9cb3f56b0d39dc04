"""Reading images and their sizes; what is cut off or too large is refused."""

import struct
import zlib
from io import BytesIO

import cv2
import numpy as np
import pytest
from PIL import Image

from fashionkp.images.reading import decode_image, image_size, read_image, require_readable


@pytest.fixture(scope='module')
def image():
    return np.random.default_rng(0).integers(0, 256, (48, 64, 3), dtype=np.uint8)


def encoded(image, suffix):
    return cv2.imencode(suffix, image)[1].tobytes()


@pytest.mark.parametrize('suffix', ['.jpg', '.png', '.webp', '.bmp'])
def test_a_whole_file_is_read_as_opencv_reads_it(image, suffix, tmp_path):
    path = tmp_path / f'a{suffix}'
    path.write_bytes(encoded(image, suffix))
    np.testing.assert_array_equal(read_image(path), cv2.imread(str(path)))


@pytest.mark.parametrize('suffix', ['.jpg', '.png', '.webp'])
@pytest.mark.parametrize('share', [0.3, 0.9, 0.99])
def test_a_file_that_is_cut_off_is_refused(image, suffix, share):
    data = encoded(image, suffix)
    with pytest.raises(ValueError, match=r'cannot read image b\.x: '):
        decode_image(data[: int(share * len(data))], 'b.x')


@pytest.mark.parametrize('suffix', ['.jpg', '.png'])
def test_bytes_after_the_end_do_not_matter(image, suffix):
    data = encoded(image, suffix) + b'\0\0more'
    assert decode_image(data, 'a').shape == image.shape


@pytest.mark.parametrize('suffix', ['.jpg', '.png'])
def test_a_file_that_is_cut_off_does_not_reach_opencv(image, suffix, monkeypatch):
    monkeypatch.setattr(cv2, 'imdecode', None)
    with pytest.raises(ValueError, match='cut off'):
        decode_image(encoded(image, suffix)[:-20], 'a')


@pytest.mark.parametrize(
    'data', [b'', b'hello', b'\xff\xd8', b'\xff\xd8\xff', b'\x89PNG\r\n\x1a\n']
)
def test_other_bytes_are_refused(data):
    with pytest.raises(ValueError, match='cannot read image a'):
        decode_image(data, 'a')


def test_a_missing_file_and_a_folder_are_named(tmp_path):
    for path in (tmp_path / 'a.jpg', tmp_path):
        with pytest.raises(FileNotFoundError, match=path.name):
            read_image(path)


def with_orientation(data, orientation):
    """A JPEG with EXIF data: a TIFF header and one entry, orientation (0x0112)."""
    entry = struct.pack('>HHIHH', 0x0112, 3, 1, orientation, 0)
    exif = b'Exif\0\0MM\0*\0\0\0\x08\0\x01' + entry + bytes(4)
    return data[:2] + b'\xff\xe1' + struct.pack('>H', len(exif) + 2) + exif + data[2:]


def test_exif_data_turn_the_image(image):
    data = encoded(image, '.jpg')
    expected = np.rot90(decode_image(data, 'a'), -1)
    np.testing.assert_array_equal(decode_image(with_orientation(data, 6), 'a'), expected)


def png_of_size(width, height):
    """A PNG of 70 bytes that states any size."""
    data = bytearray(encoded(np.zeros((1, 1, 3), np.uint8), '.png'))
    data[16:24] = struct.pack('>II', width, height)
    data[29:33] = struct.pack('>I', zlib.crc32(data[12:29]))
    return bytes(data)


def test_more_pixels_than_the_largest_cameras_take_do_not_reach_opencv(monkeypatch):
    monkeypatch.setattr(cv2, 'imdecode', None)
    with pytest.raises(ValueError, match='b: 20000 x 20000 pixels: expected at most 200 million'):
        decode_image(png_of_size(20000, 20000), 'b')
    assert require_readable(png_of_size(16320, 12240)).pixels == 16320 * 12240


def test_what_opencv_could_read_beyond_the_known_formats_is_refused(image):
    assert cv2.imdecode(np.frombuffer(encoded(image, '.ppm'), np.uint8), 1) is not None
    with pytest.raises(ValueError, match=r'not an image: expected one of JPEG, .*TIFF'):
        decode_image(encoded(image, '.ppm'), 'a')


@pytest.mark.parametrize('name', ['a.jpg', 'a.png', 'a.bmp'])
def test_width_comes_before_height(tmp_path, name):
    cv2.imwrite(str(tmp_path / name), np.zeros((30, 70, 3), np.uint8))
    assert image_size(tmp_path / name) == (70, 30)


def test_the_header_is_enough_for_the_size(tmp_path):
    path = tmp_path / 'a.jpg'
    image = np.random.default_rng(0).integers(0, 256, (300, 700, 3), np.uint8)
    cv2.imwrite(str(path), image, [cv2.IMWRITE_JPEG_PROGRESSIVE, 1])
    path.write_bytes(path.read_bytes()[:700])
    assert image_size(path) == (700, 300)


@pytest.mark.parametrize('orientation', range(1, 9))
def test_a_turned_jpeg_has_the_size_that_opencv_reads(image, orientation, tmp_path):
    path = tmp_path / 'a.jpg'
    path.write_bytes(with_orientation(encoded(image, '.jpg'), orientation))
    height, width = cv2.imread(str(path)).shape[:2]
    assert image_size(path) == (width, height)


@pytest.mark.parametrize('content', [b'', b'\xff\xd8', b'\xff\xd8\xff\xc0\0\1', b'no image'])
def test_a_file_that_is_not_an_image_is_named(tmp_path, content):
    path = tmp_path / 'a.jpg'
    path.write_bytes(content)
    with pytest.raises(ValueError, match=r'cannot read image .*a\.jpg: '):
        image_size(path)


@pytest.mark.realdata
def test_real_photos(fashionai_root):
    photos = sorted((fashionai_root / 'fixture' / 'Images').rglob('*.jpg'))
    assert len(photos) == 57
    for photo in photos:
        height, width = cv2.imread(str(photo)).shape[:2]
        assert image_size(photo) == (width, height)


def test_a_file_that_two_readers_take_for_two_formats_is_refused(image):
    tiff = bytearray(encoded(image, '.tiff'))
    tiff[8:12] = b'WEBP'
    assert require_readable(bytes(tiff)).format == 'TIFF'


def test_a_header_of_another_size_than_the_pixels_is_refused(image, monkeypatch):
    other = cv2.imdecode
    monkeypatch.setattr(cv2, 'imdecode', lambda *args: other(*args)[:-1])
    with pytest.raises(ValueError, match=r'cannot read image a: .*64 x 47 .*64 x 48'):
        decode_image(encoded(image, '.png'), 'a')


def _jpeg(image, **options):
    file = BytesIO()
    Image.fromarray(image).save(file, 'JPEG', **options)
    return file.getvalue()


def _smooth(channels):
    ramp = np.linspace(20, 230, 96 * 80 * channels).reshape(96, 80, channels)
    return ramp.astype(np.uint8).squeeze()


@pytest.mark.parametrize('options', [{}, {'subsampling': 0}, {'restart_marker_blocks': 2}])
@pytest.mark.parametrize('channels', [1, 3])
@pytest.mark.parametrize('missing', [1, 2])
def test_a_jpeg_without_its_end_is_read_if_its_pixels_are_there(options, channels, missing):
    data = _jpeg(_smooth(channels), **options)
    expected = decode_image(data, 'a')
    np.testing.assert_array_equal(decode_image(data[:-missing], 'a'), expected)


@pytest.mark.parametrize('options', [{}, {'subsampling': 0}, {'restart_marker_blocks': 2}])
@pytest.mark.parametrize('missing', [10, 20, 50, 200])
def test_a_jpeg_without_its_last_pixels_is_refused(image, options, missing):
    data = _jpeg(image, **options)[:-missing]
    with pytest.raises(ValueError, match='cut off'):
        decode_image(data, 'a')


@pytest.mark.parametrize('missing', [2, 10])
def test_a_progressive_jpeg_without_its_end_is_refused(image, missing):
    with pytest.raises(ValueError, match='cut off'):  # a later scan could be missing, too
        decode_image(_jpeg(image, progressive=True)[:-missing], 'a')
