"""What lies under sheer cloth is seen through it."""

import numpy as np
import pytest

from fashionkp.synthetic.drawing.canvas import Canvas
from fashionkp.synthetic.drawing.cloth import Cloth
from fashionkp.synthetic.drawing.layers import Layer

_SQUARE = np.array([(10, 10), (70, 10), (70, 70), (10, 70)], float)


def _middle(opacity: float) -> float:
    image = np.zeros((80, 80, 3), np.uint8)
    image[:] = (0, 0, 200)
    cloth = Cloth((200, 0, 0), stiffness=1.0, opacity=opacity)
    canvas = Canvas(image, (0.0, -1.0), 20.0, np.random.default_rng(0))
    canvas.paint(Layer('torso', _SQUARE, cloth, shadow=0.0))
    return float(image[40, 40, 2])


@pytest.mark.parametrize(('opacity', 'red'), [(1.0, 0), (0.5, 100), (0.2, 160)])
def test_sheer_cloth_lets_a_share_of_the_background_through(opacity, red):
    assert _middle(opacity) == pytest.approx(red, abs=3)
