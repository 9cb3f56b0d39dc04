"""Charts as images, drawn with OpenCV."""

from collections.abc import Sequence

import cv2
import numpy as np

from fashionkp.charts.legend import LegendEntry
from fashionkp.charts.line_chart import LineChart
from fashionkp.charts.row_chart import Row, RowChart
from fashionkp.images.palette import GREY, LIGHT_GREY, NEAR_BLACK, Color

WIDTH = 1300
"""Width of every chart, pixels."""

_SCALE = 2  # pixels of the image for one of the chart
_MARGIN = 24
_LEFT, _RIGHT = _MARGIN + 270, WIDTH - 130  # ends of the axis; names and values are beside it
_TITLE, _LINE, _GAP = 70, 36, 4  # heights of the title and of a line of text; between rows
_PLOT = 500  # height of the frame of a line chart


def draw_row_chart(chart: RowChart) -> np.ndarray:
    """Return a chart as an image.

    Names are drawn in ASCII; other characters become question marks.

    Returns:
        (H, W, 3) uint8, BGR, as wide as :data:`WIDTH`.
    """
    row_height = _SCALE * chart.row_height
    lines = bool(chart.ticks) + bool(chart.legend)
    height = _TITLE + len(chart.rows) * (row_height + _GAP) + lines * _LINE + _MARGIN
    canvas = np.full((height, WIDTH, 3), 255, np.uint8)
    draw_text(canvas, chart.title, (_MARGIN, 46), size=0.85)
    top = _TITLE
    for row in chart.rows:
        _draw_row(canvas, row, top, row_height)
        top += row_height + _GAP
    if chart.ticks:
        cv2.line(canvas, (_LEFT, top), (_RIGHT, top), GREY[::-1], 1)
        for tick in chart.ticks:
            draw_text(canvas, tick.text, (_x(tick.position) - 12, top + 26), color=GREY)
        draw_text(canvas, chart.unit, (_MARGIN, top + 26), color=GREY)
        top += _LINE
    _draw_legend(canvas, chart.legend, top)
    return canvas


def draw_line_chart(chart: LineChart, legend: Sequence[LegendEntry] = ()) -> np.ndarray:
    """Return a chart as an image, see :func:`draw_row_chart`; without its diagonal.

    Args:
        chart: The chart.
        legend: Names of its lines, in their colours.
    """
    bottom = _TITLE + _PLOT
    canvas = np.full((bottom + 3 * _LINE + _MARGIN, WIDTH, 3), 255, np.uint8)
    draw_text(canvas, chart.title, (_MARGIN, 46), size=0.85)
    for tick in chart.y_ticks:
        y = bottom - round(tick.position * _PLOT)
        cv2.line(canvas, (_LEFT, y), (_RIGHT, y), LIGHT_GREY[::-1], 1)
        draw_text(canvas, tick.text, (_LEFT - 60, y + 7), color=GREY)
    for tick in chart.x_ticks:
        draw_text(canvas, tick.text, (_x(tick.position) - 12, bottom + 28), color=GREY)
    for line in chart.lines:
        points = [(_x(x), bottom - round(y * _PLOT)) for x, y in line.points]
        cv2.polylines(canvas, [np.array(points)], False, line.color[::-1], 3, cv2.LINE_AA)  # noqa: FBT003
        for point in points if line.dots else ():
            cv2.circle(canvas, point, 8, line.color[::-1], -1, cv2.LINE_AA)
    draw_text(canvas, chart.x_label, (_LEFT, bottom + _LINE + 26), color=GREY)
    _draw_legend(canvas, legend, bottom + 2 * _LINE)
    return canvas


def draw_text(
    canvas: np.ndarray,
    text: str,
    position: tuple[int, int],
    *,
    color: Color = NEAR_BLACK,
    size: float = 0.62,
) -> None:
    """Draw a line of text.

    Args:
        canvas: (H, W, 3) uint8, BGR, drawn on.
        text: ASCII; other characters become question marks.
        position: Left end of the baseline, x and y, pixels.
        color: RGB.
        size: 1 is about 22 pixels high.
    """
    font, bgr = cv2.FONT_HERSHEY_SIMPLEX, color[::-1]
    cv2.putText(canvas, text, position, font, size, bgr, 1, cv2.LINE_AA)


def _draw_row(canvas: np.ndarray, row: Row, top: int, height: int) -> None:
    baseline = top + height // 2 + 7
    for bar in row.bars:
        y1 = top + round((1 - bar.bottom) * height)
        y0 = y1 - round(bar.height * height)
        canvas[y0:y1, _x(bar.start) : _x(bar.end)] = bar.color[::-1]
    if row.line:
        x = _x(row.line.position)
        canvas[top : top + height, x - 1 : x + 2] = row.line.color[::-1]
    if row.dot:
        center = _x(row.dot.position), top + height // 2
        cv2.circle(canvas, center, 8, row.dot.color[::-1], -1, cv2.LINE_AA)
    draw_text(canvas, row.name, (_MARGIN, baseline))
    draw_text(canvas, f'{row.value} {row.note}', (_RIGHT + 14, baseline), color=GREY)


def _draw_legend(canvas: np.ndarray, legend: Sequence[LegendEntry], top: int) -> None:
    x = _LEFT
    for entry in legend:
        canvas[top + 12 : top + 28, x : x + 20] = entry.color[::-1]
        draw_text(canvas, entry.name, (x + 28, top + 26))
        x += 60 + 13 * len(entry.name)


def _x(position: float) -> int:
    return round(_LEFT + position * (_RIGHT - _LEFT))
