"""Points that a model has put on the wrong side of the garment."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from fashionkp.annotations import AnnotationTable
from fashionkp.categories import CATEGORIES, KEYPOINTS
from fashionkp.keypoints import mirror
from fashionkp.report.evaluation import Model
from fashionkp.score import point_errors

PAIRS: tuple[tuple[int, int], ...] = tuple(
    (KEYPOINTS.index(name), KEYPOINTS.index(mirror(name)))
    for name in KEYPOINTS
    if KEYPOINTS.index(name) < KEYPOINTS.index(mirror(name))
)
"""Places of the left and the right point of each pair."""


@dataclass(frozen=True, eq=False)
class Sides:
    """Which pairs of points are confused.

    A predicted point is on the wrong side where it is nearer to the place of its mirror point than
    to its own.

    Attributes:
        counted: Pairs both points of which count, (N, P) bool, in the order of :data:`PAIRS`.
        wrong: How many points of each such pair are on the wrong side, (N, P): 0, 1 or 2.
    """

    counted: np.ndarray
    wrong: np.ndarray

    @property
    def swapped(self) -> np.ndarray:
        """Pairs each point of which is at the other's place, (N, P) bool."""
        return self.wrong == 2

    @property
    def one_sided(self) -> np.ndarray:
        """Pairs both points of which are on the same side, (N, P) bool."""
        return self.wrong == 1

    @cached_property
    def mirrored(self) -> np.ndarray:
        """Images that have two pairs or more, all of them swapped, (N,) bool."""
        pairs = self.counted.sum(1)
        return (pairs >= 2) & (self.swapped.sum(1) == pairs)


def find_sides(truth: AnnotationTable, model: Model, rule: str) -> Sides:
    """Tell on which sides a model's points are.

    Args:
        truth: The annotations.
        model: The model.
        rule: Which points count.
    """
    left, right = np.array(PAIRS).T
    counted = model.errors[rule].counted[:, left] & model.errors[rule].counted[:, right]
    wrong = np.zeros(counted.shape, int)
    for own, other in ((left, right), (right, left)):
        points = model.points[:, own]
        to_own = np.linalg.norm(points - truth.keypoints[:, own], axis=-1)
        to_other = np.linalg.norm(points - truth.keypoints[:, other], axis=-1)
        wrong += counted & (to_other < to_own)  # NaN, of a missing prediction, is not smaller
    return Sides(counted, wrong)


def side_numbers(truth: AnnotationTable, model: Model, rule: str) -> dict[str, object]:
    """Counts of confused pairs by category and pair, and what they cost.

    Returns:
        ``pairs``, ``swapped`` and ``one_sided`` of all, of each category and of each pair (by its
        left point), ``mirrored`` images, and the ``NE_unswapped`` that the model would have if
        swapped pairs traded places; None where no point counts.
    """
    sides = find_sides(truth, model, rule)

    def counts(rows: np.ndarray, pairs: slice | int = slice(None)) -> dict[str, int]:
        parts = dict(pairs=sides.counted, swapped=sides.swapped, one_sided=sides.one_sided)
        return {name: int(part[rows][:, pairs].sum()) for name, part in parts.items()}

    everything = np.ones(len(truth), bool)
    categories = {
        name: counts(rows) | {'mirrored': int(sides.mirrored[rows].sum())}
        for i, name in enumerate(CATEGORIES)
        if sides.counted[rows := truth.category_ids == i].any()
    }
    pairs = {
        KEYPOINTS[left]: counts(everything, place)
        for place, (left, _) in enumerate(PAIRS)
        if sides.counted[:, place].any()
    }
    return {
        **counts(everything),
        'mirrored': int(sides.mirrored.sum()),
        'NE_unswapped': _unswapped(truth, model, rule, sides),
        'per_category': categories,
        'per_pair': pairs,
    }


def _unswapped(truth: AnnotationTable, model: Model, rule: str, sides: Sides) -> float | None:
    points = model.points.copy()
    for place, (left, right) in enumerate(PAIRS):
        rows = sides.swapped[:, place]
        points[rows, left], points[rows, right] = points[rows, right], points[rows, left]
    found = model.found
    table = truth.take(found)
    columns = table.keypoints, table.visibility, table.category_ids
    errors = point_errors(points[found], *columns, rule=rule)
    number = int(errors.counted.sum())
    return float(errors.errors.sum() / number) if number else None
