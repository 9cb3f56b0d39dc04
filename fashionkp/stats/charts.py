"""A sample in charts."""

import cv2
import numpy as np

from fashionkp.annotations import CATEGORY_POINTS
from fashionkp.categories import CATEGORIES, KEYPOINTS
from fashionkp.images.palette import BLUE, LIGHT_GREY, ORANGE, WHITE
from fashionkp.stats.sample import Sample
from fashionkp.visualization.contact_sheet import sheet
from fashionkp.visualization.keypoints import side_color, with_keypoints
from fashionkp.visualization.raster_charts import WIDTH, histograms, stacked_bars, write

_PARTS = {'visible': BLUE, 'occluded': ORANGE, 'absent': LIGHT_GREY}
_MAP = 400  # width and height of a map, pixels
_SHOWN = 500  # rows of a category whose points are on its map
_COLUMNS = 3
_RADIUS = 2


def charts(sample: Sample) -> dict[str, np.ndarray]:
    """Rows, visibility, normalizing distances, sizes of images and places of points.

    Args:
        sample: The data set.

    Returns:
        By name, images (H, W, 3) uint8, BGR, of the same width. What is not known is left out.
    """
    found = {'rows': _rows(sample)}
    if sample.table.labelled.any():
        units = {name: sample.units(name) for name in sample.categories}
        found['visibility'] = _visibility(sample)
        found['distances'] = histograms(
            'Distance of the normalizing points', units, np.linspace(0, 400, 41), 'pixels'
        )
        found['places'] = _places(sample)
    sizes = sample.known_sizes
    if len(sizes):
        bins = np.linspace(0, 100 * np.ceil(sizes.max() / 100), 61)
        sides = {'width': sizes[:, 0], 'height': sizes[:, 1]}
        found['sizes'] = histograms('Size of the images', sides, bins, 'pixels')
    return found


def chart_sheet(sample: Sample) -> np.ndarray:
    """All charts, one below the other, (H, W, 3) uint8, BGR."""
    return np.vstack([*charts(sample).values()])


def _rows(sample: Sample) -> np.ndarray:
    labelled = sample.table.labelled
    bars = {
        name: (int((rows & labelled).sum()), int((rows & ~labelled).sum()))
        for name, rows in sample.categories.items()
    }
    return stacked_bars('Rows', bars, {'with points': BLUE, 'without points': LIGHT_GREY})


def _visibility(sample: Sample) -> np.ndarray:
    table, bars = sample.table, {}
    asked = CATEGORY_POINTS[table.category_ids] & table.labelled[:, None]
    for i, keypoint in enumerate(KEYPOINTS):
        if asked[:, i].any():
            seen = table.visibility[asked[:, i], i]
            bars[keypoint] = tuple(int((seen == value).sum()) for value in (1, 0, -1))
    return stacked_bars('Visibility of the points', bars, _PARTS)


def _places(sample: Sample) -> np.ndarray:
    """Points of all rows in their images, and the garment of the medians, for each category."""
    maps = [garment_map(sample, name) for name in sample.categories]
    gap = (WIDTH - _COLUMNS * _MAP) // (_COLUMNS + 1)
    canvas = sheet(maps, _COLUMNS, gap)
    right = WIDTH - canvas.shape[1]
    return cv2.copyMakeBorder(canvas, 0, 0, 0, right, cv2.BORDER_CONSTANT, value=WHITE)


def garment_map(sample: Sample, category: str) -> np.ndarray:
    """Points of a category's rows in a square as large as their images, and the median garment.

    Args:
        sample: The data set.
        category: Name of a category that has rows.

    Returns:
        (H, W, 3) uint8, BGR: the square below a caption.
    """
    rows = np.flatnonzero(sample.categories[category] & sample.table.labelled)
    chosen = rows[np.linspace(0, len(rows) - 1, min(_SHOWN, len(rows))).astype(int)]
    canvas = np.full((_MAP, _MAP, 3), 255, np.uint8)
    for i, keypoint in enumerate(KEYPOINTS):
        pale = tuple((value + 3 * 255) // 4 for value in side_color(keypoint)[::-1])
        places = sample.places[chosen, i]
        for x, y in (places[~np.isnan(places[:, 0])] * _MAP).round().astype(int):
            cv2.circle(canvas, (int(x), int(y)), _RADIUS, pale, -1)
    found = CATEGORY_POINTS[list(CATEGORIES).index(category)].copy()
    found &= ~np.isnan(sample.places[rows]).all((0, 2))
    medians = np.zeros((len(KEYPOINTS), 2))
    medians[found] = np.nanmedian(sample.places[rows][:, found], axis=0) * _MAP
    canvas = with_keypoints(canvas, category, medians, found)
    cv2.rectangle(canvas, (0, 0), (_MAP - 1, _MAP - 1), LIGHT_GREY, 1)
    captioned = cv2.copyMakeBorder(canvas, 50, 0, 0, 0, cv2.BORDER_CONSTANT, value=WHITE)
    write(captioned, f'{category}: places of points, {len(chosen)} rows', (0, 34))
    return captioned
