"""Heatmaps over the image that they are of: why a key point is where it is."""

import math
from collections.abc import Mapping, Sequence

import cv2
import numpy as np

from fashionkp.categories import KEYPOINTS
from fashionkp.images.palette import BLACK, GREY, WHITE, YELLOW, Color
from fashionkp.images.resizing import rescale
from fashionkp.predictions.heatmaps import Heatmaps
from fashionkp.predictions.prediction import Prediction
from fashionkp.visualization.contact_sheet import sheet
from fashionkp.visualization.keypoints import (
    Pixel,
    draw_dot,
    draw_ring,
    draw_skeleton,
    nearest_pixels,
    side_color,
)
from fashionkp.visualization.legend import FONT

PANEL_SIDE = 300
"""Long side of a panel without its caption, pixels."""

_SHAPE = 1.1  # width of a sheet relative to its height, about
_LINE, _TEXT = 17, 0.42  # height of a line of a caption, pixels; size of its font
_DIMMED = 0.55  # brightness of the image under a heatmap
_FLOOR = 0.05  # values up to it, relative to the highest, are noise and not drawn
_OPACITY = 0.85  # of a heatmap's highest value
_DARKEST = 90  # the index in OpenCV's colour map of a value just above 0


def with_heatmaps(image: np.ndarray, garments: Sequence[Prediction]) -> np.ndarray:
    """Return the heatmaps of garments over their image, as panels with captions.

    The first panel of a garment shows all heatmaps in the colours of their key points' sides, with
    the skeleton. Each other panel shows the heatmap of one key point, from its highest value down
    to 0, so that a second peak shows too; a ring is around the predicted point. The heatmap and the
    ring of a key point that is likely absent are grey.

    Args:
        image: (H, W, 3) uint8, BGR.
        garments: Predictions for this image, with heatmaps.

    Returns:
        (H', W', 3) uint8, BGR; without garments, the image.
    """
    if not garments:
        return image
    sheets = []
    for number, garment in enumerate(garments, 1):
        panels = garment_panels(image, garment, f'{number}  ' if len(garments) > 1 else '')
        height, width = panels[0].shape[:2]
        columns = round(math.sqrt(len(panels) * _SHAPE * height / width))
        sheets.append(sheet(panels, max(1, columns)))
    width = max(each.shape[1] for each in sheets)
    return np.vstack([_widened(each, width) for each in sheets])


def garment_panels(
    image: np.ndarray,
    garment: Prediction,
    title: str = '',
    *,
    names: Sequence[str] | None = None,
    targets: Mapping[str, np.ndarray] | None = None,
) -> list[np.ndarray]:
    """Return the panels of a garment, with captions.

    Args:
        image: (H, W, 3) uint8, BGR.
        garment: A prediction for it, with heatmaps.
        title: Text before its category.
        names: Key points that have a panel, in order; by default all of the category.
        targets: True positions of key points, x and y in pixels of the image, by name. Those with a
            panel are drawn as a white ring, which a yellow line joins with the predicted one.

    Returns:
        One panel for all key points, and one for each of ``names``; all of one size, and of the
        part of the image that the network saw; (h, w, 3) uint8, BGR.

    Raises:
        ValueError: If the prediction has no heatmaps.
    """
    if garment.heatmaps is None:
        raise ValueError(f'{garment.image}: the prediction has no heatmaps')
    view = _View(image, garment.heatmaps)
    values, pixels = view.project(garment.heatmaps), view.pixels(garment.keypoints)
    title += f'{garment.category}  {100 * garment.category_score:.0f} %'
    panels = [_captioned(_joint_panel(view.image, garment, values, pixels), (title, ''))]
    for name in garment.names if names is None else names:
        i = garment.names.index(name)
        panel = _overlay(view.image, values[i], present=bool(garment.present[i]))
        color = side_color(name) if garment.present[i] else GREY
        if targets and name in targets:
            _draw_target(panel, *view.pixels(np.stack([targets[name], garment.keypoints[i]])))
        _draw_ring(panel, pixels[i], color, WHITE, radius=8)
        panels.append(_captioned(panel, _caption(garment, i, garment.heatmaps), color))
    return panels


def _caption(garment: Prediction, index: int, heatmaps: Heatmaps) -> tuple[str, str]:
    """Return the caption of a key point's panel."""
    name, score = garment.names[index], garment.scores[index]
    state = f'score {score:.2f}' if garment.present[index] else 'likely absent'
    return f'{KEYPOINTS.index(name)}  {name}', f'{state}, peak {heatmaps.peaks[index]:.2f}'


def _draw_target(panel: np.ndarray, target: Pixel, predicted: Pixel) -> None:
    """Draw a true point, and a line to the predicted one."""
    cv2.line(panel, target, predicted, YELLOW[::-1], 1, cv2.LINE_AA)
    _draw_ring(panel, target, WHITE, BLACK, radius=6)


