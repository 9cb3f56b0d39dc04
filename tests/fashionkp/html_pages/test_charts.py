"""Charts on pages: the positions of their parts, and text as text."""

import re

import numpy as np

from fashionkp.charts.legend import series_legend
from fashionkp.charts.line_chart import line_chart
from fashionkp.charts.row_chart import Interval, histograms, interval_chart
from fashionkp.html_pages.environment import page_environment


def drawn(macro, *arguments):
    module = page_environment().get_template('charts.html').module
    return str(getattr(module, macro)(*arguments))


def test_intervals_are_drawn_where_they_are():
    groups = {'<a>': [Interval(50, 40, 60)], 'b': [Interval(100, 80, 100)]}
    html = drawn('row_chart', interval_chart('<t>', groups))
    # the longest one ends a little before the frame
    assert 'left:38.8%;width:19.4%' in html
    assert 'left:48.5%' in html
    assert '50.0 <small>40.0 to 60.0</small>' in html
    assert '&lt;a&gt;' in html
    assert '<h3>&lt;t&gt;</h3>' in html


def test_differences_have_a_line_at_zero():
    chart = interval_chart('t', {'a': [Interval(-1, -2, 2)]}, digits=2, signed=True)
    assert re.search('<u style="left:48.5%', drawn('row_chart', chart))


def test_histograms_have_an_axis():
    edges = np.linspace(0, 50, 6)
    html = drawn('row_chart', histograms('t', {'a': np.array([5, 15, 15])}, edges, '<px>'))
    assert 'left:20.0%;width:20.0%;bottom:0.0%;height:100.0%' in html
    assert '<span style="left:40.0%">20</span>' in html
    assert '&lt;px&gt;' in html


def test_lines_are_drawn_from_the_top_left():
    x = np.array([0.0, 5.0, 10.0])
    html = drawn('line_chart', line_chart('<t>', {'a': (x, x), 'b': (x[:0], x[:0])}, x_label='<x>'))
    assert 'points="0,1000 500,500 1000,0"' in html
    assert 'points=""' in html
    assert '&lt;x&gt;' in html
    assert '<h3>&lt;t&gt;</h3>' in html
    assert html.count('<i ') == 0
    assert html.count('<polyline') == 2


def test_dots_and_diagonal_are_drawn_where_asked_for():
    x = np.array([0.0, 5.0, 10.0])
    chart = line_chart('t', {'a': (x, x)}, x_label='', dots=True, diagonal=True)
    html = drawn('line_chart', chart)
    assert html.count('<i ') == 3
    assert html.count('<polyline') == 2


def test_legend_has_names_as_text():
    assert '&lt;b&gt;' in drawn('legend', series_legend(['a', '<b>']))


def test_shares_of_a_row_shade_its_cells():
    counts = {'a': {'a': 3, 'b': 1}, 'b': {'a': 0, 'b': 0}}
    html = drawn('share_table', counts, '<true>')
    assert 'rgba(0,114,178,0.45)">3<' in html
    assert 'rgba(0,114,178,0.15)">1<' in html
    assert 'rgba(0,114,178,0.00)">0<' in html
    assert '&lt;true&gt;' in html
