"""Margins of lengths: half the width of a 95 % interval."""

import math

import numpy as np

COVERAGE = 0.95
"""Share of lengths whose true value is to lie within the margin."""


def half_widths(drawn: np.ndarray, measured: np.ndarray) -> np.ndarray:
    """Return the margin of each length, (M,), infinite if there is no bound.

    Args:
        drawn: Lengths of garments as :func:`fashionkp.point_errors.drawn_points` returns them,
            (D, M).
        measured: The lengths, (M,); both may have further axes.
    """
    differences = np.abs(drawn - measured)
    differences[np.isnan(differences)] = np.inf
    rank = math.ceil((len(differences) - 1) * COVERAGE)  # np.quantile is several times as slow
    return np.partition(differences, rank, axis=0)[rank]
