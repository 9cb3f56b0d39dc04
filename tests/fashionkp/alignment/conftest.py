"""Garments with known points, turned, scaled and moved as one likes."""

from collections.abc import Callable, Sequence

import numpy as np
import pytest

from fashionkp.alignment.similarity import Similarity
from fashionkp.alignment.targets import template
from fashionkp.categories import CATEGORIES
from fashionkp.predictions.prediction import Prediction

SIZE = 400, 300
"""Width and height of the photos, pixels."""


@pytest.fixture
def garment() -> Callable[..., Prediction]:
    """Return a function that makes a garment.

    ``garment('skirt', absent=['hemline_left'], turn=90)`` is the template of a skirt, turned
    clockwise by 90 degrees around the middle of its photo and made smaller.
    """

    def make(
        category: str,
        absent: Sequence[str] = (),
        turn: float = 0.0,
        points: np.ndarray | None = None,
    ) -> Prediction:
        names = CATEGORIES[category].keypoints
        if points is None:
            target = template(category, (200, 200)).points
            points = np.array([target[name] for name in names])
        factor = 0.6 * complex(np.exp(1j * np.radians(turn)))
        photo = Similarity.of(factor, 200 + 150j - factor * (100 + 100j)).to_image(points)
        return Prediction(
            image='photo.jpg',
            size=SIZE,
            box=(0.0, 0.0, *SIZE),
            category=category,
            category_score=0.9,
            category_probs={category: 0.9},
            keypoints=photo,
            scores=np.linspace(0.5, 0.9, len(names)),
            presence=np.array([name not in absent for name in names], float),
        )

    return make


@pytest.fixture
def photo() -> np.ndarray:
    """A photo of 400 x 300 pixels whose blue is x / 2 and whose green is y / 2."""
    x, y = np.meshgrid(np.arange(SIZE[0]), np.arange(SIZE[1]))
    return np.stack([x / 2, y / 2, 0 * x], axis=-1).round().astype(np.uint8)
