"""Invariances of the score, for any predictions."""

from dataclasses import dataclass

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fashionkp.annotations import CATEGORY_POINTS
from fashionkp.categories import CATEGORIES, KEYPOINTS
from fashionkp.keypoints import mirror
from fashionkp.score import RULES, Score, point_errors, score_arrays

MIRRORED = np.array([KEYPOINTS.index(mirror(name)) for name in KEYPOINTS])


@dataclass
class Rows:
    """Predictions, and annotations with visible normalizing points at a distance."""

    pred: np.ndarray
    keypoints: np.ndarray
    visibility: np.ndarray
    category_ids: np.ndarray

    def score(self, rule: str) -> Score:
        return score_arrays(**vars(self), rule=rule)

    def take(self, index: np.ndarray) -> 'Rows':
        return Rows(*(column[index] for column in vars(self).values()))

    def moved(self, change) -> 'Rows':
        """Return the rows with a function applied to predicted and annotated points."""
        return Rows(change(self.pred), change(self.keypoints), self.visibility, self.category_ids)


@st.composite
def all_rows(draw):
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    count = draw(st.integers(1, 9))
    categories = rng.integers(0, len(CATEGORIES), count).astype(np.int8)
    visibility = rng.integers(-1, 2, (count, len(KEYPOINTS))).astype(np.int8)
    visibility = np.where(CATEGORY_POINTS[categories], visibility, -1)
    points = rng.uniform(0, 500, (count, len(KEYPOINTS), 2))
    for row, category in enumerate(CATEGORIES[list(CATEGORIES)[i]] for i in categories):
        left, right = (KEYPOINTS.index(name) for name in category.normalizing_pair)
        visibility[row, [left, right]] = 1
        points[row, right] = points[row, left] + rng.uniform(20, 300, 2)
    noise = rng.normal(0, draw(st.floats(0, 100)), points.shape)
    return Rows(points + noise, points, visibility, categories)


@given(all_rows(), st.sampled_from(RULES))
def test_perfect_predictions_have_score_zero_and_the_interval_holds_the_score(rows, rule):
    right = Rows(rows.keypoints, rows.keypoints, rows.visibility, rows.category_ids)
    assert right.score(rule).ne == 0
    score = rows.score(rule)
    assert score.ne >= 0
    assert score.interval[0] <= score.ne + 1e-9
    assert score.ne <= score.interval[1] + 1e-9
    assert score.points == (rows.visibility >= (rule == 'official')).sum()


@given(all_rows(), st.sampled_from(RULES), st.floats(-1e4, 1e4), st.floats(-1e4, 1e4))
def test_position_of_the_garment_does_not_matter(rows, rule, x, y):
    moved = rows.moved(lambda points: points + np.array([x, y]))
    assert moved.score(rule).ne == pytest.approx(rows.score(rule).ne, rel=1e-7, abs=1e-7)


@given(all_rows(), st.floats(1, 50), st.floats(-np.pi, np.pi))
def test_size_and_rotation_of_the_garment_do_not_matter(rows, factor, angle):
    turn = np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])
    turned = rows.moved(lambda points: factor * points @ turn)
    assert turned.score('official').ne == pytest.approx(rows.score('official').ne, rel=1e-9)


@given(all_rows(), st.sampled_from(RULES))
def test_mirror_image_has_the_same_score(rows, rule):
    def mirror_points(points):
        return (points * [-1, 1] + [500, 0])[:, MIRRORED]

    other = rows.moved(mirror_points)
    other.visibility = rows.visibility[:, MIRRORED]
    expected, score = rows.score(rule), other.score(rule)
    assert score.ne == pytest.approx(expected.ne, rel=1e-9)
    assert score.per_keypoint.keys() == {mirror(name) for name in expected.per_keypoint}
    for name, ne in expected.per_keypoint.items():
        assert score.per_keypoint[mirror(name)] == pytest.approx(ne, rel=1e-9)


@given(all_rows(), st.sampled_from(RULES), st.randoms())
def test_order_of_the_rows_does_not_matter(rows, rule, random):
    order = random.sample(range(len(rows.pred)), len(rows.pred))
    expected, score = rows.score(rule), rows.take(np.array(order)).score(rule)
    assert score.ne == pytest.approx(expected.ne, rel=1e-9)
    assert score.per_category == pytest.approx(expected.per_category, rel=1e-9)


@given(all_rows(), st.sampled_from(RULES), st.data())
def test_batches_add_up_to_the_whole(rows, rule, data):
    cuts = data.draw(st.lists(st.integers(0, len(rows.pred)), max_size=3).map(sorted))
    parts = [
        point_errors(**vars(rows.take(index)), rule=rule)
        for index in np.split(np.arange(len(rows.pred)), cuts)
    ]
    whole = point_errors(**vars(rows), rule=rule)
    for name in ('errors', 'counted', 'scored'):
        joined = np.concatenate([getattr(part, name) for part in parts])
        np.testing.assert_array_equal(joined, getattr(whole, name))


@given(all_rows(), st.sampled_from(RULES))
def test_predictions_that_do_not_count_may_be_nan(rows, rule):
    counted = rows.visibility >= (rule == 'official')
    other = Rows(
        np.where(counted[..., None], rows.pred, np.nan),
        rows.keypoints,
        rows.visibility,
        rows.category_ids,
    )
    assert other.score(rule).ne == rows.score(rule).ne
