"""Tests of loading: complete images are loaded, truncated ones raise an error."""

import builtins

import cv2
import numpy as np
import pytest
import unusual_images
from PIL import ExifTags, Image

from fashionkp_mm.datasets import LoadCompleteImage, OpenImage, WholeImageBox


@pytest.fixture
def image(tmp_path):
    path = tmp_path / 'a.jpg'
    noise = np.random.default_rng(0).integers(0, 256, (60, 40, 3), dtype=np.uint8)
    cv2.imwrite(str(path), noise)
    return path


def test_an_image_is_loaded_as_by_opencv(image):
    results = LoadCompleteImage()(dict(img_path=str(image)))
    np.testing.assert_array_equal(results['img'], cv2.imread(str(image)))


def test_an_array_is_kept():
    image = np.zeros((4, 5, 3), np.uint8)
    assert LoadCompleteImage()(dict(img=image, img_path='x.jpg'))['img'] is image


@pytest.mark.parametrize('keep', [0.3, 0.7, 0.99])
def test_a_truncated_image_raises_with_its_row(image, keep):
    data = image.read_bytes()
    image.write_bytes(data[: int(len(data) * keep)])
    item = dict(img_path=str(image), raw_ann_info=dict(location='train.csv:7'))
    with pytest.raises(ValueError, match=r'a\.jpg \(train\.csv:7\)'):
        LoadCompleteImage()(item)


@pytest.mark.parametrize('data', [b'', b'not an image', b'\xff\xd8\xff\xd9'])
def test_a_file_that_is_not_an_image_raises(image, data):
    image.write_bytes(data)
    with pytest.raises(ValueError, match=r'cannot read image .*a\.jpg'):
        LoadCompleteImage()(dict(img_path=str(image)))


def test_bytes_after_the_end_of_a_jpeg_are_ignored(image):
    image.write_bytes(image.read_bytes() + b'some maker note')
    assert LoadCompleteImage()(dict(img_path=str(image)))['img'].shape == (60, 40, 3)


def test_a_png_is_loaded_and_a_truncated_one_raises(tmp_path):
    path = tmp_path / 'a.png'
    noise = np.random.default_rng(0).integers(0, 256, (60, 40, 3), dtype=np.uint8)
    cv2.imwrite(str(path), noise)
    np.testing.assert_array_equal(LoadCompleteImage()(dict(img_path=str(path)))['img'], noise)
    path.write_bytes(path.read_bytes()[:2000])
    with pytest.raises(ValueError, match='cannot read image'):
        LoadCompleteImage()(dict(img_path=str(path)))


def test_a_missing_image_is_named(tmp_path):
    with pytest.raises(FileNotFoundError, match=r'gone\.jpg'):
        LoadCompleteImage()(dict(img_path=str(tmp_path / 'gone.jpg')))


def test_the_whole_image_is_the_box_of_an_item_without_one():
    assert WholeImageBox()(dict(img_shape=(60, 40)))['bbox'].tolist() == [[0, 0, 40, 60]]
    box = np.array([[1, 2, 3, 4]], np.float32)
    assert WholeImageBox()(dict(img_shape=(60, 40), bbox=box))['bbox'] is box


def set_orientation(path, orientation):
    """Save an image again with an orientation in its EXIF data."""
    with Image.open(path) as image:
        exif = image.getexif()
        exif[ExifTags.Base.Orientation] = orientation
        image.save(path, exif=exif)


def test_a_jpeg_is_not_decoded(image):
    results = OpenImage()(dict(img_path=str(image)))
    assert 'img' not in results
    assert results['img_shape'] == results['ori_shape'] == (60, 40)
    pixels = results['encoded'].pixels(np.eye(2, 3), (40, 60))
    np.testing.assert_array_equal(pixels, cv2.imread(str(image)))


@pytest.mark.parametrize('orientation', [1, 3, 6, 8])
def test_a_jpeg_is_rotated_as_by_opencv(image, orientation):
    set_orientation(image, orientation)
    expected = cv2.imread(str(image))
    results = OpenImage()(dict(img_path=str(image)))
    assert ('img' in results) == (orientation != 1)
    assert results['img_shape'] == results['ori_shape'] == expected.shape[:2]
    h, w = expected.shape[:2]
    pixels = results['img'] if 'img' in results else results['encoded'].pixels(np.eye(2, 3), (w, h))
    np.testing.assert_array_equal(pixels, expected)


def test_other_formats_are_decoded(tmp_path):
    path = tmp_path / 'a.png'
    noise = np.random.default_rng(0).integers(0, 256, (60, 40, 3), dtype=np.uint8)
    cv2.imwrite(str(path), noise)
    results = OpenImage()(dict(img_path=str(path)))
    np.testing.assert_array_equal(results['img'], noise)
    assert results['img_shape'] == (60, 40)


def test_an_array_is_not_opened():
    image = np.zeros((4, 5, 3), np.uint8)
    results = OpenImage()(dict(img=image, img_path='x.jpg'))
    assert results['img'] is image
    assert results['img_shape'] == (4, 5)


@pytest.mark.parametrize('keep', [0.0, 0.3, 0.99])
def test_a_truncated_jpeg_raises_with_its_row(image, keep):
    data = image.read_bytes()
    image.write_bytes(data[: int(len(data) * keep)])
    item = dict(img_path=str(image), raw_ann_info=dict(location='train.csv:7'))
    with pytest.raises(ValueError, match=r'a\.jpg \(train\.csv:7\)'):
        OpenImage()(item)


@pytest.mark.parametrize('step', [LoadCompleteImage, OpenImage])
def test_a_file_is_read_once(image, step, monkeypatch):
    reads = []
    read = builtins.open
    monkeypatch.setattr(
        'builtins.open', lambda path, *mode: reads.append(path) or read(path, *mode)
    )
    monkeypatch.setattr('mmengine.fileio.get', lambda *args, **kwargs: reads.append(args))
    step()(dict(img_path=str(image)))
    assert reads == [str(image)]


@pytest.mark.parametrize('step', [LoadCompleteImage, OpenImage])
def test_a_folder_raises(tmp_path, step):
    with pytest.raises(FileNotFoundError, match=str(tmp_path)):
        step()(dict(img_path=str(tmp_path)))


@pytest.mark.faults
@pytest.mark.parametrize('step', [LoadCompleteImage, OpenImage])
@pytest.mark.parametrize('name', unusual_images.readable())
def test_unusual_images_are_loaded_upright_as_8_bit_bgr(name, step, tmp_path):
    (tmp_path / name).write_bytes(unusual_images.readable()[name])
    results = step()(dict(img_path=str(tmp_path / name)))
    assert results['img_shape'] == unusual_images.SIZE[::-1]
    pixels = results.get('img')
    if pixels is None:
        pixels = results['encoded'].pixels(np.eye(2, 3), unusual_images.SIZE)
    assert pixels.dtype == np.uint8
    # JPEG artifacts at edges
    np.testing.assert_allclose(pixels.astype(int), unusual_images.shown(), atol=16)


@pytest.mark.faults
@pytest.mark.parametrize('step', [LoadCompleteImage, OpenImage])
@pytest.mark.parametrize('name', unusual_images.unreadable())
def test_unreadable_images_raise_with_their_row(name, step, tmp_path):
    data, reason = unusual_images.unreadable()[name]
    (tmp_path / name).write_bytes(data)
    item = dict(img_path=str(tmp_path / name), raw_ann_info=dict(location='train.csv:7'))
    with pytest.raises(ValueError, match=rf'{name} \(train\.csv:7\): .*{reason}'):
        step()(item)
