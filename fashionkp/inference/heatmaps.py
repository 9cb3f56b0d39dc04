"""Heatmaps of a network in the frame of the image."""

from collections.abc import Sequence

import numpy as np

from fashionkp.inference.crop import InputCrop
from fashionkp.predictions.heatmaps import Heatmaps

_CELLS_TO_EDGES = {'UDPHeatmap': True, 'FastUDPHeatmap': True, 'MSRAHeatmap': False}
"""For each codec with heatmaps, whether its last cell maps to the edge of the input, as with UDP;
otherwise the edge is one cell further."""


def require_heatmaps(codec: str, model: str) -> None:
    """Check that a model has heatmaps.

    Args:
        codec: MMPose's name of its codec.
        model: Name of the model, for the error.

    Raises:
        ValueError: If it has none.
    """
    if codec not in _CELLS_TO_EDGES:
        raise ValueError(
            f'{model}: there are no heatmaps: its codec is {codec}: expected one of '
            f'{", ".join(_CELLS_TO_EDGES)}'
        )


def place_heatmaps(values: np.ndarray, crop: InputCrop, codec: str) -> Heatmaps:
    """Return heatmaps with the position of their cells in the image.

    Args:
        values: The heatmaps of a garment's key points, (K, h, w).
        crop: The rectangle of the image that the network saw.
        codec: MMPose's name of the codec, one that :func:`require_heatmaps` accepts.
    """
    cells = np.array(values.shape[:0:-1]) - (1 if _CELLS_TO_EDGES[codec] else 0)
    first, next_cell = crop.to_image(np.stack([np.zeros(2), np.array(crop.size) / cells]))
    return Heatmaps(np.asarray(values, np.float32), first, next_cell - first)


def mean_heatmaps(by_model: Sequence[Sequence[Heatmaps]]) -> np.ndarray:
    """Return the mean over models of the heatmaps of N garments, (N, K, h, w) float32.

    Args:
        by_model: For each model, the heatmaps of each garment. Those of other models are brought to
            the cells of the first one's.
    """
    first = by_model[0]
    parts = [
        [resample(heatmaps, like) for heatmaps, like in zip(garments, first, strict=True)]
        for garments in by_model
    ]
    return np.asarray(parts, np.float32).mean(axis=0)


def resample(heatmaps: Heatmaps, like: Heatmaps) -> np.ndarray:
    """Return the values of heatmaps at the cells of other ones, (K, h, w) float32.

    Args:
        heatmaps: Interpolated linearly between their cells, 0 outside.
        like: Heatmaps of the same garment.
    """
    shapes = heatmaps.values.shape[1:], like.values.shape[1:]
    if (
        shapes[0] == shapes[1]
        and np.array_equal(heatmaps.origin, like.origin)
        and np.array_equal(heatmaps.step, like.step)
    ):
        return heatmaps.values
    rows, columns = (
        _interpolation(
            (like.origin[axis] - heatmaps.origin[axis]) / heatmaps.step[axis],
            like.step[axis] / heatmaps.step[axis],
            shapes[0][1 - axis],
            shapes[1][1 - axis],
        )
        for axis in (1, 0)
    )
    return (rows @ heatmaps.values @ columns.T).astype(np.float32)


def _interpolation(start: float, step: float, count: int, new_count: int) -> np.ndarray:
    """Return the weights (new_count, count) of cells for values at ``start + step * index``."""
    places = start + step * np.arange(new_count)
    return np.maximum(0, 1 - np.abs(places[:, None] - np.arange(count)))
