"""What the page draws by: the facts of the model, the garments and their drawing."""

from typing import Any

from fashionkp.categories import KEYPOINTS, category_by_name
from fashionkp.inference.model_card import ModelCard
from fashionkp.measurements import MEASUREMENTS
from fashionkp.serving.limits import SERVED, Limits
from fashionkp.visualization.keypoints import side_color


def page_facts(card: ModelCard, limits: Limits) -> dict[str, Any]:
    """Facts as plain Python objects.

    Returns:
        ``model``, ``limits``, ``keypoints`` by name with number and colour, and ``categories`` by
        name with key points, lines of the outline with their colours, and the points that each
        measurement needs.
    """
    ne = None if card.ne is None else round(card.ne, 2)
    return dict(
        model=dict(name=card.name, version=card.version, ne=ne),
        limits=dict(bytes=limits.max_bytes, pixels=limits.max_pixels, formats=list(SERVED)),
        keypoints={
            name: dict(number=KEYPOINTS.index(name), color=_hex(name)) for name in card.keypoints
        },
        categories={name: _category(name) for name in card.categories},
    )


def _category(name: str) -> dict[str, Any]:
    category = category_by_name(name)
    return dict(
        keypoints=list(category.keypoints),
        skeleton=[dict(ends=edge, color=_hex(*edge)) for edge in category.skeleton],
        measurements={one.name: list(one.keypoints) for one in MEASUREMENTS[name]},
    )


def _hex(*keypoints: str) -> str:
    """Colour of a point, or of a line between two, as in CSS."""
    return '#{:02x}{:02x}{:02x}'.format(*side_color(*keypoints))
