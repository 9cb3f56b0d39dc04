"""Mirroring: points at once, pixels when they are decoded."""

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


def test_all_but_the_pixels_is_mmposes(item):
    image = np.random.default_rng(0).integers(0, 256, (60, 40, 3), dtype=np.uint8)
    data = cv2.imencode('.jpg', image)[1].tobytes()
    encoded = EncodedImage(data, 'a.jpg', (40, 60))
    own = FastFlip(prob=1.0)(dict(item, encoded=encoded))
    stock = RandomFlip(prob=1.0)(dict(item, img=cv2.imdecode(np.frombuffer(data, np.uint8), 1)))
    mirrored, pixels = own.pop('encoded'), stock.pop('img')
    np.testing.assert_equal(own, stock)
    np.testing.assert_array_equal(mirrored.pixels(np.eye(2, 3), (40, 60)), pixels)
    assert own['keypoints'].tolist() == [[[9, 9], [32, 8]]]  # 39 - x, and they trade places


def test_it_leaves_the_others_alone(item):
    encoded = EncodedImage(b'', 'a.jpg', (40, 60))
    own = FastFlip(prob=0.0)(dict(item, encoded=encoded))
    assert own.pop('encoded') is encoded
    assert own.pop('flip') is False
    assert own.pop('flip_direction') is None
    np.testing.assert_equal(own, item)


def test_a_image_in_memory_is_mirrored_at_once(item):
    image = np.random.default_rng(0).integers(0, 256, (60, 40, 3), dtype=np.uint8)
    own = FastFlip(prob=1.0)(dict(item, img=image))
    np.testing.assert_array_equal(own['img'], image[:, ::-1])
