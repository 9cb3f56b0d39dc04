"""Heatmaps of the worst images: which key points, and whose predictions they are."""

import cv2
import numpy as np
import pytest
from heatmap_model import write_heatmap_model

from fashionkp import Predictor
from fashionkp.report import evaluate, report_numbers, report_page, worst_heatmaps
from fashionkp.report.heatmap_images import NUM_KEYPOINTS
from fashionkp.visualization.heatmaps import PANEL_SIDE


@pytest.fixture
def model(tmp_path):
    """A model whose points are all at the lower right corner."""
    heatmaps = np.zeros((24, 8, 8))
    heatmaps[:, 7, 7] = 0.5
    path = write_heatmap_model(tmp_path / 'model.onnx', heatmaps, np.ones(24))
    return Predictor(path, threads=1, heatmaps=True)


@pytest.fixture
def photos(tmp_path):
    """Square photos of the skirts a and b; that of c is not an image."""
    folder = tmp_path / 'Images' / 'skirt'
    folder.mkdir(parents=True)
    for name in 'ab':
        cv2.imwrite(str(folder / f'{name}.jpg'), np.full((400, 400, 3), 200, np.uint8))
    (folder / 'c.jpg').write_text('notes')
    return [folder / f'{name}.jpg' for name in 'abc']


@pytest.fixture
def evaluation(skirts):
    """Skirts of which one visible point is off by more than the others."""
    off = dict(a={'waistband_left': '100_90_1'}, b={'hemline_left': '80_380_1'}, c={})
    return evaluate([skirts('gt.csv', a={}, b={}, c={})], [[skirts('p.csv', **off)]])


def test_images_that_can_be_read_have_their_worst_key_points(evaluation, photos, model):
    heatmaps = worst_heatmaps(evaluation, photos, model, 'mine')
    assert sorted(heatmaps.images) == [0, 1]
    for image in heatmaps.images.values():
        assert image.shape[1] == (1 + NUM_KEYPOINTS) * PANEL_SIDE
    # the true point of the first panel after that of all points, in its white ring
    for row, (x, y) in ((0, (100, 50)), (1, (80, 300))):
        scale = PANEL_SIDE / 400
        panel = heatmaps.images[row][:, PANEL_SIDE : 2 * PANEL_SIDE]
        assert panel[round(y * scale), round(x * scale) - 6].min() > 200


def test_the_distance_to_the_predictions_shows_another_model(evaluation, photos, model, skirts):
    shift = worst_heatmaps(evaluation, photos, model, 'mine').shift
    assert shift > 100
    corner = dict.fromkeys(
        ('waistband_left', 'waistband_right', 'hemline_left', 'hemline_right'), '400_400_1'
    )
    same = evaluate(
        [skirts('gt.csv', a={}, b={}, c={})], [[skirts('q.csv', a=corner, b=corner, c=corner)]]
    )
    assert worst_heatmaps(same, photos, model, 'mine').shift == pytest.approx(0, abs=1e-3)


def test_the_page_shows_them_below_the_worst_images(evaluation, photos, model):
    heatmaps = worst_heatmaps(evaluation, photos, model, 'mine')
    numbers = report_numbers(evaluation)
    plain = report_page(evaluation, numbers, image_paths=photos)
    page = report_page(evaluation, numbers, image_paths=photos, heatmaps=heatmaps)
    assert page.count('<img') == plain.count('<img') + 2
    assert 'heatmaps of mine' in page
    assert 'heatmaps of another model' in page
    assert 'heatmaps' not in plain


def test_images_of_other_categories_and_without_a_prediction_are_left_out(
    skirts, photos, model, monkeypatch
):
    partial = evaluate(
        [skirts('gt.csv', a={}, b={})], [[skirts('p.csv', b={})]], allow_missing=True
    )
    assert sorted(worst_heatmaps(partial, photos, model, 'mine').images) == [1]
    monkeypatch.setattr(Predictor, 'categories', ('dress',))
    nothing = worst_heatmaps(partial, photos, model, 'mine')
    assert not nothing.images
    assert np.isnan(nothing.shift)
