"""Test of the truth beside a prediction."""

import numpy as np

from fashionkp.categories import CATEGORIES, KEYPOINTS
from fashionkp.visualization import comparison
from fashionkp.visualization.comparison import truth_and_prediction

IDS = list(CATEGORIES['skirt'].keypoint_ids)


def skirt() -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return an image, its points with a waistband of 50 pixels, and their visibility."""
    target, visibility = np.full((len(KEYPOINTS), 2), -1.0), np.full(len(KEYPOINTS), -1)
    target[IDS] = [[25, 20], [75, 20], [20, 80], [80, 80]]
    visibility[IDS] = [1, 1, 1, 0]
    return np.zeros((100, 100, 3), np.uint8), target, visibility


def test_only_the_prediction_moves_and_its_caption_has_the_error(monkeypatch):
    captions = []

    def recording(image, size, caption):
        captions.append(caption)
        return tile(image, size, '')

    tile = comparison.tile
    monkeypatch.setattr(comparison, 'tile', recording)
    image, target, visibility = skirt()
    tiles = [
        truth_and_prediction(
            image,
            'skirt',
            target=target,
            visibility=visibility,
            predicted=target + shift,
            size=(100, 120),
        )
        for shift in (0, [3, 4])
    ]
    assert captions[1::2] == ['predicted, NE 0.0', 'predicted, NE 10.0']  # 5 of 50 pixels
    assert captions[::2] == ['skirt: truth'] * 2
    np.testing.assert_array_equal(tiles[0][0], tiles[1][0])
    np.testing.assert_array_equal(*tiles[0])
    assert (tiles[1][0] != tiles[1][1]).any()
    assert tiles[0][0].shape == (120, 100, 3)


def test_a_garment_without_visible_points_has_no_error(monkeypatch):
    captions = []
    monkeypatch.setattr(comparison, 'tile', lambda image, size, caption: captions.append(caption))
    image, target, visibility = skirt()
    truth_and_prediction(
        image,
        'skirt',
        target=target,
        visibility=np.minimum(visibility, 0),
        predicted=target,
        size=(100, 120),
    )
    assert captions[1] == 'predicted, no point counts'
