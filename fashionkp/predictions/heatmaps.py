"""The heatmaps that a garment's key points were decoded from."""

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True, eq=False)
class Heatmaps:
    """The heatmaps of a garment's key points, and where in the image their cells are.

    Attributes:
        values: For each key point of the category, in its order, the heatmap that its position was
            decoded from, averaged over the mirrored view if there is one; (K, h, w), float32.
        origin: x and y of the center of the first cell, (2,), pixels of the image.
        step: Distance between cells along x and y, (2,), pixels of the image.
    """

    values: np.ndarray
    origin: np.ndarray
    step: np.ndarray

    @property
    def peaks(self) -> np.ndarray:
        """The highest value of each heatmap, (K,)."""
        return self.values.max(axis=(1, 2))

    def matrix(self) -> np.ndarray:
        """Return the affine map from cells (column, row) to pixels of the image, (2, 3)."""
        return np.column_stack([np.diag(self.step), self.origin])
