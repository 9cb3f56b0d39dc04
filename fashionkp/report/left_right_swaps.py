"""Key points that a model predicts on the wrong side of the garment."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from fashionkp.annotations import AnnotationTable
from fashionkp.categories import CATEGORY_IDS, KEYPOINTS, LEFT_RIGHT_PAIRS
from fashionkp.report.evaluation import ModelErrors
from fashionkp.score import point_errors


@dataclass(frozen=True, eq=False)
class LeftRightSwaps:
    """Pairs of key points with predictions on the wrong side.

    A predicted key point is on the wrong side if it is nearer to the true position of its mirror
    point than to its own.

    Attributes:
        counted: Pairs of which both key points count, (N, P) bool, in the order of
            :data:`~fashionkp.categories.LEFT_RIGHT_PAIRS`.
        num_wrong: Number of key points of each such pair on the wrong side, (N, P): 0, 1 or 2.
    """

    counted: np.ndarray
    num_wrong: np.ndarray

    @property
    def swapped(self) -> np.ndarray:
        """Pairs with both key points on the wrong side, (N, P) bool."""
        return self.num_wrong == 2

    @property
    def one_sided(self) -> np.ndarray:
        """Pairs with both key points on the same side, (N, P) bool."""
        return self.num_wrong == 1

    @cached_property
    def mirrored(self) -> np.ndarray:
        """Images with at least two pairs, all of them swapped, (N,) bool."""
        pairs = self.counted.sum(1)
        return (pairs >= 2) & (self.swapped.sum(1) == pairs)


def find_swaps(truth: AnnotationTable, model: ModelErrors, rule: str) -> LeftRightSwaps:
    """Return the pairs of key points with predictions on the wrong side.

    Args:
        truth: The annotations.
        model: The model.
        rule: Which key points count.
    """
    left, right = np.array(LEFT_RIGHT_PAIRS).T
    counted = model.errors[rule].counted[:, left] & model.errors[rule].counted[:, right]
    num_wrong = np.zeros(counted.shape, int)
    for own, other in ((left, right), (right, left)):
        predicted = model.keypoints[:, own]
        to_own = np.linalg.norm(predicted - truth.keypoints[:, own], axis=-1)
        to_other = np.linalg.norm(predicted - truth.keypoints[:, other], axis=-1)
        num_wrong += counted & (to_other < to_own)  # False for NaN, a missing prediction
    return LeftRightSwaps(counted, num_wrong)


def swap_numbers(truth: AnnotationTable, model: ModelErrors, rule: str) -> dict[str, object]:
    """Return how many pairs are swapped, by category and pair, and how much that adds to the NE.

    Returns:
        ``pairs``, ``swapped`` and ``one_sided`` of all, ``per_category`` and ``per_pair`` (by the
        left key point); ``mirrored`` images; ``NE_unswapped``, the NE with the key points of
        swapped pairs exchanged, None if no key point counts.
    """
    swaps = find_swaps(truth, model, rule)

    def counts(rows: np.ndarray, pairs: slice | int = slice(None)) -> dict[str, int]:
        masks = dict(pairs=swaps.counted, swapped=swaps.swapped, one_sided=swaps.one_sided)
        return {name: int(mask[rows][:, pairs].sum()) for name, mask in masks.items()}

    all_rows = np.ones(len(truth), bool)
    per_category = {
        name: counts(rows) | {'mirrored': int(swaps.mirrored[rows].sum())}
        for name, i in CATEGORY_IDS.items()
        if swaps.counted[rows := truth.category_ids == i].any()
    }
    per_pair = {
        KEYPOINTS[left]: counts(all_rows, i)
        for i, (left, _) in enumerate(LEFT_RIGHT_PAIRS)
        if swaps.counted[:, i].any()
    }
    return {
        **counts(all_rows),
        'mirrored': int(swaps.mirrored.sum()),
        'NE_unswapped': _unswapped_error(truth, model, rule, swaps),
        'per_category': per_category,
        'per_pair': per_pair,
    }


def _unswapped_error(
    truth: AnnotationTable, model: ModelErrors, rule: str, swaps: LeftRightSwaps
) -> float | None:
    keypoints = model.keypoints.copy()
    for i, (left, right) in enumerate(LEFT_RIGHT_PAIRS):
        rows = swaps.swapped[:, i]
        keypoints[rows, left], keypoints[rows, right] = (
            keypoints[rows, right],
            keypoints[rows, left],
        )
    table = truth.take(model.predicted)
    errors = point_errors(
        keypoints[model.predicted],
        table.keypoints,
        table.visibility,
        table.category_ids,
        rule=rule,
    )
    num_points = int(errors.counted.sum())
    return float(errors.errors.sum() / num_points) if num_points else None
