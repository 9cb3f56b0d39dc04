"""Several views of each garment in a test; test_same_score.py compares them with "predict"."""

import cv2
import numpy as np
import pytest
import torch
from mmengine.structures import InstanceData
from mmpose.structures import PoseDataSample

from fashionkp.inference.crop import InputCrop
from fashionkp_mm.models.test_time_views import has_several_views, predict_in_views

SIZE = (16, 16)
REFINED = dict(refine_crop=True)


@pytest.fixture
def batch(tmp_path):
    """An image of 40 x 30 pixels in a file, as the pipeline prepares it."""
    path = tmp_path / 'a.png'
    image = np.random.default_rng(0).integers(0, 256, (30, 40, 3), dtype=np.uint8)
    cv2.imwrite(str(path), image)
    crop = InputCrop.from_box((0, 0, 40, 30), SIZE, unbiased=True)
    info = dict(img_path=str(path), input_size=SIZE, category_id=3)
    box = InstanceData(bboxes=np.array([[0, 0, 40, 30]], np.float32))
    sample = PoseDataSample(metainfo=info, gt_instances=box)
    inputs = torch.from_numpy(crop.extract(image).transpose(2, 0, 1).copy())
    return dict(inputs=[inputs], data_samples=[sample])


def step(data):
    """Predict four points at the corners of the box."""
    for sample in data['data_samples']:
        x0, y0, x1, y1 = sample.gt_instances.bboxes[0]
        sample.pred_instances = InstanceData(
            keypoints=np.array([[(x0, y0), (x1, y0), (x0, y1), (x1, y1)]], np.float32),
            keypoint_scores=np.ones((1, 4)),
            keypoint_presence=np.ones((1, 4)),
            category=np.array(['skirt']),
            category_probs=np.ones((1, 1)),
        )
    return data['data_samples']


def test_one_view_is_that_of_the_batch(batch):
    (sample,) = predict_in_views(step, batch, ['skirt'], {})
    assert sample.pred_instances.keypoints[0].tolist() == [[0, 0], [40, 0], [0, 30], [40, 30]]


def test_the_second_pass_sees_the_points_with_a_margin(batch):
    (sample,) = predict_in_views(step, batch, ['skirt'], REFINED)
    # 15 % and a pixel on each side, of which half counts
    corner = [-(0.15 * 40 + 1) / 2, -(0.15 * 30 + 1) / 2]
    np.testing.assert_allclose(sample.pred_instances.keypoints[0, 0], corner, atol=1e-5)


def test_the_upright_garment_is_predicted_in_two_passes(batch):
    """All rotations have the same scores, so that the image stays as it is."""
    (expected,) = predict_in_views(step, batch, ['skirt'], REFINED)
    (sample,) = predict_in_views(step, batch, ['skirt'], dict(any_rotation=True))
    actual = sample.pred_instances.keypoints
    np.testing.assert_array_equal(actual, expected.pred_instances.keypoints)


def test_a_pipeline_that_crops_otherwise_is_refused(batch):
    batch['inputs'][0] = batch['inputs'][0].flip(-1)
    with pytest.raises(ValueError, match='topdown_pipelines'):
        predict_in_views(step, batch, ['skirt'], REFINED)


def test_an_image_in_memory_is_refused(batch):
    batch['data_samples'][0].set_metainfo(dict(img_path=None))
    with pytest.raises(ValueError, match='images in files'):
        predict_in_views(step, batch, ['skirt'], REFINED)


def test_a_model_without_a_garment_head_is_refused(batch):
    def headless(data):
        samples = step(data)
        del samples[0].pred_instances.category_probs
        return samples

    with pytest.raises(ValueError, match='garment_head'):
        predict_in_views(headless, batch, ['skirt'], REFINED)


@pytest.mark.parametrize(
    ('test_cfg', 'expected'),
    [({}, False), (dict(scales=[1.0], refine_crop=False), False), (dict(scales=[1.1]), True)],
)
def test_several_views_are_asked_for_by_scales_and_refine_crop(test_cfg, expected):
    assert has_several_views(test_cfg) is expected
    assert has_several_views(dict(test_cfg, refine_crop=True))
    assert has_several_views(dict(test_cfg, any_rotation=True))
