"""Predictions on images: key points, numbers and a legend."""

from dataclasses import replace

import numpy as np
import pytest

from fashionkp.categories import CATEGORIES
from fashionkp.predictions.prediction import Prediction
from fashionkp.visualization.keypoints import side_color
from fashionkp.visualization.predictions import GARMENT_COLORS, with_predictions

SIZE = (400, 800)


def garment(category='dress', presence=0.9):
    count = len(CATEGORIES[category].keypoints)
    points = np.array([[60.0 + 90 * (i % 4), 80.0 + 150 * (i // 4)] for i in range(count)])
    return Prediction(
        image='',
        size=SIZE,
        box=(0, 0, *SIZE),
        category=category,
        category_score=0.9,
        category_probs={},
        keypoints=points,
        scores=np.full(count, presence),
        presence=np.full(count, presence),
    )


@pytest.mark.parametrize('shade', [0, 255])
@pytest.mark.parametrize('category', CATEGORIES)
def test_points_are_in_their_colour_on_light_and_dark(category, shade):
    prediction = garment(category)
    drawn = with_predictions(np.full((SIZE[1], SIZE[0], 3), shade, np.uint8), [prediction])
    for name, (x, y) in zip(prediction.names, prediction.keypoints.astype(int), strict=True):
        assert tuple(drawn[y, x, ::-1]) == side_color(name)
        around = drawn[y - 6 : y + 7, x - 6 : x + 7].reshape(-1, 3)
        assert (around == 255).all(axis=1).any()


def test_absent_points_are_in_the_legend_only():
    image = np.zeros((SIZE[1], SIZE[0], 3), np.uint8)
    drawn = with_predictions(image, [garment(presence=0.1)])
    assert (drawn[:, : SIZE[0]] == 0).all()
    assert (drawn[:, SIZE[0] :] < 255).any()


def test_small_image_is_enlarged_with_its_points():
    large = garment()
    small = replace(large, size=(40, 80), keypoints=(large.keypoints + 0.5) / 10 - 0.5)
    drawn = with_predictions(np.zeros((80, 40, 3), np.uint8), [small])
    expected = with_predictions(np.zeros((800, 400, 3), np.uint8), [large])
    np.testing.assert_array_equal(drawn, expected)


def test_several_garments_have_columns_in_a_legend():
    image = np.zeros((800, 800, 3), np.uint8)
    one, three = (with_predictions(image, [garment('skirt')] * count) for count in (1, 3))
    assert one.shape == three.shape
    wide = np.zeros((100, 800, 3), np.uint8)
    one, three = (with_predictions(wide, [garment('skirt')] * count) for count in (1, 3))
    assert one.shape[0] == three.shape[0] >= 100
    assert three.shape[1] - 800 == 3 * (one.shape[1] - 800)
    assert (one[100:, :800] == 255).all()


def test_the_legend_grows_with_the_image():
    small = with_predictions(np.zeros((800, 800, 3), np.uint8), [garment()])
    large = with_predictions(np.zeros((4000, 4000, 3), np.uint8), [garment()])
    assert large.shape[1] - 4000 == 5 * (small.shape[1] - 800)
    strips = small[:, 800:], large[:, 4000:]
    inked = [(strip < 255).any(axis=(1, 2)).sum() for strip in strips]
    assert inked[1] > 3 * inked[0]


def test_points_of_a_low_score_are_rings():
    low = replace(garment(), scores=np.full(15, 0.1))
    drawn = with_predictions(np.zeros((SIZE[1], SIZE[0], 3), np.uint8), [low])
    for name, (x, y) in zip(low.names, low.keypoints.astype(int), strict=True):
        assert tuple(drawn[y, x]) == (255, 255, 255)
        around = drawn[y - 5 : y + 6, x - 5 : x + 6, ::-1].reshape(-1, 3)
        assert (around == side_color(name)).all(axis=1).any()


def test_several_garments_have_colours_and_boxes_of_their_own():
    image = np.zeros((800, 800, 3), np.uint8)
    boxes = [(50.0, 50, 350, 700), (420.0, 50, 750, 700)]
    shift = np.array([380.0, 0])
    garments = [
        replace(garment(), box=box, keypoints=garment().keypoints + offset)
        for box, offset in zip(boxes, (0, shift), strict=True)
    ]
    drawn = with_predictions(image, garments)[:, :800, ::-1]
    for (x0, _, x1, y1), color in zip(boxes, GARMENT_COLORS, strict=False):
        assert tuple(drawn[int(y1), int(x0 + x1) // 2]) == color
    alone = with_predictions(image, garments[:1])[:, :800, ::-1].reshape(-1, 3)
    assert not (alone == GARMENT_COLORS[0]).all(axis=1).any()


def test_image_is_not_changed():
    image = np.zeros((SIZE[1], SIZE[0], 3), np.uint8)
    with_predictions(image, [garment()] * 2)
    assert (image == 0).all()
