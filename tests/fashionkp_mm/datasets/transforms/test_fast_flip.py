"""Tests of the flip of an image that is not decoded."""

import cv2
import numpy as np
import pytest
from mmpose.datasets.transforms import RandomFlip

from fashionkp_mm.datasets import FastFlip
from fashionkp_mm.datasets.encoded_image import EncodedImage


@pytest.fixture
def item():
    return dict(
        img_shape=(60, 40),
        bbox=np.array([[5, 6, 20, 50]], np.float32),
        keypoints=np.array([[[7, 8], [30, 9]]], np.float32),
        keypoints_visible=np.array([[1, 0]], np.float32),
        flip_indices=[1, 0],
    )


def test_an_encoded_image_is_flipped_as_by_mmpose(item):
    image = np.random.default_rng(0).integers(0, 256, (60, 40, 3), dtype=np.uint8)
    data = cv2.imencode('.jpg', image)[1].tobytes()
    encoded = EncodedImage(data, 'a.jpg', (40, 60))
    fast = FastFlip(prob=1.0)(dict(item, encoded=encoded))
    stock = RandomFlip(prob=1.0)(dict(item, img=cv2.imdecode(np.frombuffer(data, np.uint8), 1)))
    flipped, pixels = fast.pop('encoded'), stock.pop('img')
    np.testing.assert_equal(fast, stock)
    np.testing.assert_array_equal(flipped.pixels(np.eye(2, 3), (40, 60)), pixels)
    assert fast['keypoints'].tolist() == [[[9, 9], [32, 8]]]  # 39 - x, in swapped order


def test_other_images_do_not_change(item):
    encoded = EncodedImage(b'', 'a.jpg', (40, 60))
    results = FastFlip(prob=0.0)(dict(item, encoded=encoded))
    assert results.pop('encoded') is encoded
    assert results.pop('flip') is False
    assert results.pop('flip_direction') is None
    np.testing.assert_equal(results, item)


def test_a_decoded_image_is_flipped(item):
    image = np.random.default_rng(0).integers(0, 256, (60, 40, 3), dtype=np.uint8)
    results = FastFlip(prob=1.0)(dict(item, img=image))
    np.testing.assert_array_equal(results['img'], image[:, ::-1])
