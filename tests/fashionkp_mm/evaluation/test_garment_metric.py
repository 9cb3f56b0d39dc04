"""Tests of the garment metric, against numbers computed by hand."""

import numpy as np
import pytest
from mmengine.evaluator import Evaluator
from mmpose.datasets.datasets.utils import parse_pose_metainfo

from fashionkp.categories import CATEGORIES, CATEGORY_NAMES, KEYPOINTS
from fashionkp_mm.evaluation import GarmentMetric
from fashionkp_mm.metainfo import pose_metainfo

SKIRT = list(CATEGORIES['skirt'].keypoint_ids)


def sample(category, presence, *, absent=(), probs=(0.4, 0.3, 0.1, 0.15, 0.05), labelled=True):
    """Return a sample with predictions, as a metric gets it.

    Args:
        category: Name of the true category.
        presence: Predicted presence of each channel, (K,).
        absent: Names of the absent key points.
        probs: Predicted probability of each category.
        labelled: Whether the row has labels.
    """
    visibility = np.full(24, -1, np.int8)
    visibility[list(CATEGORIES[category].keypoint_ids)] = 1
    visibility[[KEYPOINTS.index(name) for name in absent]] = -1
    category_id = CATEGORY_NAMES.index(category)
    row = dict(category_id=category_id, visibility=visibility, labelled=labelled)
    presence = np.asarray(presence, float)[None]
    instances = dict(keypoint_presence=presence, category_probs=np.array([probs]))
    return dict(raw_ann_info=row, pred_instances=instances)


def evaluate(samples, category=None):
    metric = GarmentMetric()
    metric.dataset_meta = parse_pose_metainfo(pose_metainfo(category))
    for item in samples:
        metric.process(None, [item])
    return metric.evaluate(len(samples))


def test_top1_and_top2_count_the_first_and_the_first_two_categories():
    order = ['blouse', 'blouse', 'outwear', 'dress']  # by probability: blouse, outwear, ...
    metrics = evaluate([sample(name, np.ones(24)) for name in order])
    assert metrics['fashionai/top1'] == 50
    assert metrics['fashionai/top2'] == 75


def test_presence_is_scored_on_the_key_points_of_the_category():
    """Two skirts, the second without ``hemline_left``; other categories' points are ignored."""
    presence = np.full(24, 0.0)
    presence[SKIRT] = [0.9, 0.8, 0.6, 0.4]
    first = sample('skirt', presence)
    second = sample('skirt', presence, absent=['hemline_left'])
    metrics = evaluate([first, second])
    errors = 2 * (0.1**2 + 0.2**2 + 0.6**2) + 0.4**2 + 0.6**2  # the last two: hemline_left
    assert metrics['fashionai/presence_brier'] == pytest.approx(errors / 8)
    assert metrics['fashionai/presence_accuracy'] == pytest.approx(100 * 5 / 8)
    assert metrics['fashionai/presence_brier_base'] == pytest.approx(2 * 0.25 / 8)
    assert metrics['fashionai/presence_accuracy_base'] == pytest.approx(100 * 7 / 8)


def test_a_model_of_one_category_has_no_category_accuracy():
    metrics = evaluate([sample('skirt', np.ones(4), probs=(1.0,))], category='skirt')
    assert metrics['fashionai/presence_brier'] == 0
    assert 'fashionai/top1' not in metrics


def test_unlabelled_rows_have_only_category_scores():
    metrics = evaluate([sample('blouse', np.ones(24), labelled=False)])
    assert metrics == {'fashionai/top1': 100, 'fashionai/top2': 100}


def test_a_model_without_the_head_has_no_scores():
    keypoints_only = sample('skirt', np.ones(24))
    keypoints_only['pred_instances'] = dict(keypoints=np.zeros((1, 24, 2)))
    assert evaluate([keypoints_only]) == {}


def test_probabilities_are_those_of_the_data_sets_categories():
    info = parse_pose_metainfo(pose_metainfo(['trousers', 'skirt']))
    metric = GarmentMetric()
    metric.dataset_meta = dict(info, categories=['trousers', 'skirt'])
    presence = np.ones(info['num_keypoints'])
    samples = [sample(name, presence, probs=(0.3, 0.7)) for name in ('skirt', 'skirt', 'trousers')]
    metric.process(None, samples)
    metrics = metric.evaluate(3)
    assert metrics['fashionai/top1'] == pytest.approx(200 / 3)
    assert metrics['fashionai/presence_brier'] == 0


def test_scores_do_not_depend_on_batches():
    rng = np.random.default_rng(0)
    samples = [sample(name, rng.random(24)) for name in CATEGORY_NAMES for _ in range(3)]
    metric = GarmentMetric()
    metric.dataset_meta = parse_pose_metainfo(pose_metainfo())
    metric.process(None, samples)
    assert metric.evaluate(len(samples)) == evaluate(samples)


def test_it_is_registered_with_mmpose():
    assert isinstance(Evaluator(dict(type='GarmentMetric')).metrics[0], GarmentMetric)
