"""Labels beside points."""

import numpy as np
import pytest

from fashionkp.visualization.labels import place_labels


def overlap(a, b):
    return max(0, min(a[2], b[2]) - max(a[0], b[0])) * max(0, min(a[3], b[3]) - max(a[1], b[1]))


@pytest.mark.parametrize('gap', [6, 12, 40])
def test_labels_of_close_points_do_not_collide(gap):
    points = [(100 + gap * (i % 3), 100 + gap * (i // 3)) for i in range(6)]
    labels = place_labels(points, [(22, 16)] * 6, distance=7, canvas=(300, 300))
    assert not any(overlap(labels[i], labels[j]) for i in range(6) for j in range(i))
    for point, (x0, y0, x1, y1) in zip(points, labels, strict=True):
        assert np.hypot((x0 + x1) / 2 - point[0], (y0 + y1) / 2 - point[1]) < 60


def test_labels_are_on_the_outside_and_in_the_image():
    points = [(50, 150), (250, 150)]
    left, right = place_labels(points, [(22, 16)] * 2, distance=7, canvas=(300, 300))
    assert left[2] <= 50
    assert right[0] >= 250
    for point in ((0, 0), (299, 299), (-50, 400)):
        ((x0, y0, x1, y1),) = place_labels([point], [(22, 16)], distance=7, canvas=(300, 300))
        assert x0 >= 0
        assert y0 >= 0
        assert x1 <= 300
        assert y1 <= 300


def test_what_is_taken_is_avoided():
    taken = [(30, 100, 50, 200)]
    points = [(50, 150), (250, 150)]
    labels = place_labels(points, [(22, 16)] * 2, distance=7, canvas=(300, 300), taken=taken)
    assert overlap(labels[0], taken[0]) == 0
    assert place_labels([], [], distance=7, canvas=(9, 9)) == []
