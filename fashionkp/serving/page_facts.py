"""Facts that the web page needs: model, limits, key points, categories and colours."""

from collections.abc import Iterable
from typing import Any

from fashionkp.categories import KEYPOINTS, category_by_name
from fashionkp.images.palette import css_color
from fashionkp.inference.model_card import ModelCard
from fashionkp.measurements import MEASUREMENTS
from fashionkp.serving.limits import IMAGE_FORMATS, Limits
from fashionkp.visualization.keypoints import side_color


def page_facts(card: ModelCard, limits: Limits) -> dict[str, Any]:
    """Return what ``GET /facts`` responds with.

    Returns:
        ``model``; ``limits``; ``keypoints``, by name, with index and colour; ``categories``, by
        name, with key points, skeleton edges and their colours, the key points that each
        measurement needs, and the points of its path, each as key points with their weights.
    """
    return dict(
        model=model_facts(card),
        limits=dict(bytes=limits.max_bytes, pixels=limits.max_pixels, formats=list(IMAGE_FORMATS)),
        **garment_facts(card.keypoints, card.categories),
    )


def model_facts(card: ModelCard) -> dict[str, Any]:
    """Return ``model`` of :func:`page_facts`."""
    ne = None if card.ne is None else round(card.ne, 2)
    return dict(name=card.name, version=card.version, ne=ne, measured_on=card.measured_on)


def garment_facts(keypoints: Iterable[str], categories: Iterable[str]) -> dict[str, Any]:
    """Return ``keypoints`` and ``categories`` of :func:`page_facts` for some of both."""
    return dict(
        keypoints={
            name: dict(number=KEYPOINTS.index(name), color=css_color(side_color(name)))
            for name in keypoints
        },
        categories={name: _category_facts(name) for name in categories},
    )


def _category_facts(name: str) -> dict[str, Any]:
    category = category_by_name(name)
    return dict(
        keypoints=list(category.keypoints),
        skeleton=[
            dict(ends=edge, color=css_color(side_color(*edge))) for edge in category.skeleton
        ],
        measurements={length.name: list(length.keypoints) for length in MEASUREMENTS[name]},
        paths={
            length.name: [dict(point.weights) for point in length.path]
            for length in MEASUREMENTS[name]
        },
    )
