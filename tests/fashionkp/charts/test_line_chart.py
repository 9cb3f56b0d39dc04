"""Line charts: points within their frame."""

import numpy as np
import pytest

from fashionkp.charts.legend import series_color
from fashionkp.charts.line_chart import line_chart


def test_lines_fill_their_frame():
    x = np.array([0.0, 5.0, 10.0])
    chart = line_chart('t', {'a': (x, x * 2), 'b': (x[:0], x[:0])}, x_label='step')
    first, second = chart.lines
    assert first.points == ((0, 0), (0.5, 0.5), (1, 1))
    assert second.points == ()
    assert [line.color for line in chart.lines] == [series_color(0), series_color(1)]
    assert [tick.text for tick in chart.y_ticks] == ['0', '5', '10', '15', '20']


def test_points_beyond_the_limits_are_clipped():
    x = np.array([0.0, 5.0, 10.0])
    chart = line_chart('t', {'a': (x, x)}, x_label='', x_limits=(0, 5), y_limits=(0, 5))
    assert chart.lines[0].points == ((0, 0), (1, 1), (1, 1))


def test_whole_numbers_have_whole_ticks():
    x = np.array([1.0, 3.0])
    assert [tick.text for tick in line_chart('', {'': (x, x)}, x_label='').x_ticks] == [
        '1',
        '2',
        '3',
    ]
    half = line_chart('', {'': (x / 2, x)}, x_label='')
    assert '0.6' in [tick.text for tick in half.x_ticks]


@pytest.mark.parametrize(('count', 'dots'), [(0, False), (1, True), (2, False)])
def test_single_point_is_a_dot(count, dots):
    (line,) = line_chart('t', {'a': (np.ones(count), np.ones(count))}, x_label='').lines
    assert (len(line.points), line.dots) == (count, dots)


def test_long_lines_keep_their_ends_and_no_more_points_than_show():
    x = np.arange(12345.0)
    (line,) = line_chart('t', {'a': (x, x)}, x_label='').lines
    assert len(line.points) == 1000
    assert (line.points[0], line.points[-1]) == ((0, 0), (1, 1))
