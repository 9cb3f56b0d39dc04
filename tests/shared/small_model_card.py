"""The model card of a model that a test makes up."""

from typing import Any

from fashionkp.categories import CATEGORIES, KEYPOINTS
from fashionkp.inference.model_card import ModelCard


def small_model_card(**fields: Any) -> ModelCard:
    """Return the card of a joint model for images of 8 x 8 pixels, with some fields changed."""
    card: dict[str, Any] = dict(
        name='small',
        categories=tuple(CATEGORIES),
        keypoints=KEYPOINTS,
        input_size=(8, 8),
        unbiased=False,
        mean=(0, 0, 0),
        std=(1, 1, 1),
        codec='RegressionLabel',
        flip=False,
        ne=None,
        version='0',
    )
    return ModelCard(**card | fields)
