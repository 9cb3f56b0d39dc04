"""Predictions of single garments."""

import json
from dataclasses import replace

import cv2
import numpy as np
import pytest
from PIL import Image

from fashionkp.categories import CATEGORIES
from fashionkp.measurements import Reference
from fashionkp.predictions.heatmaps import Heatmaps
from fashionkp.visualization.predictions import with_predictions

SKIRT = CATEGORIES['skirt']


def test_as_dict_has_key_points_by_name_and_plain_values(skirt):
    row = json.loads(json.dumps(skirt.as_dict()))
    assert tuple(row['keypoints']) == SKIRT.keypoints
    assert row['keypoints']['waistband_left'] == dict(
        x=10.25, y=20.0, score=0.9, presence=0.99, present=True
    )
    assert [p['present'] for p in row['keypoints'].values()] == [True, True, False, False]
    assert row['category_probs'] == {'skirt': 0.9, 'dress': 0.1}
    assert row['size'] == [300, 400]
    assert row['box'] == [0, 0, 300, 400]


def test_lengths_are_added_on_request(skirt):
    assert 'measurements' not in skirt.as_dict()
    plain = replace(skirt, calibrated=False)
    lengths = plain.as_dict(measurements=True)['measurements']
    assert lengths['waist'] == dict(pixels=92.3, cm=None, absent=[])  # hypot(89.75, 21.5)
    assert lengths['hem']['absent'] == ['hemline_left', 'hemline_right']


def test_lengths_have_margins_if_scores_are_calibrated(skirt):
    assert skirt.as_dict()['calibrated']
    waist = skirt.as_dict(measurements=Reference(cm_per_pixel=0.5))['measurements']['waist']
    assert waist['margin_pixels'] > 10
    assert waist['margin_cm'] == pytest.approx(waist['margin_pixels'] / 2, abs=0.1)


def test_arrays_must_have_a_row_for_each_key_point_of_the_category(skirt):
    with pytest.raises(ValueError, match=r'scores of a skirt .*\(3,\): expected \(4,\)'):
        replace(skirt, scores=skirt.scores[:3])
    with pytest.raises(ValueError, match=r'keypoints of a dress .*\(15, 2\)'):
        replace(skirt, category='dress')
    heatmaps = Heatmaps(np.zeros((3, 8, 8)), np.zeros(2), np.ones(2))
    with pytest.raises(ValueError, match='3 heatmaps of a skirt: expected 4'):
        replace(skirt, heatmaps=heatmaps)
    with pytest.raises(ValueError, match=r"'kilt'.*blouse"):
        replace(skirt, category='kilt')


@pytest.fixture
def photo(skirt):
    """The image of the skirt, (H, W, 3), BGR: all blue."""
    return np.full((400, 300, 3), (255, 0, 0), np.uint8)


def test_plot_returns_the_drawing_in_rgb(skirt, photo, tmp_path):
    drawn = skirt.plot(photo)
    expected = with_predictions(photo, [skirt])
    np.testing.assert_array_equal(drawn[..., ::-1], expected)
    assert drawn[0, drawn.shape[0] // 3].tolist() == [0, 0, 255]
    assert not (photo - np.array([255, 0, 0])).any()  # not drawn on
    cv2.imwrite(str(tmp_path / 'a.png'), photo)
    np.testing.assert_array_equal(skirt.plot(Image.open(tmp_path / 'a.png')), drawn)
    np.testing.assert_array_equal(replace(skirt, image=str(tmp_path / 'a.png')).plot(), drawn)


def test_save_writes_the_drawing(skirt, photo, tmp_path):
    skirt.save(tmp_path / 'new' / 'drawn.png', photo)
    drawn = np.asarray(Image.open(tmp_path / 'new' / 'drawn.png'))
    np.testing.assert_array_equal(drawn, skirt.plot(photo))
    with pytest.raises(ValueError, match=r'drawn\.gif.*\.png'):
        skirt.save(tmp_path / 'drawn.gif', photo)
    assert [path.name for path in tmp_path.iterdir()] == ['new']


def test_only_the_image_of_the_prediction_is_drawn_on(skirt, photo):
    with pytest.raises(ValueError, match='300 x 200 pixels: expected 300 x 400'):
        skirt.plot(photo[:200])
    with pytest.raises(ValueError, match='"image"'):
        replace(skirt, image='').plot()
    with pytest.raises(FileNotFoundError, match=r'Images/skirt/a\.jpg'):
        skirt.plot()
    assert replace(skirt, size=(0, 0)).plot(photo).any()  # of a table
