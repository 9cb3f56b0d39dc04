"""Charts as HTML and SVG, whose letters stay as large as they are on any screen."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from fashionkp.html_pages.elements import Html, escape_html
from fashionkp.images.palette import (
    BLUE,
    GREEN,
    NEAR_BLACK,
    ORANGE,
    PURPLE,
    SKY_BLUE,
    VERMILION,
    css_color,
)

_COLORS = (BLUE, VERMILION, GREEN, PURPLE, ORANGE, SKY_BLUE, NEAR_BLACK)

_MOST_POINTS = 1000  # of a line: more would not show, and long runs have very many

CHART_STYLE = """
body { overflow-wrap: break-word; }
.charts { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 420px), 1fr));
  gap: 8px 32px; }
.chart { margin: 0 0 1em; min-width: 0; }
.chart h3 { font-size: 1em; margin: 0.8em 0 0.4em; }
.legend span { display: inline-block; margin-right: 14px; font-size: 13px;
  overflow-wrap: anywhere; }
.legend i { display: inline-block; width: 14px; height: 4px; margin-right: 6px;
  vertical-align: middle; }
.rows { display: grid; grid-template-columns: minmax(0, max-content) minmax(60px, 1fr) max-content;
  gap: 1px 10px; font-size: 13px; align-items: center; }
