"""Reading images: what is cut off is refused, what only looks so is not."""

import struct
import zlib

import cv2
import numpy as np
import pytest

from fashionkp.images.reading import decode_image, fault, image_size, read_image


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


def with_preview(data, preview):
    """A JPEG with another one in a segment before its pixels, as cameras write them."""
    length = (len(preview) + 2).to_bytes(2, 'big')
    return data[:2] + b'\xff\xe2' + length + preview + data[2:]


def test_the_end_of_a_preview_is_not_that_of_the_image(image):
    data = encoded(image, '.jpg')
    whole = with_preview(data, encoded(image[:8, :8], '.jpg'))
    np.testing.assert_array_equal(decode_image(whole, 'a'), decode_image(data, 'a'))
    with pytest.raises(ValueError, match='cut off'):
        decode_image(whole[:-200], 'a')


@pytest.mark.parametrize('suffix', ['.jpg', '.png'])
def test_bytes_behind_the_end_do_not_matter(image, suffix):
    data = encoded(image, suffix) + b'\0\0more'
    assert decode_image(data, 'a').shape == image.shape


def test_chunks_of_a_png_that_reach_beyond_it_do_not_come_to_opencv(image, monkeypatch):
    """It would take gigabytes for them."""
    data = encoded(image, '.png')
    pixels, end = data.index(b'IDAT'), data.index(b'IEND')
    huge = b'\x9c\0\0\0'
    monkeypatch.setattr(cv2, 'imdecode', None)
    for bad in (
        data[: pixels - 4] + huge + data[pixels:],
        data[: end - 4] + huge + data[end:],
        data[:pixels] + b'IDXT' + data[pixels + 4 : end - 4] + huge + data[end:],
        data[: pixels - 4] + data[end - 4 :],
    ):
        with pytest.raises(ValueError, match='cut off'):
            decode_image(bad, 'a')


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


def test_exif_turns_the_image(image):
    entry = (
        b'Exif\0\0MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06\0\0\0\0\0\0'  # turn it right
    )
    data = encoded(image, '.jpg')
    turned = data[:2] + b'\xff\xe1' + (len(entry) + 2).to_bytes(2, 'big') + entry + data[2:]
    expected = np.rot90(decode_image(data, 'a'), -1)
    np.testing.assert_array_equal(decode_image(turned, 'a'), expected)


def claimed(width, height):
    """A PNG that says that it is of some size, in 70 bytes."""
    data = bytearray(encoded(np.zeros((1, 1, 3), np.uint8), '.png'))
    data[16:24] = struct.pack('>II', width, height)
    data[29:33] = struct.pack('>I', zlib.crc32(data[12:29]))
    return bytes(data)


def test_more_pixels_than_the_largest_cameras_take_do_not_come_to_opencv(monkeypatch):
    monkeypatch.setattr(cv2, 'imdecode', None)
    with pytest.raises(ValueError, match='b: 20000 x 20000 pixels: expected at most 200 million'):
        decode_image(claimed(20000, 20000), 'b')
    assert fault(claimed(16320, 12240)) == ''


def test_what_opencv_could_read_beyond_the_known_formats_is_refused(image):
    assert cv2.imdecode(np.frombuffer(encoded(image, '.ppm'), np.uint8), 1) is not None
    with pytest.raises(ValueError, match=r'not an image: expected one of JPEG, .*TIFF'):
        decode_image(encoded(image, '.ppm'), 'a')


@pytest.mark.parametrize('name', ['a.jpg', 'a.png', 'a.bmp'])
def test_width_comes_before_height(tmp_path, name):
    cv2.imwrite(str(tmp_path / name), np.zeros((30, 70, 3), np.uint8))
    assert image_size(tmp_path / name) == (70, 30)


def test_the_header_of_a_jpeg_is_enough(tmp_path):
    path = tmp_path / 'a.jpg'
    image = np.random.default_rng(0).integers(0, 256, (300, 700, 3), np.uint8)
    cv2.imwrite(str(path), image, [cv2.IMWRITE_JPEG_PROGRESSIVE, 1])
    path.write_bytes(path.read_bytes()[:700])
    assert image_size(path) == (700, 300)


def test_a_rotated_jpeg_has_the_size_that_opencv_reads(tmp_path):
    path = tmp_path / 'a.jpg'
    cv2.imwrite(str(path), np.zeros((30, 70, 3), np.uint8))
    # TIFF header, one entry: orientation (0x0112) is 6, a quarter turn.
    entry = bytes.fromhex('0112 0003 00000001 0006 0000')
    exif = b'Exif\0\0MM\0*' + (8).to_bytes(4, 'big') + (1).to_bytes(2, 'big') + entry + bytes(4)
    segment = b'\xff\xe1' + (len(exif) + 2).to_bytes(2, 'big') + exif
    data = path.read_bytes()
    path.write_bytes(data[:2] + segment + data[2:])
    height, width = cv2.imread(str(path)).shape[:2]
    assert (width, height) == (30, 70)
    assert image_size(path) == (30, 70)


@pytest.mark.parametrize('content', [b'', b'\xff\xd8', b'\xff\xd8\xff\xc0\0\1', b'no image'])
def test_what_is_no_image_is_named(tmp_path, content):
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
