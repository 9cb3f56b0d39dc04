"""Sizes from the headers of images."""

import io

import cv2
import numpy as np
import pytest
from PIL import Image

from fashionkp.image_size import image_size, jpeg_frame


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


@pytest.mark.parametrize(('mode', 'components'), [('L', 1), ('RGB', 3), ('CMYK', 4)])
def test_a_jpeg_tells_its_colours_before_its_pixels(mode, components):
    file = io.BytesIO()
    Image.new(mode, (70, 30)).save(file, 'jpeg')
    file.seek(0)
    assert jpeg_frame(file) == ((70, 30), components, False)


@pytest.mark.realdata
def test_real_photos(fashionai_root):
    photos = sorted((fashionai_root / 'fixture' / 'Images').rglob('*.jpg'))
    assert len(photos) == 57
    for photo in photos:
        height, width = cv2.imread(str(photo)).shape[:2]
        assert image_size(photo) == (width, height)
