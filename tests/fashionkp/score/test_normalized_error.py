"""Normalized Error on arrays, against numbers worked out by hand."""

import json
import math

import numpy as np
import pytest

from fashionkp.annotations import read_annotations, read_submission
from fashionkp.score import (
    RULES,
    bootstrap_interval,
    format_score,
    normalized_distances,
    normalizing_distances,
    score_arrays,
)

SKIRT, DRESS = 3, 4
LEFT, RIGHT, HEM_LEFT, HEM_RIGHT = 15, 16, 17, 18


def skirt(points, seen, count=1):
    """Keypoints and visibility of skirts whose four points are given."""
    keypoints, visibility = np.full((count, 24, 2), -1.0), np.full((count, 24), -1, np.int8)
    keypoints[:, LEFT : HEM_RIGHT + 1] = points
    visibility[:, LEFT : HEM_RIGHT + 1] = seen
    return keypoints, visibility, np.full(count, SKIRT)


# The normalizing pair is 100 px apart.
POINTS = np.array([[0, 0], [100, 0], [0, 200], [100, 200]], float)


def shifted(keypoints, *shifts):
    pred = keypoints.copy()
    pred[:, LEFT : LEFT + len(shifts)] += shifts
    return pred


def random_batch(count=40):
    rng = np.random.default_rng(1)
    keypoints = rng.uniform(0, 512, (count, 24, 2))
    visibility = rng.integers(-1, 2, (count, 24))
    categories = rng.integers(0, 5, count)
    return keypoints + rng.normal(0, 9, keypoints.shape), keypoints, visibility, categories


def test_a_3_4_5_triangle():
    distances = normalized_distances(
        np.array([[[3, 4], [0, 0]], [[6, 8], [0, 1]]]), np.zeros((2, 2, 2)), np.array([10, 2])
    )
    assert distances.tolist() == [[0.5, 0], [5, 0.5]]


def test_unsigned_arrays_do_not_wrap_around():
    pred, target = np.zeros((1, 1, 2), np.uint8), np.array([[[3, 4]]], np.uint8)
    assert normalized_distances(pred, target, np.array([1])).tolist() == [[5]]


def test_the_normalizing_pair_is_that_of_the_category():
    keypoints = np.zeros((2, 24, 2))
    keypoints[:, 5], keypoints[:, LEFT] = (30, 40), (5, 12)
    assert normalizing_distances(keypoints, np.array([DRESS, SKIRT])).tolist() == [50, 13]


def test_the_normalizing_distance_is_literal_where_a_point_is_absent():
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


def test_images_with_more_points_weigh_more():
    one, one_seen, _ = skirt(POINTS, [1, -1, -1, -1])
    four, four_seen, _ = skirt(POINTS, 1)
    keypoints, seen = np.concatenate([one, four]), np.concatenate([one_seen, four_seen])
    score = score_arrays(shifted(keypoints, (10, 0)), keypoints, seen, np.full(2, SKIRT))
    assert score.ne == pytest.approx(20 / 5)


def test_occluded_points_count_in_round_1_only_and_absent_ones_never():
    keypoints, visibility, categories = skirt(POINTS, [1, 0, -1, -1])
    pred = shifted(keypoints, (4, 0), (8, 0), (99, 0))
    scores = {rule: score_arrays(pred, keypoints, visibility, categories, rule) for rule in RULES}
    assert {rule: score.ne for rule, score in scores.items()} == {'official': 4, 'round1': 6}
    assert {rule: score.points for rule, score in scores.items()} == {'official': 1, 'round1': 2}


@pytest.mark.parametrize(
    ('unit', 'skipped'),
    [(0, RULES), (0.0009, RULES), (0.001, ['official']), (9.99, ['official']), (10, [])],
)
def test_images_whose_normalizing_points_are_too_close_are_skipped(unit, skipped):
    keypoints, visibility, categories = skirt([[0, 0], [unit, 0], [0, 9], [9, 9]], 1)
    for rule in RULES:
        score = score_arrays(keypoints, keypoints, visibility, categories, rule)
        assert score.images_skipped == (rule in skipped)
        assert score.images == (rule not in skipped)
        assert math.isnan(score.ne) == (rule in skipped)


def test_a_predicted_absent_point_is_the_point_minus_one():
    keypoints, visibility, categories = skirt([[2, 3], [102, 3], [0, 0], [0, 0]], [1, -1, -1, -1])
    pred = np.full_like(keypoints, -1)
    assert score_arrays(pred, keypoints, visibility, categories).ne == pytest.approx(5)


def test_scale_does_not_matter():
    pred, keypoints, visibility, categories = random_batch()
    small = score_arrays(pred, keypoints, visibility, categories, 'round1')
    large = score_arrays(3 * pred, 3 * keypoints, visibility, categories, 'round1')
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


def test_the_arrays_of_the_caller_stay_as_they_are():
    batch = random_batch()
    copies = [column.copy() for column in batch]
    score_arrays(*batch)
    for column, copy in zip(batch, copies, strict=True):
        np.testing.assert_array_equal(column, copy)


def test_nothing_to_count_has_no_score():
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


def test_predictions_that_are_not_finite_are_refused_where_they_count():
    keypoints, visibility, categories = skirt(POINTS, [1, 1, 0, -1])
    pred = shifted(keypoints, (0, 0), (0, 0), (np.nan, 0), (np.inf, 0))
    assert score_arrays(pred, keypoints, visibility, categories).ne == 0
    with pytest.raises(ValueError, match='1 predicted points are not finite'):
        score_arrays(pred, keypoints, visibility, categories, 'round1')


def test_an_unknown_rule_is_refused():
    with pytest.raises(ValueError, match="unknown rule 'round2': expected one of official, round1"):
        score_arrays(*random_batch(), rule='round2')


def test_the_interval_of_equal_images_is_a_point():
    assert bootstrap_interval(np.full(9, 6.0), np.full(9, 2)) == (3, 3)


def test_the_interval_of_a_mean_is_about_two_standard_errors_wide():
    sums = np.random.default_rng(0).normal(10, 2, 400)
    low, high = bootstrap_interval(sums, np.ones(400, int))
    error = sums.std() / 20
    assert low == pytest.approx(sums.mean() - 1.96 * error, abs=0.2 * error)
    assert high == pytest.approx(sums.mean() + 1.96 * error, abs=0.2 * error)


def test_images_without_points_do_not_widen_the_interval():
    sums, counts = np.array([1.0, 2, 3]), np.array([1, 1, 1])
    padded = np.append(sums, np.zeros(50)), np.append(counts, np.zeros(50, int))
    assert bootstrap_interval(*padded) == bootstrap_interval(sums, counts)


def test_the_table_for_people_has_every_number():
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
def test_a_real_submission_scores_what_it_must(fashionai_root, rule, name):
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
