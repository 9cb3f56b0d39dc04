"""Charts of a data set."""

import cv2
import numpy as np

from fashionkp.annotations import CATEGORY_POINTS
from fashionkp.categories import KEYPOINTS
from fashionkp.charts.raster import WIDTH, draw_row_chart, draw_text
from fashionkp.charts.row_chart import RowChart, histograms, stacked_bars
from fashionkp.images.palette import BLUE, LIGHT_GREY, ORANGE, WHITE
from fashionkp.stats.keypoint_maps import MAP_SIZE, keypoint_map
from fashionkp.stats.sample import Sample
from fashionkp.visualization.contact_sheet import sheet

_DISTANCE_BINS = np.linspace(0, 400, 41)  # pixels
_SIZE_BINS = 60
_MAP_COLUMNS = 3


def stats_charts(sample: Sample) -> list[RowChart]:
    """Return charts of rows, image sizes, visibility and normalizing distances.

    A chart is left out where the data set has nothing to show: no labelled row, or no image of
    known size.
    """
    charts = [_rows_chart(sample)]
    if len(sample.known_sizes):
        charts.append(_size_chart(sample))
    if sample.table.labelled.any():
        charts += [_visibility_chart(sample), _distance_chart(sample)]
    return charts


def chart_sheet(sample: Sample) -> np.ndarray:
    """Return all charts and the key point maps, one below the other, (H, W, 3) uint8, BGR."""
    images = [draw_row_chart(chart) for chart in stats_charts(sample)]
    maps = [
        _captioned(keypoint_map(sample, name), f'Positions of key points: {name}')
        for name in sample.labelled_categories
    ]
    if maps:
        gap = (WIDTH - _MAP_COLUMNS * MAP_SIZE) // (_MAP_COLUMNS + 1)
        canvas = sheet(maps, _MAP_COLUMNS, gap)
        right = WIDTH - canvas.shape[1]
        images.append(cv2.copyMakeBorder(canvas, 0, 0, 0, right, cv2.BORDER_CONSTANT, value=WHITE))
    return np.vstack(images)


def _captioned(image: np.ndarray, caption: str) -> np.ndarray:
    canvas = cv2.copyMakeBorder(image, 50, 0, 0, 0, cv2.BORDER_CONSTANT, value=WHITE)
    draw_text(canvas, caption, (0, 34))
    return canvas


def _rows_chart(sample: Sample) -> RowChart:
    labelled = sample.table.labelled
    counts = {
        name: (int((rows & labelled).sum()), int((rows & ~labelled).sum()))
        for name, rows in sample.categories.items()
    }
    return stacked_bars('Rows', counts, {'labelled': BLUE, 'without labels': LIGHT_GREY})


def _visibility_chart(sample: Sample) -> RowChart:
    table = sample.table
    expected = CATEGORY_POINTS[table.category_ids] & table.labelled[:, None]
    counts = {}
    for i, keypoint in enumerate(KEYPOINTS):
        if expected[:, i].any():
            visibility = table.visibility[expected[:, i], i]
            counts[keypoint] = tuple(int((visibility == value).sum()) for value in (1, 0, -1))
    parts = {'visible': BLUE, 'occluded': ORANGE, 'absent': LIGHT_GREY}
    return stacked_bars('Visibility of the key points', counts, parts)


def _distance_chart(sample: Sample) -> RowChart:
    distances = {name: sample.normalizing_distances(name) for name in sample.categories}
    title = 'Normalizing distance; the line is the median'
    return histograms(title, distances, _DISTANCE_BINS, 'pixels')


def _size_chart(sample: Sample) -> RowChart:
    sizes = sample.known_sizes
    edges = np.linspace(0, 100 * np.ceil(sizes.max() / 100), _SIZE_BINS + 1)
    sides = {'width': sizes[:, 0], 'height': sizes[:, 1]}
    title = 'Size of the images; the line is the median'
    return histograms(title, sides, edges, 'pixels')
