"""Heatmaps in a fraction of MMPose's time, and points that stay at their heatmaps' peaks."""

import numpy as np
from mmpose.codecs import UDPHeatmap
from mmpose.codecs.utils import get_heatmap_maximum, refine_keypoints_dark_udp
from mmpose.registry import KEYPOINT_CODECS


@KEYPOINT_CODECS.register_module()
class FastUDPHeatmap(UDPHeatmap):
    """MMPose's ``UDPHeatmap``, quicker to encode and without points that fly off.

    Gaussians are products of one along x and one along y, and those of all points are computed at
    once. A decoded point is where a quadratic surface through the logarithm of the smoothed heatmap
    has its top, close to the highest cell. In a nearly flat heatmap that surface may be level far
    away, even outside of the image; such a point stays at the highest cell.

    Arguments are those of :class:`mmpose.codecs.UDPHeatmap`.
    """

    reach = 2.0
    """Farthest that a point lies from the highest cell along x or y, in cells."""

    def encode(self, keypoints: np.ndarray, keypoints_visible: np.ndarray | None = None) -> dict:
        """Heatmaps and weights, as :meth:`mmpose.codecs.UDPHeatmap.encode` gives them.

        Args:
            keypoints: (1, K, 2), pixels of the input.
            keypoints_visible: (1, K); points below 0.5 get no heatmap.

        Returns:
            ``heatmaps`` (K, h, w) and ``keypoint_weights`` (1, K), which are 0 where nothing of a
            point's Gaussian lies in the heatmap.
        """
        if self.heatmap_type != 'gaussian':
            return super().encode(keypoints, keypoints_visible)
        if keypoints_visible is None:
            keypoints_visible = np.ones(keypoints.shape[:2], dtype=np.float32)
        width, height = self.heatmap_size
        first, last, profiles = self._windows(keypoints[0] / self.scale_factor)
        heatmaps = np.zeros((len(first), height, width), dtype=np.float32)
        weights = keypoints_visible.copy()
        for k in np.flatnonzero(keypoints_visible[0] >= 0.5).tolist():
            (x0, y0), (x1, y1) = first[k], last[k]
            if x0 >= width or y0 >= height or x1 < 0 or y1 < 0:
                weights[0, k] = 0
                continue
            left, top, right, bottom = max(0, x0), max(0, y0), min(width, x1), min(height, y1)
            across, down = profiles[k]
            heatmaps[k, top:bottom, left:right] = (
                down[top - y0 : bottom - y0, None] * across[left - x0 : right - x0]
            )
        return dict(heatmaps=heatmaps, keypoint_weights=weights)

    def decode(self, encoded: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Points of heatmaps, as :meth:`mmpose.codecs.UDPHeatmap.decode` gives them within reach.

        Args:
            encoded: Heatmaps, (K, h, w).

        Returns:
            Points (1, K, 2), pixels of the input, and their scores (1, K). A point whose heatmap
            is nowhere positive lies outside, one cell left of and above the image.
        """
        if self.heatmap_type != 'gaussian':
            return super().decode(encoded)
        points, scores = get_heatmap_maximum(encoded)
        # MMPose would read another point's heatmap where a point's own is nowhere positive
        found = scores > 0
        cells = points[found]
        refined = refine_keypoints_dark_udp(
            cells[None].copy(), encoded[found], blur_kernel_size=self.blur_kernel_size
        )[0]
        near = np.abs(refined - cells).max(axis=1) <= self.reach
        points[found] = np.where(near[:, None], refined, cells)
        last = np.array(self.heatmap_size) - 1
        return (points / last * self.input_size)[None], scores[None]

    def _windows(self, points: np.ndarray) -> tuple[list, list, np.ndarray]:
        """Where Gaussians of three standard deviations lie, and how they run.

        Args:
            points: Their middles, (K, 2), cells.

        Returns:
            First cell and the one after the last, x and y, of each point, and its values from the
            first cell on, along x and along y, (K, 2, window).
        """
        radius = 3 * self.sigma
        nearest = (points + 0.5).astype(np.int64)
        # MMPose counts from the first cell, which is why a radius that is not whole shifts a target
        middle = (2 * radius + 1) // 2 + (points - nearest)
        cells = np.arange(0, 2 * radius + 1)
        profiles = np.exp((cells - middle[..., None]) ** 2 / (-2 * self.sigma**2))
        profiles = profiles.astype(np.float32)
        first, last = nearest - radius, nearest + radius + 1
        return first.astype(np.int64).tolist(), last.astype(np.int64).tolist(), profiles
