"""Normalized Error on arrays, compared with numbers computed by hand."""

import json
import math

import numpy as np
import pytest

from fashionkp.annotations import read_annotations, read_submission
from fashionkp.score import (
    RULES,
    format_score,
    normalized_distances,
    normalizing_distances,
    score_arrays,
)

SKIRT, DRESS = 3, 4
LEFT, RIGHT, HEM_LEFT, HEM_RIGHT = 15, 16, 17, 18


def skirt(points, v, count=1):
    """Return key points, visibility and category ids of skirts with these four points."""
    keypoints, visibility = np.full((count, 24, 2), -1.0), np.full((count, 24), -1, np.int8)
    keypoints[:, LEFT : HEM_RIGHT + 1] = points
    visibility[:, LEFT : HEM_RIGHT + 1] = v
    return keypoints, visibility, np.full(count, SKIRT)


POINTS = np.array([[0, 0], [100, 0], [0, 200], [100, 200]], float)  # normalizing distance 100


def shifted(keypoints, *shifts):
    """Return key points with the first ones of the skirt moved."""
    pred = keypoints.copy()
    pred[:, LEFT : LEFT + len(shifts)] += shifts
    return pred


def random_batch(count=40):
    rng = np.random.default_rng(1)
    keypoints = rng.uniform(0, 512, (count, 24, 2))
    visibility = rng.integers(-1, 2, (count, 24))
    categories = rng.integers(0, 5, count)
    return keypoints + rng.normal(0, 9, keypoints.shape), keypoints, visibility, categories


def test_distance_of_a_3_4_5_triangle():
    distances = normalized_distances(
        np.array([[[3, 4], [0, 0]], [[6, 8], [0, 1]]]), np.zeros((2, 2, 2)), np.array([10, 2])
    )
    assert distances.tolist() == [[0.5, 0], [5, 0.5]]


def test_unsigned_arrays_do_not_wrap_around():
    pred, target = np.zeros((1, 1, 2), np.uint8), np.array([[[3, 4]]], np.uint8)
    assert normalized_distances(pred, target, np.array([1])).tolist() == [[5]]


def test_normalizing_pair_is_that_of_the_category():
    keypoints = np.zeros((2, 24, 2))
    keypoints[:, 5], keypoints[:, LEFT] = (30, 40), (5, 12)
    assert normalizing_distances(keypoints, np.array([DRESS, SKIRT])).tolist() == [50, 13]


def test_normalizing_distance_takes_an_absent_point_literally():
    keypoints, _, categories = skirt([[-1, -1], [2, 3], [0, 0], [0, 0]], 1)
    assert normalizing_distances(keypoints, categories).tolist() == [5]


def test_errors_are_pooled_over_points():
    keypoints, visibility, categories = skirt(POINTS, 1)
    score = score_arrays(shifted(keypoints, (3, 4), (0, 15)), keypoints, visibility, categories)
    assert score.ne == pytest.approx((5 + 15) / 4, abs=1e-12)
    assert score.points == 4
    assert score.images == 1
    assert score.per_category == pytest.approx({'skirt': 5})
    assert score.per_keypoint == pytest.approx(
        {'waistband_left': 5, 'waistband_right': 15, 'hemline_left': 0, 'hemline_right': 0}
    )


def test_images_with_more_points_have_more_weight():
    one, one_visible, _ = skirt(POINTS, [1, -1, -1, -1])
    four, all_visible, _ = skirt(POINTS, 1)
    keypoints = np.concatenate([one, four])
    visibility = np.concatenate([one_visible, all_visible])
    score = score_arrays(shifted(keypoints, (10, 0)), keypoints, visibility, np.full(2, SKIRT))
    assert score.ne == pytest.approx(20 / 5)


def test_occluded_points_count_under_round1_only_and_absent_ones_never():
    keypoints, visibility, categories = skirt(POINTS, [1, 0, -1, -1])
    pred = shifted(keypoints, (4, 0), (8, 0), (99, 0))
    scores = {
        rule: score_arrays(pred, keypoints, visibility, categories, rule=rule) for rule in RULES
    }
    assert {rule: score.ne for rule, score in scores.items()} == {'official': 4, 'round1': 6}
    assert {rule: score.points for rule, score in scores.items()} == {'official': 1, 'round1': 2}


@pytest.mark.parametrize(
    ('unit', 'skipped'),
    [(0, RULES), (0.0009, RULES), (0.001, ['official']), (9.99, ['official']), (10, [])],
)
def test_images_with_a_small_normalizing_distance_are_skipped(unit, skipped):
    keypoints, visibility, categories = skirt([[0, 0], [unit, 0], [0, 9], [9, 9]], 1)
    for rule in RULES:
        score = score_arrays(keypoints, keypoints, visibility, categories, rule=rule)
        assert score.images_skipped == (rule in skipped)
        assert score.images == (rule not in skipped)
        assert math.isnan(score.ne) == (rule in skipped)


