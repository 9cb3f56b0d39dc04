"""Views of rotated images, and points in them."""

import numpy as np
import pytest

from fashionkp.inference.query import Query
from fashionkp.inference.rotated_view import RotatedFrame, rotated_view
from fashionkp.predictions.prediction import Prediction

POINTS = np.array([[3, 5], [30, 5], [3, 40], [30, 41]])


def dotted(width=37, height=52, radius=0, points=POINTS):
    """Return a black image with a square around each point, whose blue is 50, 100, 150, 200."""
    image = np.zeros((height, width, 3), np.uint8)
    for index, (x, y) in enumerate(points):
        square = np.s_[y - radius : y + radius + 1, x - radius : x + radius + 1]
        image[square] = (50 * (index + 1), 255, 0)
    return image


def found(query):
    """Return a skirt whose points are the single pixels of :func:`dotted`."""
    blue = query.image[..., 0]
    points = [np.argwhere(blue == 50 * (index + 1))[0, ::-1] for index in range(4)]
    return skirt(query, np.array(points, np.float64))


def skirt(query, points):
    return Prediction(
        image=query.name,
        size=query.size,
        box=query.region,
        category='skirt',
        category_score=1.0,
        category_probs={'skirt': 1.0},
        keypoints=points,
        scores=np.ones(4),
        presence=np.ones(4),
    )


@pytest.mark.parametrize('angle', [0, 90, 180, 270, -90, 450])
@pytest.mark.parametrize('box', [None, (0.0, 0.0, 37.0, 52.0), (1.5, 3.0, 33.0, 45.25)])
def test_pixels_of_a_quarter_turn_are_copied_and_points_return_exactly(angle, box):
    query = Query(dotted(), 'a', None, box)
    view = rotated_view(query, angle)
    prediction = view.to_image(found(view.query))
    np.testing.assert_array_equal(prediction.keypoints, POINTS)
    assert prediction.size == (37, 52)
    assert prediction.box == query.region


def test_the_image_turns_counterclockwise():
    image = dotted()
    np.testing.assert_array_equal(rotated_view(Query(image), 90).query.image, np.rot90(image))
    # the corner at the upper left of the image is at the lower left of the view
    assert RotatedFrame.from_angle((37, 52), 90).points(np.zeros((1, 2))).tolist() == [[0, 36]]


def test_no_rotation_is_the_query_itself():
    query = Query(dotted(), box=(1.0, 2.0, 30.0, 50.0))
    assert rotated_view(query, 0).query is query


def test_the_box_of_a_quarter_turn_is_the_turned_box():
    view = rotated_view(Query(dotted(), box=(10.0, 20.0, 15.0, 23.0)), 90)
    x0, y0, x1, y1 = view.query.box
    assert (x1 - x0, y1 - y0) == (3, 5)
    shown = view.query.image[round(y0) : round(y1), round(x0) : round(x1)]
    np.testing.assert_array_equal(shown, np.rot90(dotted()[20:23, 10:15]))


def test_a_rotated_box_does_not_grow():
    """A garment of the same size keeps it in all views."""
    frame = RotatedFrame.from_angle((100, 100), 45)
    x0, y0, x1, y1 = frame.box((20.0, 30.0, 60.0, 70.0))
    assert (x1 - x0, y1 - y0) == pytest.approx((40, 40))
    center = frame.points(np.array([[39.5, 49.5]]))[0] + 0.5
    assert ((x0 + x1) / 2, (y0 + y1) / 2) == pytest.approx(tuple(center))


@pytest.mark.parametrize('angle', [0.1, 30, 77.5, 133, 200, 315, 359.9])
@pytest.mark.parametrize('factor', [1, 30], ids=['small', 'reduced'])
def test_points_return_from_any_angle(angle, factor):
    """Centers of squares are found to a tenth of the view's pixels."""
    points, radius = POINTS * factor, 3 * factor // 2
    query = Query(dotted(37 * factor, 52 * factor, radius, points))
    view = rotated_view(query, angle)
    assert max(view.query.size) < 1536 * 2**0.5
    image = view.query.image.astype(np.float64)
    matrix = view.matrix
    for point in points:
        center = matrix[:, :2] @ point + matrix[:, 2]
        xs, ys = np.meshgrid(*map(np.arange, view.query.size))
        near = np.hypot(xs - center[0], ys - center[1]) < 3 * max(radius, 1)
        weights = image[..., 1] * near
        actual = np.array([(weights * xs).sum(), (weights * ys).sum()]) / weights.sum()
        np.testing.assert_allclose(actual, center, atol=0.1)
    mapped = view.to_image(skirt(view.query, points @ matrix[:, :2].T + matrix[:, 2])).keypoints
    np.testing.assert_allclose(mapped, points, atol=1e-6)


def test_the_surroundings_of_a_box_are_shown():
    """A model's crop of another shape than the box shows what is beside it."""
    image = np.random.default_rng(0).integers(0, 256, (60, 60, 3), dtype=np.uint8)
    view = rotated_view(Query(image, box=(25.0, 10.0, 35.0, 50.0)), 180)
    x0, y0, x1, y1 = view.query.box
    around = view.query.image[round(y0) : round(y1), round(x0) - 15 : round(x1) + 15]
    np.testing.assert_array_equal(around, image[10:50, 10:50][::-1, ::-1])
