"""Charts as images: lengths in proportion to the positions."""

import numpy as np

from fashionkp.charts.legend import series_legend
from fashionkp.charts.line_chart import line_chart
from fashionkp.charts.raster import WIDTH, draw_line_chart, draw_row_chart
from fashionkp.charts.row_chart import Interval, histograms, interval_chart, stacked_bars
from fashionkp.images.palette import BLUE, ORANGE, VERMILION


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


def test_lines_lead_through_their_points():
    x = np.array([0, 1, 3])
    series = {'a': (x, np.array([0, 10, 20])), 'b': (x, np.array([40, 40, 40]))}
    chart = line_chart('t', series, x_label='photos', y_limits=(0, None), dots=True)
    image = draw_line_chart(chart, series_legend(series))
    legend_top = np.flatnonzero(mask(image, BLUE).any(1)).max() - 20
    blue, red = (np.argwhere(mask(image[:legend_top], color)) for color in (BLUE, VERMILION))
    left, right = red[:, 1].min(), red[:, 1].max()
    columns = {i: left + 8 + i / 3 * (right - left - 16) for i in (0, 1, 2, 3)}
    heights = {i: blue[abs(blue[:, 1] - column) < 2, 0].mean() for i, column in columns.items()}
    unit = (heights[0] - red[:, 0].mean()) / 40
    values = [(heights[0] - height) / unit for height in heights.values()]
    np.testing.assert_allclose(values, [0, 10, 15, 20], atol=0.5)
