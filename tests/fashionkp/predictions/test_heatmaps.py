"""Heatmaps of a garment: peaks and the map to the image."""

import numpy as np

from fashionkp.predictions.heatmaps import Heatmaps


def test_peaks_and_the_map_from_cells_to_the_image():
    values = np.zeros((2, 3, 4), np.float32)
    values[0, 2, 1], values[1, 0, 3] = 0.7, 0.4
    heatmaps = Heatmaps(values, np.array([10.0, 20.0]), np.array([2.0, 5.0]))
    np.testing.assert_allclose(heatmaps.peaks, [0.7, 0.4])
    np.testing.assert_array_equal(heatmaps.matrix() @ [1, 2, 1], [12, 30])
