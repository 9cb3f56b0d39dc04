"""The mean shape of garments: generalized Procrustes analysis with absent points."""

from collections.abc import Sequence

import numpy as np

from fashionkp.alignment.similarity import fit_similarity

_ROUNDS = 20


def mean_shape(
    shapes: np.ndarray, anchors: Sequence[int], mirrored: Sequence[int]
) -> tuple[np.ndarray, np.ndarray]:
    """Return the mean of shapes, symmetric and upright, and the shapes aligned to it.

    Each shape is fitted to the mean by its anchors, and the mean is taken anew, until it stands.

    Args:
        shapes: Points of N garments, (N, K, 2), in any unit; NaN where absent.
        anchors: Indices of the points that are fitted.
        mirrored: For each point the index of its mirror image, (K,).

    Returns:
        The mean, (K, 2), centred and with anchors whose root mean square distance from their centre
        is 1; and the aligned shapes, (N, K, 2).

    Raises:
        ValueError: If a shape has fewer than two anchors.

    Reference:
        Gower, Generalized Procrustes analysis, 1975.
    """
    anchors, mirrored = list(anchors), list(mirrored)
    mean = _normalized(np.nanmean(shapes - np.nanmean(shapes, 1, keepdims=True), 0), anchors)
    for _ in range(_ROUNDS):
        aligned = np.array([_aligned(shape, mean, anchors) for shape in shapes])
        middle = np.nanmean(aligned, 0)
        mean = _normalized((middle + middle[mirrored] * (-1, 1)) / 2, anchors)
    return mean, np.array([_aligned(shape, mean, anchors) for shape in shapes])


def _normalized(shape: np.ndarray, anchors: list[int]) -> np.ndarray:
    centred = shape - shape[anchors].mean(0)
    return centred / spread(centred[anchors])


def _aligned(shape: np.ndarray, mean: np.ndarray, anchors: list[int]) -> np.ndarray:
    used = [k for k in anchors if np.isfinite(shape[k]).all()]
    return fit_similarity(shape[used], mean[used]).to_image(shape)


def spread(points: np.ndarray, weights: np.ndarray | None = None) -> float:
    """Return the root mean square distance of points (K, 2) from their centre.

    Args:
        points: The points.
        weights: Weight of each point, (K,); by default all are equal.

    Example:
        >>> spread(np.array([[0.0, 0], [6, 0], [0, 8], [6, 8]]))
        5.0
    """
    share = np.ones(len(points)) if weights is None else weights
    share = share / share.sum()
    centred = points - share @ points
    return float(np.sqrt(share @ (centred**2).sum(1)))
