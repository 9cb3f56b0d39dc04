"""UDP heatmaps: faster than MMPose's, and decoded key points stay near the maximum."""

import numpy as np
from mmpose.codecs import UDPHeatmap
from mmpose.codecs.utils import get_heatmap_maximum, refine_keypoints_dark_udp
from mmpose.registry import KEYPOINT_CODECS


@KEYPOINT_CODECS.register_module()
class FastUDPHeatmap(UDPHeatmap):
    """MMPose's ``UDPHeatmap`` with faster encoding and without outliers in decoding.

    A Gaussian is the product of one along x and one along y, which are computed for all key points
    at once. A decoded key point is the stationary point of a quadratic surface through the
    logarithm of the smoothed heatmap, next to the highest cell. In a nearly flat heatmap the
    stationary point may be far away, even outside of the image; the key point is then the highest
    cell.

    Arguments are those of :class:`mmpose.codecs.UDPHeatmap`.
    """

    reach = 2.0
    """Largest distance of a key point from the highest cell along x or y, in cells."""

    def encode(self, keypoints: np.ndarray, keypoints_visible: np.ndarray | None = None) -> dict:
        """Return the heatmaps and weights of :meth:`mmpose.codecs.UDPHeatmap.encode`.

        Args:
            keypoints: (1, K, 2), pixels of the input.
            keypoints_visible: (1, K); the heatmap of a key point below 0.5 is empty.

        Returns:
            ``heatmaps`` (K, h, w) and ``keypoint_weights`` (1, K), which are 0 if the Gaussian is
            entirely outside of the heatmap.
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
            along_x, along_y = profiles[k]
            heatmaps[k, top:bottom, left:right] = (
                along_y[top - y0 : bottom - y0, None] * along_x[left - x0 : right - x0]
            )
        return dict(heatmaps=heatmaps, keypoint_weights=weights)

    def decode(self, encoded: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Return key points as :meth:`mmpose.codecs.UDPHeatmap.decode`, but without outliers.

        Args:
            encoded: Heatmaps, (K, h, w).

        Returns:
            Key points (1, K, 2), pixels of the input, and scores (1, K). A key point whose heatmap
            has no positive value is one cell left of and above the image.
        """
        if self.heatmap_type != 'gaussian':
            return super().decode(encoded)
        points, scores = get_heatmap_maximum(encoded)
        # for a heatmap without a positive value, MMPose would read that of another key point
        positive = scores > 0
        cells = points[positive]
        refined = refine_keypoints_dark_udp(
            cells[None].copy(), encoded[positive], blur_kernel_size=self.blur_kernel_size
        )[0]
        near = np.abs(refined - cells).max(axis=1) <= self.reach
        points[positive] = np.where(near[:, None], refined, cells)
        last = np.array(self.heatmap_size) - 1
        return (points / last * self.input_size)[None], scores[None]

    def _windows(self, points: np.ndarray) -> tuple[list, list, np.ndarray]:
        """Return the cells and values of Gaussians, up to three standard deviations.

        Args:
            points: Centers of the Gaussians, (K, 2), cells.

        Returns:
            First cell and end (exclusive) of each window, K pairs (x, y), and the values of each
            Gaussian along x and along y, (K, 2, window).
        """
        radius = 3 * self.sigma
        nearest = (points + 0.5).astype(np.int64)
        # relative to the first cell, as in MMPose, whose targets a fractional radius shifts
        centers = (2 * radius + 1) // 2 + (points - nearest)
        cells = np.arange(0, 2 * radius + 1)
        profiles = np.exp((cells - centers[..., None]) ** 2 / (-2 * self.sigma**2))
        profiles = profiles.astype(np.float32)
        first, last = nearest - radius, nearest + radius + 1
        return first.astype(np.int64).tolist(), last.astype(np.int64).tolist(), profiles
