"""Colours of the series of a chart, and the legend that explains them."""

from collections.abc import Iterable
from dataclasses import dataclass

from fashionkp.images.palette import (
    BLUE,
    GREEN,
    NEAR_BLACK,
    ORANGE,
    PURPLE,
    SKY_BLUE,
    VERMILION,
    Color,
)

# neighbours differ most; yellow is missing, which is too pale for lines
_SERIES = (BLUE, VERMILION, GREEN, PURPLE, ORANGE, SKY_BLUE, NEAR_BLACK)


@dataclass(frozen=True)
class LegendEntry:
    """A name and its colour."""

    name: str
    color: Color


def series_color(index: int) -> Color:
    """Return the colour of a series; the eighth has that of the first again."""
    return _SERIES[index % len(_SERIES)]


def series_legend(names: Iterable[str]) -> tuple[LegendEntry, ...]:
    """Return the legend of several series; a single one needs none."""
    entries = tuple(LegendEntry(name, series_color(i)) for i, name in enumerate(names))
    return entries if len(entries) > 1 else ()
