"""The map to the model's input: MMPose's, for images in memory and for those not decoded yet."""

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
def test_a_image_in_memory_is_treated_as_mmpose_does(use_udp, size, with_points):
    points = np.random.default_rng(0).uniform(0, 120, (1, 5, 2)).astype(np.float32)
    more = dict(keypoints=points, keypoints_visible=np.ones((1, 5))) if with_points else {}
    results = [
        step(input_size=size, use_udp=use_udp)(item(img=IMAGE, **more))
        for step in (FastAffine, TopdownAffine)
    ]
    np.testing.assert_equal(*results)


def test_a_image_is_decoded_here():
    data = cv2.imencode('.png', IMAGE)[1].tobytes()  # without loss
    step = FastAffine(input_size=(96, 96), use_udp=True)
    own = step(item(encoded=EncodedImage(data, 'a', (120, 160))))
    assert 'encoded' not in own
    np.testing.assert_equal(own, step(item(img=IMAGE)))


def test_a_large_image_is_averaged():
    whole = dict(
        bbox_center=np.array([[60, 80]], np.float32), bbox_scale=np.array([[160, 160]], np.float32)
    )
    own = FastAffine(input_size=(32, 32))(dict(whole, img=IMAGE))['img'][2:-2, 6:-6]
    stock = TopdownAffine(input_size=(32, 32))(dict(whole, img=IMAGE))['img'][2:-2, 6:-6]
    assert own.std() < 0.5 * stock.std()
    assert own.mean() == pytest.approx(stock.mean(), abs=5)
