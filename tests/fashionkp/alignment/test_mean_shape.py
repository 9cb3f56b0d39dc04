"""The mean of shapes that differ by similarities, with absent points."""

import numpy as np

from fashionkp.alignment.mean_shape import mean_shape, spread
from fashionkp.alignment.similarity import Similarity

SHAPE = np.array([[-2.0, -1], [2, -1], [-1, 1], [1, 1], [0, 5]])  # symmetric
MIRRORED = [1, 0, 3, 2, 4]


def moved(rng):
    factor = complex(rng.uniform(10, 30) * np.exp(1j * rng.uniform(-1, 1)))
    return Similarity.of(factor, complex(*rng.uniform(0, 500, 2))).to_image(SHAPE)


def test_shapes_that_differ_by_similarities_come_together():
    rng = np.random.default_rng(0)
    shapes = np.array([moved(rng) for _ in range(20)])
    shapes[3, 4] = np.nan
    shapes[5, 1] = np.nan
    mean, aligned = mean_shape(shapes, [0, 1, 2, 3], MIRRORED)
    expected = SHAPE / spread(SHAPE[:4])
    np.testing.assert_allclose(mean, expected, atol=1e-6)
    assert np.isnan(aligned[3, 4]).all()
    np.testing.assert_allclose(aligned[0], expected, atol=1e-6)


def test_points_that_are_no_anchors_do_not_turn_a_shape():
    rng = np.random.default_rng(1)
    shapes = np.array([moved(rng) for _ in range(20)])
    tails = rng.normal(0, 20, (20, 2))
    shapes[:, 4] += tails - tails.mean(0)
    mean, aligned = mean_shape(shapes, [0, 1, 2, 3], MIRRORED)
    np.testing.assert_allclose(aligned[:, :4].std(0), 0, atol=1e-9)
    assert mean[4, 0] == 0  # on the axis of symmetry


def test_the_spread_of_weighted_points():
    points = np.array([[0.0, 0], [10, 0], [99, 99]])
    assert spread(points[:2]) == 5
    assert spread(points, np.array([1.0, 1, 0])) == 5
