"""Layers are projected with all their details."""

import numpy as np
import pytest

from fashionkp.synthetic.drawing.camera import Camera
from fashionkp.synthetic.drawing.cloth import Cloth
from fashionkp.synthetic.drawing.layers import Fold, Layer, Mark

_MATRIX = np.array([[30, 4, 100], [-3, 28, 50], [0.01, 0.02, 1.0]])


@pytest.mark.parametrize(('marks', 'folds'), [(0, 0), (3, 0), (0, 2), (2, 3)])
def test_every_point_goes_through_the_camera(marks, folds):
    camera = Camera(_MATRIX, 29.0, 0.1, (300, 200), (0, 0, 300, 200))
    rng = np.random.default_rng(0)
    layer = Layer(
        'torso',
        rng.random((5, 2)),
        Cloth((1, 2, 3)),
        axis=0.2,
        marks=tuple(Mark(rng.random((2 + k, 2)), (0, 0, 0), 0.1 * k) for k in range(marks)),
        folds=tuple(Fold(rng.random((3 + k, 2)), 0.2, float(k)) for k in range(folds)),
    )
    projected = layer.projected(camera)
    assert projected.outline == pytest.approx(camera(layer.outline))
    assert projected.axis == pytest.approx(0.3)
    for before, after in (
        *zip(layer.marks, projected.marks, strict=True),
        *zip(layer.folds, projected.folds, strict=True),
    ):
        assert after.points == pytest.approx(camera(before.points))
        assert after.width == pytest.approx(29.0 * before.width)
