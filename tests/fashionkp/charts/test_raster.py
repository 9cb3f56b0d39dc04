"""Row charts as images: lengths in proportion to the positions."""

import numpy as np

from fashionkp.charts.raster import WIDTH, draw_row_chart
from fashionkp.charts.row_chart import Interval, histograms, interval_chart, stacked_bars
from fashionkp.images.palette import BLUE, ORANGE


def mask(image, color):
    return (image == color[::-1]).all(-1)


def test_bars_are_in_proportion():
    image = draw_row_chart(
        stacked_bars('t', {'a': (30, 10), 'b': (10, 0)}, {'x': BLUE, 'y': ORANGE})
    )
    assert image.shape[1] == WIDTH
    lengths = sorted({int(n) for n in mask(image, BLUE).sum(1)} - {0, 20})  # 20: in the legend
    assert len(lengths) == 2
    assert abs(lengths[1] - 3 * lengths[0]) <= 2
    assert abs(mask(image, ORANGE).sum(1).max() - lengths[0]) <= 2


def test_histogram_has_its_bins_and_the_median():
    values = np.array([5] * 4 + [15] * 4 + [25] * 2)
    image = draw_row_chart(histograms('t', {'a': values}, np.linspace(0, 50, 6), 'px'))
    columns = mask(image, BLUE).sum(0)
    assert sorted({round(4 * n / max(columns)) for n in columns}) == [0, 2, 4]
    first, *_, last = np.flatnonzero(columns)
    median = np.flatnonzero(mask(image, ORANGE).any(0)).mean()
    assert abs(median - (first + 15 / 30 * (last - first))) < 3


def test_interval_has_a_dot_at_its_value():
    image = draw_row_chart(interval_chart('t', {'a': [Interval(50, 0, 100)]}))
    columns = mask(image, BLUE).sum(0)
    line = np.flatnonzero(columns)
    dot = np.flatnonzero(columns > columns[line[0]])
    assert abs(dot.mean() - line.mean()) < 2
