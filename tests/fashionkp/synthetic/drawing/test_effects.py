"""Effects of the camera change how an image looks, and move nothing."""

import cv2
import numpy as np
import pytest

from fashionkp.synthetic.drawing.effects import compress, develop, motion_kernel

_SPOTS = ((60, 70), (200, 60), (130, 150))


def _spots() -> np.ndarray:
    image = np.full((200, 260, 3), 210, np.uint8)
    for x, y in _SPOTS:
        cv2.circle(image, (x, y), 14, (40, 50, 60), -1, cv2.LINE_AA)
    return image


def _offset(image: np.ndarray, spot: tuple[int, int]) -> float:
    """Distance of a dark spot from where it was drawn."""
    x, y = spot
    grey = cv2.cvtColor(image, cv2.COLOR_BGR2GRAY)[y - 25 : y + 26, x - 25 : x + 26].astype(int)
    rows, columns = np.nonzero(grey < (grey[0].mean() + grey[25].min()) / 2)
    return float(np.hypot(rows.mean() - 25, columns.mean() - 25))


def test_effects_move_nothing_and_differ():
    images = [develop(_spots(), np.random.default_rng(seed)) for seed in range(60)]
    for image in images:
        assert image.shape == (200, 260, 3)
        assert image.dtype == np.uint8
        assert max(_offset(image, spot) for spot in _SPOTS) < 1
    assert len({image.tobytes() for image in images}) > 45
    assert np.std([image.mean() for image in images]) > 5


def test_same_generator_gives_the_same_photo():
    first, second = (develop(_spots(), np.random.default_rng(4)) for _ in range(2))
    assert (first == second).all()


@pytest.mark.parametrize('angle', np.linspace(0, np.pi, 7))
def test_motion_blur_is_symmetric_and_keeps_the_brightness(angle):
    kernel = motion_kernel(4, angle)
    assert kernel.sum() == pytest.approx(1)
    assert (kernel == kernel[::-1, ::-1]).all()
    assert np.count_nonzero(kernel) >= 7


def test_low_quality_loses_more():
    image = _spots()
    loss = [np.abs(compress(image, q).astype(float) - image).mean() for q in (10, 60, 98)]
    assert loss[0] > loss[1] > loss[2]
