"""What a score must not depend on, for any predictions."""

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
    """Predictions, and annotations whose normalizing points are there and far from each other."""

    pred: np.ndarray
    keypoints: np.ndarray
    visibility: np.ndarray
    category_ids: np.ndarray

    def score(self, rule: str) -> Score:
        return score_arrays(self.pred, self.keypoints, self.visibility, self.category_ids, rule)

    def take(self, index: np.ndarray) -> 'Rows':
        return Rows(*(each[index] for each in vars(self).values()))

    def moved(self, change) -> 'Rows':
        """The rows with another place of each point, predicted or annotated."""
        return Rows(change(self.pred), change(self.keypoints), self.visibility, self.category_ids)


@st.composite
def all_rows(draw):
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    count = draw(st.integers(1, 9))
    categories = rng.integers(0, len(CATEGORIES), count).astype(np.int8)
    seen = rng.integers(-1, 2, (count, len(KEYPOINTS))).astype(np.int8)
    seen = np.where(CATEGORY_POINTS[categories], seen, -1)
    points = rng.uniform(0, 500, (count, len(KEYPOINTS), 2))
    for row, category in enumerate(CATEGORIES[list(CATEGORIES)[i]] for i in categories):
        left, right = (KEYPOINTS.index(name) for name in category.normalizing_pair)
        seen[row, [left, right]] = 1
        points[row, right] = points[row, left] + rng.uniform(20, 300, 2)
    noise = rng.normal(0, draw(st.floats(0, 100)), points.shape)
    return Rows(points + noise, points, seen, categories)


@given(all_rows(), st.sampled_from(RULES))
def test_right_predictions_have_no_error_and_others_some(rows, rule):
    right = Rows(rows.keypoints, rows.keypoints, rows.visibility, rows.category_ids)
    assert right.score(rule).ne == 0
    found = rows.score(rule)
    assert found.ne >= 0
    assert found.interval[0] <= found.ne + 1e-9
    assert found.ne <= found.interval[1] + 1e-9
    assert found.points == (rows.visibility >= (rule == 'official')).sum()


@given(all_rows(), st.sampled_from(RULES), st.floats(-1e4, 1e4), st.floats(-1e4, 1e4))
def test_the_place_of_the_garment_does_not_count(rows, rule, x, y):
    moved = rows.moved(lambda points: points + np.array([x, y]))
    assert moved.score(rule).ne == pytest.approx(rows.score(rule).ne, rel=1e-7, abs=1e-7)


@given(all_rows(), st.floats(1, 50), st.floats(-np.pi, np.pi))
def test_neither_do_its_size_and_direction(rows, factor, angle):
    turn = np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])
    turned = rows.moved(lambda points: factor * points @ turn)
    assert turned.score('official').ne == pytest.approx(rows.score('official').ne, rel=1e-9)


@given(all_rows(), st.sampled_from(RULES))
def test_the_mirror_image_has_the_same_score(rows, rule):
    def seen_in_a_mirror(points):
        return (points * [-1, 1] + [500, 0])[:, MIRRORED]

    other = rows.moved(seen_in_a_mirror)
    other.visibility = rows.visibility[:, MIRRORED]
    expected, found = rows.score(rule), other.score(rule)
    assert found.ne == pytest.approx(expected.ne, rel=1e-9)
    assert found.per_keypoint.keys() == {mirror(name) for name in expected.per_keypoint}
    for name, ne in expected.per_keypoint.items():
        assert found.per_keypoint[mirror(name)] == pytest.approx(ne, rel=1e-9)


@given(all_rows(), st.sampled_from(RULES), st.randoms())
def test_the_order_of_the_rows_does_not_count(rows, rule, random):
    order = random.sample(range(len(rows.pred)), len(rows.pred))
    expected, found = rows.score(rule), rows.take(np.array(order)).score(rule)
    assert found.ne == pytest.approx(expected.ne, rel=1e-9)
    assert found.per_category == pytest.approx(expected.per_category, rel=1e-9)


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
def test_what_does_not_count_may_be_anything(rows, rule):
    counted = rows.visibility >= (rule == 'official')
    other = Rows(
        np.where(counted[..., None], rows.pred, np.nan),
        rows.keypoints,
        rows.visibility,
        rows.category_ids,
    )
    assert other.score(rule).ne == rows.score(rule).ne
