"""Colours of series."""

from fashionkp.charts.legend import LegendEntry, series_color, series_legend


def test_legend_has_the_colors_of_the_series():
    assert series_legend(['a', 'b']) == (
        LegendEntry('a', series_color(0)),
        LegendEntry('b', series_color(1)),
    )


def test_single_series_needs_no_legend():
    assert series_legend(['a']) == ()


def test_seven_colors_differ():
    assert len({series_color(i) for i in range(7)}) == 7
    assert series_color(7) == series_color(0)
