"""Charts: lengths of bars in proportion to their numbers."""

import numpy as np

from fashionkp.images.palette import BLUE, LIGHT_GREY, ORANGE
from fashionkp.visualization.raster_charts import histograms, stacked_bars


def pixels(image, color):
    """How many pixels have a colour, by row of the image."""
    return (image == color[::-1]).all(-1).sum(1)


def test_bars_are_in_proportion():
    bars = {'a': (30, 10), 'b': (10, 0), 'c': (0, 0)}
    image = stacked_bars('title', bars, {'one': BLUE, 'two': ORANGE})
    lengths = sorted({int(n) for n in pixels(image, BLUE)} - {0, 20})  # 20 wide in the legend
    assert len(lengths) == 2
    assert abs(lengths[1] - 3 * lengths[0]) <= 2
    other = max(pixels(image, ORANGE))
    assert abs(lengths[1] - 3 * other) <= 2


def test_bars_without_any_length():
    image = stacked_bars('title', {'a': (0,)}, {'one': LIGHT_GREY})
    assert max(pixels(image, LIGHT_GREY)) == 20


def test_histograms_have_their_bins_and_the_median():
    values = np.array([5, 5, 5, 15, 15, 15, 15, 25, 99, -9])
    edges = np.linspace(0, 50, 6)
    image = histograms('title', {'a': values, 'none': np.zeros(0)}, edges, 'px')
    columns = (image == BLUE[::-1]).all(-1).sum(0)
    # -9 counts as 0 and 99 as 50: 4, 4, 1, 0 and 1 of them
    assert sorted({round(4 * n / max(columns)) for n in columns}) == [0, 1, 4]
    first, *_, last = np.flatnonzero(columns)
    line = np.flatnonzero((image == ORANGE[::-1]).all(-1).any(0))
    assert abs(line.mean() - (first + 0.3 * (last - first))) < 3
