"""Where the points of a skeleton lie."""

import numpy as np
import pytest

from fashionkp.categories import CATEGORIES, Category
from fashionkp.formats.cvat.skeleton_layout import skeleton_layout

HOODIE = Category(
    'hoodie',
    ('neckline_left', 'neckline_right', 'hood_top', 'pocket_left', 'pocket_right', 'tip_left',
     'tip_right'),
    ('neckline_left', 'neckline_right'),
)  # fmt: skip


@pytest.mark.parametrize('category', [*CATEGORIES.values(), HOODIE], ids=lambda c: c.name)
def test_points_differ_and_mirror_each_other(category):
    points = skeleton_layout(category)
    assert points.min() > 0
    assert points.max() < 1
    distances = np.linalg.norm(points[:, None] - points, axis=-1)
    assert distances[~np.eye(len(points), dtype=bool)].min() > 0.04
    mirrored = points[list(category.flip_indices)] * (-1, 1) + (1, 0)
    np.testing.assert_allclose(points, mirrored)
