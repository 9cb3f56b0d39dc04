"""Charts of lines in a frame with two axes."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from fashionkp.charts.axis import Tick, fitted_axis
from fashionkp.charts.legend import series_color
from fashionkp.images.palette import Color

_MAX_POINTS = 1000  # of a line: more would not be visible, and long runs have very many

Limits = tuple[float | None, float | None]
"""Ends of an axis; None for that of the data."""


@dataclass(frozen=True)
class Line:
    """A line through points.

    Attributes:
        points: x from the left and y from the bottom, fractions of the frame.
        color: Its colour.
        dots: Whether each point is marked.
    """

    points: tuple[tuple[float, float], ...]
    color: Color
    dots: bool


@dataclass(frozen=True)
class LineChart:
    """Lines in a frame.

    Attributes:
        title: Stands above.
        x_label: What the x axis shows, with its unit.
        x_ticks: Labels of the x axis.
        y_ticks: Labels of the y axis.
        lines: One for each series, in their colours.
        diagonal: Whether a dashed line leads from the lower left to the upper right corner.
    """

    title: str
    x_label: str
    x_ticks: tuple[Tick, ...]
    y_ticks: tuple[Tick, ...]
    lines: tuple[Line, ...]
    diagonal: bool = False


def line_chart(
    title: str,
    series: Mapping[str, tuple[np.ndarray, np.ndarray]],
    *,
    x_label: str,
    x_limits: Limits = (None, None),
    y_limits: Limits = (None, None),
    dots: bool = False,
    diagonal: bool = False,
) -> LineChart:
    """Return a chart of lines.

    Args:
        title: Stands above; says what the y axis shows, and in which unit.
        series: x and y of each series, (S,) each. An empty one keeps its colour.
        x_label: What the x axis shows, with its unit.
        x_limits: Ends of the x axis.
        y_limits: Ends of the y axis.
        dots: Whether to mark each point; a single one is always marked.
        diagonal: Whether to draw a dashed diagonal.
    """
    x_values, y_values = (np.concatenate([xy[i] for xy in series.values()]) for i in (0, 1))
    x_axis, y_axis = fitted_axis(x_values, *x_limits), fitted_axis(y_values, *y_limits)
    lines = []
    for index, (x, y) in enumerate(series.values()):
        across, up = x_axis.positions(_thinned(x)), y_axis.positions(_thinned(y))
        points = tuple(zip(across.tolist(), up.tolist(), strict=True))
        lines.append(Line(points, series_color(index), dots or len(points) == 1))
    whole = bool((x_values == np.round(x_values)).all())
    return LineChart(
        title=title,
        x_label=x_label,
        x_ticks=x_axis.ticks(min_step=1.0 if whole else 0.0),
        y_ticks=y_axis.ticks(),
        lines=tuple(lines),
        diagonal=diagonal,
    )


def _thinned(values: np.ndarray) -> np.ndarray:
    """Return at most ``_MAX_POINTS`` of the values, the first and the last among them."""
    indices = np.linspace(0, len(values) - 1, min(len(values), _MAX_POINTS))
    return np.asarray(values)[indices.round().astype(int)]
