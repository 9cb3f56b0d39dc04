"""Tests of the metric: it agrees with the score of the submission."""

import numpy as np
import pytest
from mmengine.evaluator import Evaluator
from mmengine.structures import InstanceData
from mmpose.datasets.datasets.utils import parse_pose_metainfo
from mmpose.structures import PoseDataSample

from fashionkp.annotations import read_annotations, read_submission
from fashionkp.categories import CATEGORIES, CATEGORY_NAMES
from fashionkp.score import score_tables
from fashionkp_mm.datasets import FashionAIDataset
from fashionkp_mm.evaluation import NormalizedError
from fashionkp_mm.metainfo import pose_metainfo


def samples(dataset, seed=0):
    """Yield samples whose predictions are the truth with noise, as a metric gets them."""
    rng = np.random.default_rng(seed)
    for i in range(len(dataset)):
        item = dataset.get_data_info(i)
        sample = PoseDataSample(metainfo=dict(raw_ann_info=item['raw_ann_info']))
        noisy = item['keypoints'] + rng.normal(0, 3, item['keypoints'].shape)
        sample.pred_instances = InstanceData(keypoints=noisy)
        yield sample.to_dict()


def evaluate(dataset, batch_size, **kwargs):
    metric = NormalizedError(**kwargs)
    metric.dataset_meta = dataset.metainfo
    predicted = list(samples(dataset))
    for start in range(0, len(predicted), batch_size):
        metric.process(None, predicted[start : start + batch_size])
    return metric.evaluate(len(predicted))


@pytest.mark.parametrize('rule', ['official', 'round1'])
@pytest.mark.parametrize('category', [None, 'skirt'])
def test_it_agrees_with_the_score_of_the_written_submission(data_root, tmp_path, rule, category):
    dataset = FashionAIDataset(
        data_root=str(data_root), ann_file='train', test_mode=True, category=category
    )
    path = tmp_path / 'submission.csv'
    metrics = evaluate(dataset, batch_size=7, rule=rule, submission=path)
    truth = read_annotations(data_root / 'train' / 'Annotations' / 'train.csv')
    if category:
        truth = truth.take(truth.category_names == category)
    score = score_tables(truth, read_submission(path), rule=rule)
    assert metrics['fashionai/NE'] == pytest.approx(score.ne, abs=1e-6)
    assert (metrics['fashionai/NE_low'], metrics['fashionai/NE_high']) == pytest.approx(
        score.interval, abs=1e-5
    )
    for name, ne in score.per_category.items():
        assert metrics[f'fashionai/NE_{name}'] == pytest.approx(ne, abs=1e-6)


def test_the_error_does_not_depend_on_batches(data_root):
    dataset = FashionAIDataset(data_root=str(data_root), ann_file='train', test_mode=True)
    assert evaluate(dataset, batch_size=1) == evaluate(dataset, batch_size=20)


def test_joint_and_single_models_have_the_same_error_of_a_category(data_root):
    joint = FashionAIDataset(data_root=str(data_root), ann_file='train', test_mode=True)
    single = FashionAIDataset(
        data_root=str(data_root), ann_file='train', test_mode=True, category='dress'
    )
    offset = 5.0
    results = []
    for dataset in (joint, single):
        metric = NormalizedError()
        metric.dataset_meta = dataset.metainfo
        for i in range(len(dataset)):
            item = dataset.get_data_info(i)
            sample = dict(
                raw_ann_info=item['raw_ann_info'],
                pred_instances=dict(keypoints=item['keypoints'] + offset),
            )
            metric.process(None, [sample])
        results.append(metric.evaluate(len(dataset))['fashionai/NE_dress'])
    assert results[0] == pytest.approx(results[1])
    assert results[0] > 0


def test_unlabelled_rows_have_a_submission_but_no_score(tmp_path):
    metric = NormalizedError(submission=tmp_path / 'out.csv')
    metric.dataset_meta = parse_pose_metainfo(pose_metainfo('skirt'))
    row = dict(
        image_id='Images/skirt/a.jpg',
        category_id=CATEGORY_NAMES.index('skirt'),
        keypoints=np.full((24, 2), -1.0),
        visibility=np.full(24, -1, np.int8),
        labelled=False,
    )
    points = np.array([[[1, 2], [3, 4], [5.5, 6], [7, 8]]])
    metric.process(None, [dict(raw_ann_info=row, pred_instances=dict(keypoints=points))])
    assert metric.evaluate(1) == {}
    written = read_submission(tmp_path / 'out.csv')
    ids = list(CATEGORIES['skirt'].keypoint_ids)
    np.testing.assert_array_equal(written.keypoints[0, ids], points[0])


def test_unknown_rule_lists_the_choices():
    with pytest.raises(ValueError, match=r"'strict'.*'official', 'round1'"):
        NormalizedError(rule='strict')


def test_it_is_registered_with_mmpose():
    assert isinstance(Evaluator(dict(type='NormalizedError')).metrics[0], NormalizedError)
