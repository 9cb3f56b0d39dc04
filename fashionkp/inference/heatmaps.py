"""Heatmaps of a network in the frame of the image."""

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
