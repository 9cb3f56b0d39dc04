"""Charts of horizontal rows: numbers with intervals, stacked bars, histograms."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from fashionkp.charts.axis import Axis, Tick
from fashionkp.charts.legend import LegendEntry, series_color
from fashionkp.images.palette import BLUE, GREY, ORANGE, Color

_HISTOGRAM_HEIGHT = 50  # pixels of a row


@dataclass(frozen=True)
class Bar:
    """A filled rectangle in a row; all numbers are fractions of the row's width or height."""

    start: float
    end: float
    color: Color
    bottom: float = 0.0
    height: float = 1.0


@dataclass(frozen=True)
class Mark:
    """A dot, or a vertical line, at a fraction of a row's width."""

    position: float
    color: Color


@dataclass(frozen=True)
class Row:
    """A name, what is drawn beside it, and the number at the end.

    Attributes:
        name: Stands at the left; empty where it is that of the row above.
        value: Stands at the right.
        note: Stands behind the value, smaller.
        bars: Drawn from first to last.
        line: A vertical line across the row.
        dot: Drawn on top of the bars.
    """

    name: str
    value: str
    note: str = ''
    bars: tuple[Bar, ...] = ()
    line: Mark | None = None
    dot: Mark | None = None


@dataclass(frozen=True)
class RowChart:
    """Rows on a common axis.

    Attributes:
        title: Stands above.
        rows: From top to bottom.
        row_height: Pixels.
        ticks: Labels of the axis below; none where the rows state their numbers.
        unit: Unit of the axis.
        legend: Colours of the bars.
    """

    title: str
    rows: tuple[Row, ...]
    row_height: int = 17
    ticks: tuple[Tick, ...] = ()
    unit: str = ''
    legend: tuple[LegendEntry, ...] = ()


@dataclass(frozen=True)
class Interval:
    """A number with its interval.

    Attributes:
        value: The number.
        low: Lower bound.
        high: Upper bound.
        note: Text in place of the bounds, where they mean nothing.
    """

    value: float
    low: float
    high: float
    note: str = ''


def interval_chart(
    title: str,
    groups: Mapping[str, Sequence[Interval | None]],
    *,
    digits: int = 1,
    signed: bool = False,
) -> RowChart:
    """Return a chart with a dot for each number and a bar for its interval.

    Args:
        title: Stands above.
        groups: Numbers of each group, one for each series; None where a series has none.
        digits: Decimals of the numbers.
        signed: Whether the numbers are differences: they get a sign, and a line marks zero.
            Otherwise the axis begins at zero.
    """
    known = [interval for series in groups.values() for interval in series if interval]
    ends = [end for each in known for end in (each.low, each.high, each.value)]
    low, high = min([0.0, *ends]) if signed else 0.0, max([0.0, *ends])
    axis = Axis(low, low + (1.03 * (high - low) or 1.0))  # no bar touches the right edge
    rows = []
    for name, series in groups.items():
        label = name
        for index, interval in enumerate(series):
            if interval:
                color = series_color(index)
                row = _interval_row(label, interval, axis, color, digits=digits, signed=signed)
                rows.append(row)
                label = ''
    return RowChart(title, tuple(rows))


def _interval_row(
    name: str, interval: Interval, axis: Axis, color: Color, *, digits: int, signed: bool
) -> Row:
    form = f'{"+" if signed else ""}.{digits}f'
    start, end = axis.position(interval.low), axis.position(interval.high)
    bar = Bar(start, end, color, bottom=0.44, height=0.12)
    return Row(
        name=name,
        value=format(interval.value, form),
        note=interval.note or f'{interval.low:{form}} to {interval.high:{form}}',
        bars=(bar,),
        line=Mark(axis.position(0), GREY) if signed else None,
        dot=Mark(axis.position(interval.value), color),
    )


def stacked_bars(
    title: str, groups: Mapping[str, Sequence[float]], parts: Mapping[str, Color]
) -> RowChart:
    """Return a chart with a bar for each group, made of parts, and their sum at its end.

    Args:
        title: Stands above.
        groups: Lengths of the parts in each group, in the order of ``parts``, none negative.
        parts: Names and colours of the parts.
    """
    axis = Axis(0, max((sum(lengths) for lengths in groups.values()), default=0) or 1)
    rows = []
    for name, lengths in groups.items():
        ends = axis.positions(np.cumsum([0, *lengths])).tolist()
        bars = zip(ends, ends[1:], parts.values(), strict=False)
        rows.append(
            Row(
                name=name,
                value=f'{sum(lengths):g}',
                bars=tuple(
                    Bar(start, end, color, bottom=0.1, height=0.8) for start, end, color in bars
                ),
            )
        )
    legend = tuple(LegendEntry(name, color) for name, color in parts.items())
    return RowChart(title, tuple(rows), legend=legend)


def histograms(
    title: str, groups: Mapping[str, np.ndarray], edges: np.ndarray, unit: str
) -> RowChart:
    """Return a chart with a histogram of each group, and a line at its median.

    The largest bin of each group has the same height.

    Args:
        title: Stands above.
        groups: Numbers of each group, (M,); those beyond the edges count in the outermost bins.
        edges: Edges of the bins, (B + 1,), ascending.
        unit: Unit of the numbers.
    """
    axis = Axis(float(edges[0]), float(edges[-1]))
    rows = tuple(_histogram_row(name, values, edges, axis) for name, values in groups.items())
    ticks = axis.ticks()
    return RowChart(title, rows, row_height=_HISTOGRAM_HEIGHT, ticks=ticks, unit=unit)


def _histogram_row(name: str, values: np.ndarray, edges: np.ndarray, axis: Axis) -> Row:
    inside = np.clip(values, axis.low, axis.high)
    counts = np.histogram(inside, edges)[0]
    ends = axis.positions(edges).tolist()
    heights = (counts / max(counts.max(), 1)).tolist()
    return Row(
        name=name,
        value=f'{len(values)}',
        bars=tuple(
            Bar(start, end, BLUE, height=height)
            for start, end, height in zip(ends, ends[1:], heights, strict=False)
            if height
        ),
        line=Mark(axis.position(float(np.median(inside))), ORANGE) if len(values) else None,
    )
