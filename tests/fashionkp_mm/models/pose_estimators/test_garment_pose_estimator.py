"""Tests of the estimator: with any head of MMPose, scores are those of the category."""

import pickle

import numpy as np
import pytest
import torch
from mmengine.structures import InstanceData
from mmpose.datasets.datasets.utils import parse_pose_metainfo
from mmpose.registry import MODELS
from mmpose.structures import PoseDataSample, merge_data_samples

from fashionkp.categories import CATEGORIES, KEYPOINTS
from fashionkp_mm.config import load_config
from fashionkp_mm.metainfo import pose_metainfo

SIZE = dict(input_size=(64, 64))
UDP = dict(type='UDPHeatmap', **SIZE, heatmap_size=(16, 16), sigma=1, blur_kernel_size=3)
SIMCC = dict(type='SimCCLabel', **SIZE, sigma=(2.0, 2.0), simcc_split_ratio=2.0)
WIDTHS = (16, 32, 64, 128)  # of the small ResNet of estimator()
HEADS = {
    'cpn': dict(type='CPNHead', in_channels=WIDTHS, channels=8, decoder=UDP),
    'heatmap': dict(
        type='HeatmapHead', in_channels=128, deconv_out_channels=(8, 8, 8), decoder=UDP
    ),
    'simcc': dict(
        type='RTMCCHead',
        in_channels=128,
        **SIZE,
        in_featuremap_size=(2, 2),
        loss=dict(type='KLDiscretLoss', use_target_weight=True),
        decoder=SIMCC,
    ),
    'regression': dict(
        type='RegressionHead', in_channels=128, decoder=dict(type='RegressionLabel', **SIZE)
    ),
}


def estimator(head, categories, num_keypoints, **kwargs):
    torch.manual_seed(0)
    cfg = dict(HEADS[head])
    cfg['num_joints' if head == 'regression' else 'out_channels'] = num_keypoints
    backbone = dict(type='ResNet', depth=18, stem_channels=16, base_channels=16)
    backbone['out_indices'] = (0, 1, 2, 3) if head == 'cpn' else (3,)
    neck = dict(type='GlobalAveragePooling') if head == 'regression' else None
    flip = dict(flip_test=True, flip_mode='heatmap')
    if head == 'regression':
        flip = dict(flip_test=True, shift_coords=False)
    model = MODELS.build(
        dict(
            type='GarmentPoseEstimator',
            categories=categories,
            backbone=backbone,
            neck=neck,
            head=cfg,
            test_cfg=flip,
            **kwargs,
        )
    )
    model.init_weights()
    return model.eval()


def sample(category=None, **metainfo):
    """Return a sample of a whole image, 128 x 128 pixels, with a known category if given."""
    info = dict(input_center=np.array([64.0, 64]), input_scale=np.array([128.0, 128]), **SIZE)
    info['flip_indices'] = parse_pose_metainfo(pose_metainfo())['flip_indices']
    if category:
        info['category_id'] = list(CATEGORIES).index(category)
    data_sample = PoseDataSample(metainfo=info | metainfo)
    boxes = np.array([[0, 0, 128, 128.0]])
    data_sample.gt_instances = InstanceData(bboxes=boxes, bbox_scores=np.ones(1))
    return data_sample


@pytest.mark.parametrize('head', HEADS)
def test_key_points_that_a_known_category_does_not_have_get_score_0(head):
    model = estimator(head, list(CATEGORIES), len(KEYPOINTS))
    images = torch.rand(2, 3, 64, 64, generator=torch.Generator().manual_seed(1)).tile(2, 1, 1, 1)
    samples = [sample('trousers'), sample('skirt'), sample(), sample()]
    with torch.no_grad():
        predicted = [s.pred_instances for s in model.predict(images, samples)]
    for known, unknown, name in zip(
        predicted[:2], predicted[2:], ('trousers', 'skirt'), strict=True
    ):
        ids = list(CATEGORIES[name].keypoint_ids)
        np.testing.assert_array_equal(known.keypoints, unknown.keypoints)
        np.testing.assert_array_equal(
            known.keypoint_scores[:, ids], unknown.keypoint_scores[:, ids]
        )
        assert not np.delete(known.keypoint_scores, ids, axis=1).any()
        assert np.delete(unknown.keypoint_scores, ids, axis=1).all()


@pytest.mark.parametrize('head', HEADS)
def test_predictions_have_the_fields_of_the_garment_head(head):
    garment_head = dict(type='GarmentHead', in_channels=128)
    model = estimator(head, list(CATEGORIES), len(KEYPOINTS), garment_head=garment_head)
    with torch.no_grad():
        model.garment_head.category.bias[list(CATEGORIES).index('dress')] = 9.0
        images = torch.rand(2, 3, 64, 64)
        known, unknown = model.predict(images, [sample('trousers'), sample()])
    for result, name in ((known, 'trousers'), (unknown, 'dress')):
        instances, ids = result.pred_instances, CATEGORIES[name].keypoint_ids
        assert tuple(np.flatnonzero(instances.keypoint_scores[0])) == ids
        assert tuple(np.flatnonzero(instances.keypoint_presence[0])) == ids
        assert list(instances.category) == ['dress']
        assert instances.category_score[0] > 0.9
        assert instances.keypoints.shape == (1, 24, 2)


