"""Bootstrap intervals of one mean, and of several means of the same images."""

import numpy as np
import pytest

from fashionkp.score import bootstrap_interval, bootstrap_intervals


@pytest.fixture
def images():
    """Sums and counts of 200 images, for all points and for two groups of them."""
    rng = np.random.default_rng(3)
    counts = rng.integers(0, 4, (200, 2))
    sums = rng.random((200, 2)) * counts
    return (np.column_stack([values.sum(1), values]) for values in (sums, counts))


def test_interval_of_equal_images_is_a_point():
    assert bootstrap_interval(np.full(9, 6.0), np.full(9, 2)) == (3, 3)


def test_interval_is_about_two_standard_errors_to_each_side():
    sums = np.random.default_rng(0).normal(10, 2, 400)
    low, high = bootstrap_interval(sums, np.ones(400, int))
    error = sums.std() / 20
    assert low == pytest.approx(sums.mean() - 1.96 * error, abs=0.2 * error)
    assert high == pytest.approx(sums.mean() + 1.96 * error, abs=0.2 * error)


def test_images_without_points_do_not_widen_the_interval():
    sums, counts = np.array([1.0, 2, 3]), np.array([1, 1, 1])
    padded = np.append(sums, np.zeros(50)), np.append(counts, np.zeros(50, int))
    assert bootstrap_interval(*padded) == bootstrap_interval(sums, counts)


def test_first_of_several_intervals_is_as_if_alone(images):
    sums, counts = images
    first = bootstrap_intervals(sums, counts)[0]
    assert tuple(first) == pytest.approx(bootstrap_interval(sums[:, 0], counts[:, 0]), abs=1e-12)


def test_order_of_images_does_not_matter(images):
    sums, counts = images
    shuffled = np.random.default_rng(0).permutation(len(sums))
    bounds = bootstrap_intervals(sums[shuffled], counts[shuffled])
    np.testing.assert_allclose(bounds, bootstrap_intervals(sums, counts), atol=1e-12)


def test_mean_lies_within_its_interval(images):
    sums, counts = images
    bounds, means = bootstrap_intervals(sums, counts), sums.sum(0) / counts.sum(0)
    assert (bounds[:, 0] < means).all()
    assert (means < bounds[:, 1]).all()
    widths = bounds[:, 1] - bounds[:, 0]
    assert (widths[1:] > widths[0]).all()  # groups have fewer points


def test_mean_of_one_image_is_exact_and_of_none_nan():
    sums, counts = np.zeros((9, 2)), np.zeros((9, 2), int)
    sums[4, 0], counts[4, 0] = 6, 2
    bounds = bootstrap_intervals(sums, counts)
    assert bounds[0].tolist() == [3, 3]
    assert np.isnan(bounds[1]).all()
    assert np.isnan(bootstrap_intervals(np.zeros((0, 1)), np.zeros((0, 1)))).all()