.rows .name { overflow-wrap: anywhere; }
.rows .bar { position: relative; height: 17px; background: #f4f4f4; }
.rows .bar b { position: absolute; top: 8px; height: 2px; }
.rows .bar i { position: absolute; top: 4px; width: 9px; height: 9px; margin-left: -4px;
  border-radius: 5px; }
.rows .bar u { position: absolute; top: 0; height: 17px; border-left: 1px solid #999; }
.rows .value { font-variant-numeric: tabular-nums; text-align: right; }
.rows .value small { color: #666; }
.plot { position: relative; height: 230px; margin: 6px 12px 44px 48px;
  border-left: 1px solid #888; border-bottom: 1px solid #888; }
.plot svg { position: absolute; width: 100%; height: 100%; overflow: visible; }
.plot polyline { fill: none; stroke-width: 2; vector-effect: non-scaling-stroke; }
.plot span { position: absolute; font-size: 12px; color: #555; white-space: nowrap; }
.plot .x { top: 100%; transform: translate(-50%, 4px); }
.plot .y { right: 100%; transform: translate(-6px, 50%); }
.plot .below { top: 100%; right: 0; transform: translateY(20px); }
.plot i { position: absolute; width: 8px; height: 8px; margin: -4px; border-radius: 4px; }
.plot u { position: absolute; left: 0; right: 0; border-top: 1px solid #e6e6e6; }
.share { text-align: right; min-width: 3em; }
"""
"""What a page with charts adds to its style."""


@dataclass(frozen=True)
class Bar:
    """A number with its interval.

    Attributes:
        value: The number.
        low: Lower bound.
        high: Upper bound.
        note: Stands in place of the interval where that means nothing.
    """

    value: float
    low: float
    high: float
    note: str = ''


def color(place: int) -> str:
    """Colour of the series at a place."""
    return css_color(_COLORS[place % len(_COLORS)])


def legend(names: Sequence[str]) -> Html:
    """Names of series beside their colours; nothing for a single one."""
    if len(names) < 2:
        return Html()
    parts = (
        f'<span><i style="background:{color(i)}"></i>{escape_html(name)}</span>'
        for i, name in enumerate(names)
    )
    return Html(f'<div class="legend">{"".join(parts)}</div>')


def interval_chart(
    title: str, rows: Mapping[str, Sequence[Bar | None]], digits: int = 1, zero: bool = True
) -> Html:
    """A line for each name and series: a dot for the number, a bar for its interval.

    Args:
        title: Stands above.
        rows: Numbers of each name, one for each series; None where there is none.
        digits: Decimals of the numbers.
        zero: Whether the axis begins at zero; else zero is marked where it is on it.
    """
    known = [bar for bars in rows.values() for bar in bars if bar]
    ends = [end for bar in known for end in (bar.low, bar.high, bar.value)] or [0.0]
    low, high = (0.0 if zero else min(0.0, *ends)), max(0.0, *ends)
    span = 1.03 * (high - low) or 1.0  # so that no bar touches the frame
    lines = []
    for name, bars in rows.items():
        for place, bar in enumerate(bars):
            if bar:
                label = escape_html(name) if place == 0 or bars[:place].count(None) == place else ''
                lines.append(_line(label, bar, place, low, span, digits, not zero))
    return _chart(title, f'<div class="rows">{"".join(lines)}</div>')


def _line(
    label: str, bar: Bar, place: int, low: float, span: float, digits: int, marked: bool
) -> str:
    start, end, dot, zero = (100 * (x - low) / span for x in (bar.low, bar.high, bar.value, 0.0))
    mark = f'<u style="left:{zero:.1f}%"></u>' if marked else ''
    paint = f'background:{color(place)}'
    sign = '+' if marked else ''
    note = escape_html(bar.note) or f'{bar.low:{sign}.{digits}f}..{bar.high:{sign}.{digits}f}'
    return (
        f'<div class="name">{label}</div>'
        f'<div class="bar">{mark}<b style="left:{start:.1f}%;width:{end - start:.1f}%;{paint}"></b>'
        f'<i style="left:{dot:.1f}%;{paint}"></i></div>'
        f'<div class="value">{bar.value:{sign}.{digits}f} '
        f'<small>{note}</small></div>'
    )


def line_chart(
    title: str,
    lines: Mapping[str, tuple[np.ndarray, np.ndarray]],
    labels: tuple[str, str],
    ends: tuple[float | None, float | None, float | None, float | None] = (None,) * 4,
    dots: bool = False,
    diagonal: bool = False,
) -> Html:
    """Lines in one frame, in the colours of :func:`legend`.

    Args:
        title: Stands above.
        lines: x and y of each series, (S,) each; empty ones keep their colours.
        labels: What x and y are; that of y stands in the title.
        ends: Ends of the x axis and of the y axis; None for those of the data.
        dots: Whether to mark the single points.
        diagonal: Whether to draw a line from the lower left to the upper right corner.
    """
    given = [np.concatenate([line[axis] for line in lines.values()]) for axis in (0, 1)]
    x0, x1 = _ends(given[0], ends[:2])
    y0, y1 = _ends(given[1], ends[2:])
    whole = bool((given[0] == np.round(given[0])).all())
    parts = list(_axes(x0, x1, y0, y1, labels[0], whole))
    shapes = []
    if diagonal:
        shapes.append('<polyline stroke="#999" stroke-dasharray="5" points="0,1000 1000,0"/>')
    for place, (x, y) in enumerate(lines.values()):
        across, up = _shares(_thinned(x), x0, x1), _shares(_thinned(y), y0, y1)
        points = ' '.join(
            f'{1000 * a:.0f},{1000 * (1 - b):.0f}' for a, b in zip(across, up, strict=True)
        )
        shapes.append(f'<polyline stroke="{color(place)}" points="{points}"/>')
        if dots or len(across) == 1:
            parts += _dots(across, up, color(place))
    image = (
        '<svg viewBox="0 0 1000 1000" preserveAspectRatio="none" aria-hidden="true">'
        f'{"".join(shapes)}</svg>'
    )
    heading = f'{title} ({labels[1]})' if labels[1] else title
    return _chart(heading, f'<div class="plot">{image}{"".join(parts)}</div>')


def _shares(values: np.ndarray, low: float, high: float) -> np.ndarray:
    """How far values are from one end to the other, 0 to 1."""
    return np.clip((np.asarray(values, float) - low) / (high - low), 0, 1)


def _dots(across: np.ndarray, up: np.ndarray, paint: str) -> list[str]:
    return [
        f'<i style="left:{100 * a:.1f}%;bottom:{100 * b:.1f}%;margin-bottom:-4px;'
        f'background:{paint}"></i>'
        for a, b in zip(across, up, strict=True)
    ]


def share_table(rows: Mapping[str, Mapping[str, int]], corner: str) -> Html:
    """Counts in a table, the darker the larger their share of the row is.

    Args:
        rows: Counts by row and column.
        corner: Stands above the names of the rows.
    """
    columns = next(iter(rows.values()), {})
    head = ''.join(f'<th class="share">{escape_html(name)}</th>' for name in columns)
    lines = []
    for name, counts in rows.items():
        total = sum(counts.values()) or 1
        cells = ''.join(
            f'<td class="share" style="background:rgba(0,114,178,{0.6 * count / total:.2f})">'
            f'{count}</td>'
            for count in counts.values()
        )
        lines.append(f'<tr><th>{escape_html(name)}</th>{cells}</tr>')
    return Html(
        f'<div class="scroll"><table><tr><th>{escape_html(corner)}</th>{head}</tr>{"".join(lines)}'
        '</table></div>'
    )


def ticks(low: float, high: float, least: float = 0.0) -> list[float]:
    """Round numbers between two ends, up to seven, with steps of ``least`` or more.

    Example:
        >>> ticks(0, 47)
        [0.0, 10.0, 20.0, 30.0, 40.0]
    """
    rough = max((high - low) / 6, least)
    power = 10.0 ** np.floor(np.log10(rough))
    step = next(power * part for part in (1, 2, 5, 10) if power * part >= rough)
    first, last = np.ceil(low / step - 1e-9), np.floor(high / step + 1e-9)
    return [float(round(place * step, 12)) for place in range(int(first), int(last) + 1)]


def _thinned(values: np.ndarray) -> np.ndarray:
    """At most so many of the values as a line can show, the first and the last among them."""
    places = np.linspace(0, len(values) - 1, min(len(values), _MOST_POINTS))
    return np.asarray(values)[places.round().astype(int)]


def _ends(values: np.ndarray, given: tuple[float | None, ...]) -> tuple[float, float]:
    low = float(values.min()) if given[0] is None and len(values) else given[0] or 0.0
    high = float(values.max()) if given[1] is None and len(values) else given[1] or 1.0
    return (low, high) if high > low else (low - 0.5, low + 0.5)


def _axes(x0: float, x1: float, y0: float, y1: float, label: str, whole: bool) -> Iterator[str]:
    for value in ticks(x0, x1, 1.0 if whole else 0.0):
        yield f'<span class="x" style="left:{100 * (value - x0) / (x1 - x0):.1f}%">{value:g}</span>'
    for value in ticks(y0, y1):
        bottom = f'bottom:{100 * (value - y0) / (y1 - y0):.1f}%'
        yield f'<u style="{bottom}"></u><span class="y" style="{bottom}">{value:g}</span>'
    yield f'<span class="below">{escape_html(label)}</span>'


def _chart(title: str, body: str) -> Html:
    return Html(f'<div class="chart"><h3>{escape_html(title)}</h3>{body}</div>')
