"""Charts in pages."""

import re

import numpy as np

from fashionkp.html_pages.charts import (
    Bar,
    color,
    interval_chart,
    legend,
    line_chart,
    share_table,
    ticks,
)


def test_round_numbers_between_two_ends():
    assert ticks(0, 100) == [0, 20, 40, 60, 80, 100]
    assert ticks(0.013, 0.019) == [0.013, 0.014, 0.015, 0.016, 0.017, 0.018, 0.019]
    assert ticks(-30, 30) == [-30, -20, -10, 0, 10, 20, 30]
    assert ticks(1, 4, least=1) == [1, 2, 3, 4]


def test_intervals_are_drawn_where_they_are():
    chart = interval_chart('<t>', {'<a>': [Bar(50, 40, 60)], 'b': [Bar(100, 80, 100)]})
    # the longest one ends a little before the frame
    assert 'left:38.8%;width:19.4%' in chart
    assert 'left:48.5%' in chart
    assert '50.0 <small>40.0..60.0</small>' in chart
    assert '&lt;a&gt;' in chart
    assert '<h3>&lt;t&gt;</h3>' in chart


def test_each_series_has_its_colour_and_names_stand_once():
    chart = interval_chart('t', {'a': [None, Bar(1, 1, 1)], 'b': [Bar(1, 1, 1), Bar(2, 2, 2)]})
    assert chart.count(f'background:{color(0)}') == 2  # bar and dot
    assert chart.count(f'background:{color(1)}') == 4
    assert re.findall('class="name">([^<]*)<', chart) == ['a', 'b', '']


def test_differences_have_signs_and_a_mark_at_zero():
    chart = interval_chart('t', {'a': [Bar(-1, -2, 2)]}, digits=2, zero=False)
    assert '-1.00 <small>-2.00..+2.00</small>' in chart
    assert 'left:48.5%"></u>' in chart


def test_a_note_stands_in_place_of_an_interval():
    assert '7.0 <small>one &lt;image&gt;</small>' in interval_chart(
        't', {'a': [Bar(7, 7, 7, 'one <image>')]}
    )


def test_lines_fill_their_frame():
    x = np.array([0.0, 5.0, 10.0])
    chart = line_chart('t', {'a': (x, x * 2), 'b': (x[:0], x[:0])}, ('<x>', 'y'), (None,) * 4)
    assert 'points="0,1000 500,500 1000,0"' in chart
    assert '&lt;x&gt;' in chart
    assert '<h3>t (y)</h3>' in chart
    beyond = line_chart('t', {'a': (x, x)}, ('x', ''), (0, 5, 0, 5))
    assert 'points="0,1000 1000,0 1000,0"' in beyond


def test_lines_of_one_point_or_none_are_no_trouble():
    one, none = np.ones(1), np.zeros(0)
    assert line_chart('t', {'a': (one, one)}, ('x', 'y')).count('<i ') == 1
    assert 'points=""' in line_chart('t', {'a': (none, none)}, ('x', 'y'))


def test_long_lines_keep_their_ends_and_no_more_points_than_show():
    x = np.arange(12345.0)
    chart = line_chart('t', {'a': (x, x)}, ('x', 'y'))
    points = re.search('points="([^"]*)"', chart)[1].split()
    assert len(points) == 1000
    assert (points[0], points[-1]) == ('0,1000', '1000,0')


def test_a_legend_is_for_several_series():
    assert legend(['a']) == ''
    assert '&lt;b&gt;' in legend(['a', '<b>'])


def test_shares_of_a_row_shade_its_cells():
    found = share_table({'a': {'a': 3, 'b': 1}, 'b': {'a': 0, 'b': 0}}, '<true>')
    assert 'rgba(0,114,178,0.45)">3<' in found
    assert 'rgba(0,114,178,0.15)">1<' in found
    assert 'rgba(0,114,178,0.00)">0<' in found
    assert '&lt;true&gt;' in found