@pytest.mark.parametrize('head', HEADS)
def test_mmpose_draws_nothing_for_key_points_that_the_category_does_not_have(head):
    model = estimator(head, list(CATEGORIES), len(KEYPOINTS))
    model.test_cfg['output_heatmaps'] = True
    with torch.no_grad():
        (result,) = model.predict(torch.rand(1, 3, 64, 64), [sample('skirt')])
    ids = CATEGORIES['skirt'].keypoint_ids
    instances = result.pred_instances
    assert tuple(np.flatnonzero(instances.keypoints_visible[0] >= 0)) == ids
    np.testing.assert_array_equal(
        instances.keypoints_visible[:, ids], instances.keypoint_scores[:, ids]
    )
    if head != 'regression':
        assert tuple(np.flatnonzero(result.pred_fields.heatmaps.abs().amax((1, 2)))) == ids


def test_output_keypoint_indices_also_select_presence():
    garment_head = dict(type='GarmentHead', in_channels=128)
    model = estimator('heatmap', ['skirt'], 4, garment_head=garment_head)
    flips = dict(flip_indices=list(CATEGORIES['skirt'].flip_indices))
    images = torch.rand(1, 3, 64, 64)
    with torch.no_grad():
        (everything,) = model.predict(images, [sample('skirt', **flips)])
        model.test_cfg['output_keypoint_indices'] = [2, 0]
        (selected,) = model.predict(images, [sample('skirt', **flips)])
    for key in ('keypoints', 'keypoint_scores', 'keypoint_presence'):
        np.testing.assert_array_equal(
            selected.pred_instances[key], everything.pred_instances[key][:, [2, 0]]
        )


def test_samples_can_be_merged_indexed_and_pickled():
    """As MMPose's inferencers, metrics and dumps do with predictions."""
    garment_head = dict(type='GarmentHead', in_channels=128)
    model = estimator('heatmap', list(CATEGORIES), 24, garment_head=garment_head)
    with torch.no_grad():
        results = model.predict(torch.rand(2, 3, 64, 64), [sample('dress'), sample()])
    names = [result.pred_instances.category[0] for result in results]
    merged = merge_data_samples(results).pred_instances
    assert list(merged.category) == names
    assert list(merged[np.array([False, True])].category) == names[1:]
    loaded = pickle.loads(pickle.dumps(results[0].cpu().to_dict()))
    assert loaded['pred_instances']['category'][0] == names[0]


def test_a_model_of_one_category_keeps_all_scores():
    """Its channel indices differ from those of the joint model."""
    model = estimator('heatmap', ['trousers'], 7)
    flips = list(CATEGORIES['trousers'].flip_indices)
    with torch.no_grad():
        (result,) = model.predict(
            torch.rand(1, 3, 64, 64), [sample('trousers', flip_indices=flips)]
        )
    assert result.pred_instances.keypoint_scores.shape == (1, 7)
    assert result.pred_instances.keypoint_scores.all()


def test_unknown_category_lists_the_choices():
    with pytest.raises(ValueError, match=r"'jumpsuit'.*blouse"):
        estimator('heatmap', ['jumpsuit'], 7)


@pytest.mark.parametrize('head', HEADS)
def test_scores_are_those_of_the_codec_until_the_calibration_is_fitted(head):
    model = estimator(head, list(CATEGORIES), 24)
    images = torch.rand(2, 3, 64, 64, generator=torch.Generator().manual_seed(1))
    with torch.no_grad():
        (raw,) = (model.predict(images[:1], [sample('dress')])[0].pred_instances,)
        feats = [model.extract_feat(view) for view in (images[:1], images[:1].flip(-1))]
        (stock,) = model.head.predict(feats, [sample('dress')], test_cfg=model.test_cfg)
        model.score_calibration.coefficients.copy_(torch.tensor([0.3, 1.0, -0.5, 0.7]))
        (fitted,) = (model.predict(images[:1], [sample('dress')])[0].pred_instances,)
    ids = list(CATEGORIES['dress'].keypoint_ids)
    codec = stock.keypoint_scores[0, ids]
    np.testing.assert_array_equal(raw.keypoint_scores[0, ids], codec)
    np.testing.assert_array_equal(fitted.keypoints, raw.keypoints)
    logits = 0.3 + fitted.keypoint_score_features[0, ids] @ [1.0, -0.5, 0.7]
    expected = np.where(codec > 0, 1 / (1 + np.exp(-logits)), 0)
    np.testing.assert_allclose(fitted.keypoint_scores[0, ids], expected, rtol=1e-5)
    np.testing.assert_allclose(
        np.exp(fitted.keypoint_score_features[0, ids, 0]), np.maximum(codec, 1e-3), rtol=1e-4
    )
    assert not np.delete(fitted.keypoint_scores, ids, axis=1).any()


def test_a_head_with_categories_gets_those_of_the_model():
    with torch.device('meta'):
        model = MODELS.build(load_config('dfa_vgg16_all').model)
    assert model.head.categories == list(CATEGORIES)
