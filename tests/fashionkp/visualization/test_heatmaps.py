"""Heatmaps over images: panels of key points, second peaks, absent points."""

from dataclasses import replace

import numpy as np
import pytest

from fashionkp.categories import CATEGORIES
from fashionkp.predictions.heatmaps import Heatmaps
from fashionkp.predictions.prediction import Prediction
from fashionkp.visualization.heatmaps import PANEL_SIDE, garment_panels, with_heatmaps

COUNT = len(CATEGORIES['skirt'].keypoints)
IMAGE = np.full((120, 120, 3), 100, np.uint8)


def garment(presence=0.9):
    """A skirt whose points are at cell (4, 4), with second peaks half as high at (12, 8)."""
    values = np.zeros((COUNT, 16, 16), np.float32)
    values[:, 4, 4], values[:, 8, 12] = 0.6, 0.3
    return Prediction(
        image='a.jpg',
        size=(120, 120),
        box=(0, 0, 120, 120),
        category='skirt',
        category_score=0.9,
        category_probs={'skirt': 0.9},
        keypoints=np.full((COUNT, 2), 32.0),
        scores=np.full(COUNT, 0.8),
        presence=np.full(COUNT, presence),
        heatmaps=Heatmaps(values, np.zeros(2), np.full(2, 8.0)),
    )


def color(panel, x, y):
    """Return the colour (R, G, B) of a panel where a pixel of the image is."""
    scale = PANEL_SIDE / 120
    return panel[round((y + 0.5) * scale - 0.5), round((x + 0.5) * scale - 0.5), ::-1].astype(int)


def test_there_is_a_panel_for_all_points_and_one_for_each():
    panels = garment_panels(IMAGE, garment())
    assert len(panels) == COUNT + 1
    assert len({panel.shape for panel in panels}) == 1
    assert with_heatmaps(IMAGE, [garment()]).shape[0] > 2 * PANEL_SIDE


def test_both_peaks_are_coloured_where_they_are_and_the_rest_is_a_dark_image():
    panel = garment_panels(IMAGE, garment())[1]
    first, second, beside = (color(panel, *at) for at in ((32, 32), (96, 64), (64, 32)))
    for peak in (first, second):
        assert peak[0] > peak[2] + 60
    assert first.sum() > second.sum()
    assert (beside == beside[0]).all()
    assert beside[0] < 100


def test_the_heatmap_of_an_absent_point_is_grey():
    joint, panel = garment_panels(IMAGE, garment(presence=0.1))[:2]
    for at in ((32, 32), (96, 64)):
        assert np.ptp(color(panel, *at)) == 0
        assert np.ptp(color(joint, *at)) == 0
    assert color(panel, 96, 64)[0] > color(panel, 64, 32)[0]


def test_the_joint_panel_has_the_colours_of_the_sides():
    joint = garment_panels(IMAGE, garment())[0]
    assert np.ptp(color(joint, 96, 64)) > 30


def test_chosen_key_points_with_their_true_positions():
    targets = {'hemline_left': np.array([32.0, 80.0])}
    _, first, second = garment_panels(
        IMAGE, garment(), names=['hemline_left', 'waistband_left'], targets=targets
    )
    yellow = color(first, 32, 56)
    assert yellow[0] > 200
    assert yellow[2] < 50
    assert np.ptp(color(second, 32, 56)) == 0


def test_panels_show_what_the_network_saw():
    part = replace(
        garment(), heatmaps=Heatmaps(garment().heatmaps.values, np.zeros(2), np.array([4.0, 8.0]))
    )
    assert garment_panels(IMAGE, part)[0].shape[1] == PANEL_SIDE / 2


def test_several_garments_are_below_each_other():
    one, three = (with_heatmaps(IMAGE, [garment()] * count) for count in (1, 3))
    assert three.shape[0] == 3 * one.shape[0]
    assert with_heatmaps(IMAGE, []) is IMAGE


def test_a_flat_heatmap_and_a_prediction_without_any():
    empty = replace(garment(), heatmaps=replace(garment().heatmaps, values=np.zeros((COUNT, 4, 4))))
    assert np.ptp(color(garment_panels(IMAGE, empty)[1], 96, 64)) == 0
    with pytest.raises(ValueError, match=r'a\.jpg: the prediction has no heatmaps'):
        garment_panels(IMAGE, replace(garment(), heatmaps=None))
