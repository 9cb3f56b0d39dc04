"""Errors of images."""

import numpy as np
import pytest

from fashionkp.annotations import read_annotations
from fashionkp.categories import KEYPOINTS
from fashionkp.predictions.table import table_predictions

SKIRT = dict(waistband_left=(0, 0), waistband_right=(100, 0), hemline_left=(0, 90))


def test_errors_are_those_of_visible_points_in_units_of_the_pair(measurement_module, tmp_path):
    header = ','.join(['image_id', 'image_category', *KEYPOINTS])
    rows = []
    for name, occluded in (('a', ()), ('b', ('hemline_left',)), ('c', tuple(SKIRT))):
        cells = {key: f'{x}_{y}_{int(key not in occluded)}' for key, (x, y) in SKIRT.items()}
        points = [cells.get(key, '-1_-1_-1') for key in KEYPOINTS]
        rows.append(','.join([f'Images/skirt/{name}.jpg', 'skirt', *points]))
    (tmp_path / 'a.csv').write_text('\n'.join([header, *rows, '']))
    table = read_annotations(tmp_path / 'a.csv')
    moved = table.take(np.arange(len(table)))
    moved.keypoints[moved.visibility >= 0] += [3, 4]  # 5 pixels, 5 % of the waistband
    errors, counts = measurement_module('image_errors').image_errors(
        table, table_predictions(moved)
    )
    assert errors == pytest.approx([15, 10, 0])
    assert counts.tolist() == [3, 2, 0]
