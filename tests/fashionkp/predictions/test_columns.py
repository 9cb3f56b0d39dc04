"""Columns of predictions."""

from dataclasses import replace

import numpy as np

from fashionkp.measurements import NAMES, Reference
from fashionkp.predictions.columns import column_types, prediction_row


def test_a_garment_has_no_columns_of_key_points_that_its_category_lacks(skirt):
    row = prediction_row(skirt)
    assert {*row} < {*column_types()}
    assert row['waistband_left_x'] == 10.25
    assert row['hemline_right_presence'] == 0
    assert not any(name.startswith('neckline') for name in row)
    assert row['prob_dress'] == 0.1
    assert 'prob_blouse' not in row


def test_centimetres_have_columns_if_a_size_is_known(skirt):
    assert len(column_types(Reference())) == len(column_types()) + 2 * len(NAMES)
    known = Reference({'waist': 75})
    cm = [*column_types(known)][-2 * len(NAMES) :]
    assert cm == [f'{name}{kind}_cm' for kind in ('', '_margin') for name in NAMES]
    waist = np.array([[0, 0], [150, 0], [0, 380], [310, 385]])
    row = prediction_row(replace(skirt, keypoints=waist), known)
    assert (row['waist_pixels'], row['waist_cm']) == (150, 75)
