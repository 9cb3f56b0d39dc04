"""Tests of the affine transform: it equals MMPose's, decodes, and averages large images."""

import cv2
import numpy as np
import pytest
from mmpose.datasets.transforms import TopdownAffine

from fashionkp_mm.datasets import FastAffine
from fashionkp_mm.datasets.encoded_image import EncodedImage

IMAGE = np.random.default_rng(0).integers(0, 256, (160, 120, 3), dtype=np.uint8)


def item(**more) -> dict:
    return dict(
        bbox_center=np.array([[61.5, 80.25]], np.float32),
        bbox_scale=np.array([[110, 150]], np.float32),
        bbox_rotation=np.array([12.5], np.float32),
        **more,
    )


@pytest.mark.parametrize('use_udp', [False, True])
@pytest.mark.parametrize('size', [(96, 96), (96, 128)])
@pytest.mark.parametrize('with_points', [False, True])
def test_a_decoded_image_is_transformed_as_by_mmpose(use_udp, size, with_points):
    points = np.random.default_rng(0).uniform(0, 120, (1, 5, 2)).astype(np.float32)
    more = dict(keypoints=points, keypoints_visible=np.ones((1, 5))) if with_points else {}
    results = [
        step(input_size=size, use_udp=use_udp)(item(img=IMAGE, **more))
        for step in (FastAffine, TopdownAffine)
    ]
    np.testing.assert_equal(*results)


def test_an_encoded_image_is_decoded():
    data = cv2.imencode('.png', IMAGE)[1].tobytes()  # lossless
    step = FastAffine(input_size=(96, 96), use_udp=True)
    results = step(item(encoded=EncodedImage(data, 'a', (120, 160))))
    assert 'encoded' not in results
    np.testing.assert_equal(results, step(item(img=IMAGE)))


def test_an_image_that_is_shrunk_is_averaged():
    whole = dict(
        bbox_center=np.array([[60, 80]], np.float32), bbox_scale=np.array([[160, 160]], np.float32)
    )
    fast = FastAffine(input_size=(32, 32))(dict(whole, img=IMAGE))['img'][2:-2, 6:-6]
    stock = TopdownAffine(input_size=(32, 32))(dict(whole, img=IMAGE))['img'][2:-2, 6:-6]
    assert fast.std() < 0.5 * stock.std()
    assert fast.mean() == pytest.approx(stock.mean(), abs=5)
