"""Intervals of several means of the same images."""

import numpy as np
import pytest

from fashionkp.score import bootstrap_interval, bootstrap_intervals


@pytest.fixture
def images():
    """Sums and counts of 200 images: all points, and those of two groups."""
    rng = np.random.default_rng(3)
    counts = rng.integers(0, 4, (200, 2))
    sums = rng.random((200, 2)) * counts
    return (np.column_stack([one.sum(1), one]) for one in (sums, counts))


def test_the_first_mean_gets_the_interval_that_it_gets_alone(images):
    sums, counts = images
    first = bootstrap_intervals(sums, counts)[0]
    assert tuple(first) == pytest.approx(bootstrap_interval(sums[:, 0], counts[:, 0]), abs=1e-12)


def test_the_order_of_images_does_not_matter(images):
    sums, counts = images
    shuffled = np.random.default_rng(0).permutation(len(sums))
    found = bootstrap_intervals(sums[shuffled], counts[shuffled])
    np.testing.assert_allclose(found, bootstrap_intervals(sums, counts), atol=1e-12)


def test_each_mean_lies_within_its_interval(images):
    sums, counts = images
    bounds, means = bootstrap_intervals(sums, counts), sums.sum(0) / counts.sum(0)
    assert (bounds[:, 0] < means).all()
    assert (means < bounds[:, 1]).all()
    # a group has fewer points than all
    widths = bounds[:, 1] - bounds[:, 0]
    assert (widths[1:] > widths[0]).all()


def test_a_mean_of_one_image_is_known_where_it_is_drawn_and_one_of_none_never():
    sums, counts = np.zeros((9, 2)), np.zeros((9, 2), int)
    sums[4, 0], counts[4, 0] = 6, 2
    found = bootstrap_intervals(sums, counts)
    assert found[0].tolist() == [3, 3]
    assert np.isnan(found[1]).all()
    assert np.isnan(bootstrap_intervals(np.zeros((0, 1)), np.zeros((0, 1)))).all()
