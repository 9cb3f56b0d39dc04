"""Charts drawn with OpenCV, for sheets and pages."""

from collections.abc import Mapping, Sequence

import cv2
import numpy as np

from fashionkp.images.palette import BLUE, ORANGE, Color

WIDTH = 1300
"""Of every chart, pixels: large, so that a page can show it at half the size."""

_MARGIN, _LABEL, _ROW = 24, 270, 34
_LEFT, _RIGHT = _MARGIN + _LABEL, WIDTH - 130  # where bars begin, and where the longest one ends
_TOP = 90  # of the first bar; the title is above
_BLACK, _PALE = (40, 40, 40), (120, 120, 120)


def stacked_bars(
    title: str, bars: Mapping[str, Sequence[float]], parts: Mapping[str, Color]
) -> np.ndarray:
    """A bar for each name, of parts side by side, with their sum at its end.

    Args:
        title: Stands above.
        bars: Lengths of the parts of each bar, in the order of ``parts``, none negative.
        parts: Names and colours of the parts.

    Returns:
        (H, W, 3) uint8, BGR.
    """
    canvas = _canvas(title, _ROW * (len(bars) + 1))
    longest = max((sum(lengths) for lengths in bars.values()), default=0) or 1
    y = _TOP
    for name, lengths in bars.items():
        ends = np.interp(np.cumsum([0, *lengths]), (0, longest), (_LEFT, _RIGHT))
        for start, end, color in zip(ends, ends[1:], parts.values(), strict=False):
            _fill(canvas, (start, y), (end, y + _ROW - 8), color)
        write(canvas, name, (_MARGIN, y + 20))
        write(canvas, f'{sum(lengths):g}', (round(ends[-1]) + 10, y + 20), _PALE)
        y += _ROW
    x = _LEFT
    for name, color in parts.items():
        _fill(canvas, (x, y + 8), (x + 20, y + 24), color)
        write(canvas, name, (x + 28, y + 24))
        x += 60 + 13 * len(name)
    return canvas


def histograms(
    title: str, groups: Mapping[str, np.ndarray], edges: np.ndarray, unit: str
) -> np.ndarray:
    """A histogram for each group, one above the other on the same axis, with a line at the median.

    Args:
        title: Stands above.
        groups: Numbers of each group, (M,); those beyond the edges count for the outermost bins.
        edges: Edges of the bins, (B + 1,), ascending.
        unit: Of the numbers.

    Returns:
        (H, W, 3) uint8, BGR. The largest bin of each group has the same height.
    """
    height = 3 * _ROW
    canvas = _canvas(title, height * len(groups) + _ROW)
    places = np.interp(edges, (edges[0], edges[-1]), (_LEFT, _RIGHT))
    base = _TOP - 10
    for name, values in groups.items():
        base += height
        write(canvas, name, (_MARGIN, base - 30))
        write(canvas, f'{len(values)}', (_MARGIN, base - 6), _PALE)
        inside = np.clip(values, edges[0], edges[-1])
        counts = np.histogram(inside, edges)[0]
        tops = base - counts / max(counts.max(), 1) * (height - 18)
        for start, end, top in zip(places, places[1:], tops, strict=False):
            _fill(canvas, (start, top), (end - 2, base), BLUE)
        cv2.line(canvas, (_LEFT, base), (_RIGHT, base), _BLACK, 1)
        if len(values):
            x = round(float(np.interp(np.median(inside), edges, places)))
            cv2.line(canvas, (x, base - height + 18), (x, base), ORANGE[::-1], 3)
    for value in np.linspace(edges[0], edges[-1], 6):
        x = round(float(np.interp(value, edges, places)))
        write(canvas, f'{value:g}', (x - 12, base + 26), _PALE)
    write(canvas, unit, (_MARGIN, base + 26), _PALE)
    return canvas


def write(
    canvas: np.ndarray, text: str, place: tuple[int, int], color: Color = _BLACK, size: float = 0.62
) -> None:
    """Write ASCII text on an image, in place.

    Args:
        canvas: (H, W, 3) uint8, BGR.
        text: What to write.
        place: Where its first letter begins and where the letters stand, x and y, pixels.
        color: RGB.
        size: 1 is about 22 pixels high.
    """
    cv2.putText(canvas, text, place, cv2.FONT_HERSHEY_SIMPLEX, size, color[::-1], 1, cv2.LINE_AA)


def _canvas(title: str, height: int) -> np.ndarray:
    canvas = np.full((_TOP + height + _MARGIN, WIDTH, 3), 255, np.uint8)
    write(canvas, title, (_MARGIN, 50), size=0.85)
    return canvas


def _fill(
    canvas: np.ndarray, start: tuple[float, float], end: tuple[float, float], color: Color
) -> None:
    (x0, y0), (x1, y1) = np.rint((start, end)).astype(int)
    canvas[y0:y1, x0:x1] = color[::-1]
