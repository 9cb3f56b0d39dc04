"""Row charts: positions in proportion to the numbers."""

import numpy as np
import pytest

from fashionkp.charts.legend import LegendEntry, series_color
from fashionkp.charts.row_chart import Interval, histograms, interval_chart, stacked_bars
from fashionkp.images.palette import BLUE, ORANGE


def test_intervals_are_on_an_axis_from_zero_to_a_little_beyond_the_longest():
    first, second = interval_chart(
        't', {'a': [Interval(50, 40, 60)], 'b': [Interval(9, 8, 100)]}
    ).rows
    (bar,) = first.bars
    assert (bar.start, bar.end) == pytest.approx((40 / 103, 60 / 103))
    assert first.dot.position == pytest.approx(50 / 103)
    assert second.bars[0].end == pytest.approx(100 / 103)
    assert (first.value, first.note) == ('50.0', '40.0 to 60.0')
    assert first.line is None


def test_each_series_has_its_color_and_a_group_its_name_once():
    groups = {'a': [None, Interval(1, 1, 1)], 'b': [Interval(1, 1, 1), Interval(2, 2, 2)]}
    rows = interval_chart('t', groups).rows
    assert [row.name for row in rows] == ['a', 'b', '']
    assert [row.dot.color for row in rows] == [series_color(i) for i in (1, 0, 1)]
    assert [row.bars[0].color for row in rows] == [series_color(i) for i in (1, 0, 1)]


def test_differences_have_signs_and_a_line_at_zero():
    (row,) = interval_chart('t', {'a': [Interval(-1, -2, 2)]}, digits=2, signed=True).rows
    assert (row.value, row.note) == ('-1.00', '-2.00 to +2.00')
    assert row.line.position == pytest.approx(2 / 4.12)


def test_note_replaces_the_bounds():
    (row,) = interval_chart('t', {'a': [Interval(7, 7, 7, 'of 1 image')]}).rows
    assert row.note == 'of 1 image'


def test_nothing_to_show_is_a_chart_without_rows():
    assert interval_chart('t', {}).rows == interval_chart('t', {'a': [None]}).rows == ()


def test_zeros_have_an_axis():
    (row,) = interval_chart('t', {'a': [Interval(0, 0, 0)]}).rows
    assert row.dot.position == 0


def test_stacked_parts_are_in_proportion():
    groups = {'a': (30, 10), 'b': (10, 0), 'c': (0, 0)}
    chart = stacked_bars('t', groups, {'one': BLUE, 'two': ORANGE})
    ends = [[(bar.start, bar.end) for bar in row.bars] for row in chart.rows]
    assert ends == [[(0, 0.75), (0.75, 1)], [(0, 0.25), (0.25, 0.25)], [(0, 0), (0, 0)]]
    assert [row.value for row in chart.rows] == ['40', '10', '0']
    assert [bar.color for bar in chart.rows[0].bars] == [BLUE, ORANGE]
    assert chart.legend == (LegendEntry('one', BLUE), LegendEntry('two', ORANGE))


def test_stacked_bars_without_any_length():
    (row,) = stacked_bars('t', {'a': (0,)}, {'one': BLUE}).rows
    assert (row.bars[0].end, row.value) == (0, '0')


def test_histograms_have_their_bins_and_the_median():
    values = np.array([5, 5, 5, 15, 15, 15, 15, 25, 99, -9])
    chart = histograms('t', {'a': values, 'none': np.zeros(0)}, np.linspace(0, 50, 6), 'px')
    full, empty = chart.rows
    # -9 counts as 0 and 99 as 50: 4, 4, 1, 0 and 1 of them
    assert [bar.start for bar in full.bars] == pytest.approx([0, 0.2, 0.4, 0.8])
    assert [bar.height for bar in full.bars] == [1, 1, 0.25, 0.25]
    assert full.line.position == pytest.approx(15 / 50)
    assert (full.value, empty.value) == ('10', '0')
    assert (empty.bars, empty.line) == ((), None)
    assert [tick.text for tick in chart.ticks] == ['0', '10', '20', '30', '40', '50']
    assert chart.unit == 'px'