def _draw_ring(
    panel: np.ndarray, pixel: Pixel, color: Color, border: Color, *, radius: int
) -> None:
    """Draw a ring with a border."""
    draw_ring(panel, pixel, border, radius=radius, thickness=4)
    draw_ring(panel, pixel, color, radius=radius, thickness=2)


class _View:
    """The part of an image that the network saw, enlarged or reduced to a panel.

    Args:
        image: (H, W, 3) uint8, BGR.
        heatmaps: Heatmaps over it.
    """

    def __init__(self, image: np.ndarray, heatmaps: Heatmaps) -> None:
        size = np.array(image.shape[1::-1])
        cells = np.array(heatmaps.values.shape[:0:-1])
        low = np.clip(np.floor(heatmaps.origin), 0, size - 1).astype(int)
        high = np.ceil(heatmaps.origin + heatmaps.step * (cells - 1)).astype(int)
        high = np.clip(high, low + 1, size)
        (x0, y0), (x1, y1) = low.tolist(), high.tolist()
        self._corner, self._scale = low, PANEL_SIDE / max(high - low)
        self.image = rescale(image[y0:y1, x0:x1], self._scale)

    def pixels(self, points: np.ndarray) -> list[Pixel]:
        """Return the pixels of the panel that points of the image, (N, 2), lie on."""
        return nearest_pixels(points - self._corner, self._scale)

    def project(self, heatmaps: Heatmaps) -> np.ndarray:
        """Return the heatmaps in the panel's frame, (K, h, w), 0 to 1 for the highest value."""
        # the centre of a pixel maps to the centre of its area in the resized image
        origin = (heatmaps.origin - self._corner + 0.5) * self._scale - 0.5
        matrix = np.column_stack([np.diag(heatmaps.step * self._scale), origin])
        size = self.image.shape[1], self.image.shape[0]
        maps = [
            cv2.warpAffine(values / max(peak, 1e-6), matrix, size, flags=cv2.INTER_LINEAR)
            for values, peak in zip(heatmaps.values, heatmaps.peaks.tolist(), strict=True)
        ]
        return np.clip((np.stack(maps) - _FLOOR) / (1 - _FLOOR), 0, 1)


def _overlay(image: np.ndarray, values: np.ndarray, *, present: bool) -> np.ndarray:
    """Return a dimmed grey image with a heatmap, (h, w) from 0 to 1, over it."""
    index = _DARKEST + (255 - _DARKEST) * values
    colors = cv2.applyColorMap(index.astype(np.uint8), cv2.COLORMAP_INFERNO)
    if not present:
        colors = cv2.cvtColor(cv2.cvtColor(colors, cv2.COLOR_BGR2GRAY), cv2.COLOR_GRAY2BGR)
    return _blend(_dimmed(image), colors, np.sqrt(values))


def _joint_panel(
    image: np.ndarray, garment: Prediction, values: np.ndarray, pixels: Sequence[Pixel]
) -> np.ndarray:
    """Return all heatmaps of present key points, in the colours of their sides."""
    panel, drawn = _dimmed(image), {}
    for i, name in enumerate(garment.names):
        if garment.present[i]:
            drawn[name] = pixels[i]
            panel = _blend(panel, np.full_like(panel, side_color(name)[::-1]), values[i])
    draw_skeleton(panel, garment.category, drawn, thickness=1, color=WHITE)
    for pixel in drawn.values():
        draw_dot(panel, pixel, WHITE, radius=2, border=0)
    return panel


def _dimmed(image: np.ndarray) -> np.ndarray:
    """Return an image in shades of dark grey."""
    grey = cv2.cvtColor(image, cv2.COLOR_BGR2GRAY)
    return cv2.cvtColor((grey * _DIMMED).astype(np.uint8), cv2.COLOR_GRAY2BGR)


def _blend(image: np.ndarray, colors: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """Return an image with colours over it, whose weights are (h, w), 0 to 1."""
    opacity = _OPACITY * weights[..., None]
    return (image * (1 - opacity) + colors * opacity).astype(np.uint8)


def _captioned(panel: np.ndarray, lines: tuple[str, str], color: Color = BLACK) -> np.ndarray:
    """Return a panel with two lines below it, the first in a colour."""
    height = panel.shape[0]
    canvas = cv2.copyMakeBorder(panel, 0, 2 * _LINE + 6, 0, 0, cv2.BORDER_CONSTANT, value=WHITE)
    for number, (text, shade) in enumerate(zip(lines, (color, BLACK), strict=True), 1):
        origin = 2, height + number * _LINE
        cv2.putText(canvas, text, origin, FONT, _TEXT, shade[::-1], 1, cv2.LINE_AA)
    return canvas


def _widened(image: np.ndarray, width: int) -> np.ndarray:
    """Return an image with white to its right."""
    room = width - image.shape[1]
    return cv2.copyMakeBorder(image, 0, 0, 0, room, cv2.BORDER_CONSTANT, value=WHITE)