def test_prediction_of_no_point_is_the_point_minus_one():
    keypoints, visibility, categories = skirt([[2, 3], [102, 3], [0, 0], [0, 0]], [1, -1, -1, -1])
    pred = np.full_like(keypoints, -1)
    assert score_arrays(pred, keypoints, visibility, categories).ne == pytest.approx(5)


def test_scale_does_not_matter():
    pred, keypoints, visibility, categories = random_batch()
    small = score_arrays(pred, keypoints, visibility, categories, rule='round1')
    large = score_arrays(3 * pred, 3 * keypoints, visibility, categories, rule='round1')
    assert large.ne == pytest.approx(small.ne, abs=1e-9)
    assert large.per_keypoint == pytest.approx(small.per_keypoint, abs=1e-9)


def test_batches_and_the_order_of_images_do_not_matter():
    batch = random_batch()
    whole = score_arrays(*batch)
    order = np.random.default_rng(2).permutation(40)
    parts = [order[:7], order[7:]]
    joined = [np.concatenate([column[part] for part in parts]) for column in batch]
    again = score_arrays(*joined)
    assert again.ne == pytest.approx(whole.ne, abs=1e-9)
    assert again.interval == pytest.approx(whole.interval, abs=1e-9)
    scores = [score_arrays(*(column[part] for column in batch)) for part in parts]
    pooled = sum(score.ne * score.points for score in scores) / sum(s.points for s in scores)
    assert pooled == pytest.approx(whole.ne, abs=1e-9)


def test_arguments_are_not_changed():
    batch = random_batch()
    copies = [column.copy() for column in batch]
    score_arrays(*batch)
    for column, copy in zip(batch, copies, strict=True):
        np.testing.assert_array_equal(column, copy)


def test_no_counted_points_have_no_score():
    keypoints, visibility, categories = skirt(POINTS, 0)
    score = score_arrays(keypoints, keypoints, visibility, categories)
    assert math.isnan(score.ne)
    assert score.images == 1
    assert score.to_dict() == {
        'NE': None,
        'interval': None,
        'per_category': {},
        'per_keypoint': {},
        'points': 0,
        'images': 1,
        'images_skipped': 0,
        'images_missing': 0,
    }


def test_no_images_have_no_score():
    empty = np.zeros((0, 24, 2))
    assert score_arrays(empty, empty, empty[..., 0], np.zeros(0, int)).points == 0


def test_counted_predictions_must_be_finite():
    keypoints, visibility, categories = skirt(POINTS, [1, 1, 0, -1])
    pred = shifted(keypoints, (0, 0), (0, 0), (np.nan, 0), (np.inf, 0))
    assert score_arrays(pred, keypoints, visibility, categories).ne == 0
    with pytest.raises(ValueError, match='1 predicted points'):
        score_arrays(pred, keypoints, visibility, categories, rule='round1')


def test_unknown_rule_is_rejected():
    with pytest.raises(ValueError, match=r"'round2': .*official, round1"):
        score_arrays(*random_batch(), rule='round2')


def test_text_has_every_number():
    keypoints, visibility, categories = skirt(POINTS, 1)
    score = score_arrays(shifted(keypoints, (3, 4)), keypoints, visibility, categories)
    text = format_score(score)
    assert str(score) == text
    lines = [line.split() for line in text.splitlines()]
    assert lines[0][:3] == ['NE', '1.250', '%']
    assert ['points', '4'] in lines
    assert ['skirt', '1.250'] in lines
    assert ['waistband_left', '5.000'] in lines
    assert ['hemline_right', '0.000'] in lines


@pytest.mark.realdata
@pytest.mark.parametrize(
    ('rule', 'name'),
    [
        ('official', 'visible_only_skip_zero_norm'),
        ('round1', 'annotated_points_skip_zero_norm (=round-1 leaderboard)'),
    ],
)
def test_real_submission_has_the_score_of_the_reference(fashionai_root, rule, name):
    folder = fashionai_root / 'metric'
    expected = json.loads((folder / 'expected.json').read_text())[name]
    truth = read_annotations(folder / 'gt.csv')
    pred = read_submission(folder / 'pred.csv')
    assert truth.image_ids.tolist() == pred.image_ids.tolist()
    columns = (truth.keypoints, truth.visibility, truth.category_ids)
    score = score_arrays(pred.keypoints, *columns, rule=rule)
    assert score.ne == pytest.approx(expected['NE_percent'], abs=1e-6)
    assert score.points == expected['points']
    assert score.images_skipped == expected['images_skipped_zero_norm']
    assert score.per_category == pytest.approx(expected['per_category'], abs=1e-6)
    assert score.per_keypoint == pytest.approx(expected['per_keypoint'], abs=1e-6)
