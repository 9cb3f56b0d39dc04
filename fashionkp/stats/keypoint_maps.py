"""Where the key points of a category lie in their images."""

import cv2
import numpy as np

from fashionkp.annotations import CATEGORY_POINTS
from fashionkp.categories import CATEGORY_IDS, KEYPOINTS
from fashionkp.images.palette import LIGHT_GREY
from fashionkp.stats.sample import Sample
from fashionkp.visualization.keypoints import side_color, with_keypoints

MAP_SIZE = 400
"""Width and height of a map, pixels."""

MAX_ROWS = 500
"""Rows of a category whose key points are drawn."""

_RADIUS = 2


def keypoint_map(sample: Sample, category: str) -> np.ndarray:
    """Draw the key points of a category's rows in a square, and the garment of their medians.

    Positions are relative to the images: each image is stretched to fill the square.

    Args:
        sample: The data set.
        category: Name of a category that has labelled rows.

    Returns:
        (H, W, 3) uint8, BGR.
    """
    rows = np.flatnonzero(sample.categories[category] & sample.table.labelled)
    drawn = rows[np.linspace(0, len(rows) - 1, min(MAX_ROWS, len(rows))).astype(int)]
    canvas = np.full((MAP_SIZE, MAP_SIZE, 3), 255, np.uint8)
    for i, keypoint in enumerate(KEYPOINTS):
        pale = tuple((value + 3 * 255) // 4 for value in side_color(keypoint)[::-1])
        points = sample.relative_keypoints[drawn, i]
        for x, y in (points[~np.isnan(points[:, 0])] * MAP_SIZE).round().astype(int).tolist():
            cv2.circle(canvas, (x, y), _RADIUS, pale, -1)
    medians, known = _median_garment(sample.relative_keypoints[rows], category)
    canvas = with_keypoints(canvas, category, medians * MAP_SIZE, known)
    cv2.rectangle(canvas, (0, 0), (MAP_SIZE - 1, MAP_SIZE - 1), LIGHT_GREY, 1)
    return canvas


def _median_garment(keypoints: np.ndarray, category: str) -> tuple[np.ndarray, np.ndarray]:
    """Return the median position of each key point, (24, 2), and which are known, (24,)."""
    known = CATEGORY_POINTS[CATEGORY_IDS[category]].copy()
    known &= ~np.isnan(keypoints).all((0, 2))
    medians = np.zeros((len(KEYPOINTS), 2))
    medians[known] = np.nanmedian(keypoints[:, known], axis=0)
    return medians, known
