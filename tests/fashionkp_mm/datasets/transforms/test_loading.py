"""Loading: whole pictures pass, cut-off ones are named."""

import cv2
import numpy as np
import pytest

from fashionkp_mm.datasets import LoadCompleteImage, WholeImageBox


@pytest.fixture
def picture(tmp_path):
    path = tmp_path / 'a.jpg'
    noise = np.random.default_rng(0).integers(0, 256, (60, 40, 3), dtype=np.uint8)
    cv2.imwrite(str(path), noise)
    return path


def test_a_picture_is_loaded_as_opencv_does(picture):
    results = LoadCompleteImage()(dict(img_path=str(picture)))
    np.testing.assert_array_equal(results['img'], cv2.imread(str(picture)))


def test_an_array_passes_through():
    image = np.zeros((4, 5, 3), np.uint8)
    assert LoadCompleteImage()(dict(img=image, img_path='x.jpg'))['img'] is image


@pytest.mark.parametrize('keep', [0.3, 0.7, 0.99])
def test_a_truncated_picture_is_refused_with_its_row(picture, keep):
    data = picture.read_bytes()
    picture.write_bytes(data[: int(len(data) * keep)])
    item = dict(img_path=str(picture), raw_ann_info=dict(location='train.csv:7'))
    with pytest.raises(ValueError, match=r'a\.jpg \(train\.csv:7\)'):
        LoadCompleteImage()(item)


@pytest.mark.parametrize('data', [b'', b'not a picture', b'\xff\xd8\xff\xd9'])
def test_what_is_no_picture_is_refused(picture, data):
    picture.write_bytes(data)
    with pytest.raises(ValueError, match=r'cannot read picture .*a\.jpg'):
        LoadCompleteImage()(dict(img_path=str(picture)))


def test_bytes_after_the_end_do_no_harm(picture):
    picture.write_bytes(picture.read_bytes() + b'some maker note')
    assert LoadCompleteImage()(dict(img_path=str(picture)))['img'].shape == (60, 40, 3)


def test_png_is_read_and_refused_likewise(tmp_path):
    path = tmp_path / 'a.png'
    noise = np.random.default_rng(0).integers(0, 256, (60, 40, 3), dtype=np.uint8)
    cv2.imwrite(str(path), noise)
    np.testing.assert_array_equal(LoadCompleteImage()(dict(img_path=str(path)))['img'], noise)
    path.write_bytes(path.read_bytes()[:2000])
    with pytest.raises(ValueError, match='cannot read picture'):
        LoadCompleteImage()(dict(img_path=str(path)))


def test_a_missing_picture_is_named(tmp_path):
    with pytest.raises(FileNotFoundError, match=r'gone\.jpg'):
        LoadCompleteImage()(dict(img_path=str(tmp_path / 'gone.jpg')))


def test_the_whole_picture_is_the_box_unless_there_is_one():
    assert WholeImageBox()(dict(img_shape=(60, 40)))['bbox'].tolist() == [[0, 0, 40, 60]]
    own = np.array([[1, 2, 3, 4]], np.float32)
    assert WholeImageBox()(dict(img_shape=(60, 40), bbox=own))['bbox'] is own
