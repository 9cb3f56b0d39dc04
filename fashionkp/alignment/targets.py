"""Where the key points of an aligned garment go: a category's template, or those of a photo."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np

from fashionkp.categories import category_by_name
from fashionkp.predictions.prediction import Prediction

TEMPLATES = Path(__file__).with_name('templates.json')
"""Mean shapes of drawn garments, by category; ``tools/make_templates.py`` writes them."""

MARGIN = 0.05
"""Space around a template's frame, as a share of the image's shorter side."""

_TORSO = (
    *('neckline_left', 'neckline_right', 'center_front', 'shoulder_left', 'shoulder_right'),
    *('armpit_left', 'armpit_right', 'waistline_left', 'waistline_right'),
)
_MIN_TORSO = 4


def anchors(keypoints: Sequence[str]) -> tuple[str, ...]:
    """Return the key points that a similarity is fitted to.

    Of a garment with a torso, these are its points: arms move, and sleeves and hems are cut long or
    short, so that their points would turn and scale what is to be aligned. Of others, all points.

    Args:
        keypoints: Names of a garment's key points.

    Example:
        >>> anchors(['armpit_left', 'crotch'])
        ('armpit_left', 'crotch')
    """
    torso = tuple(name for name in keypoints if name in _TORSO)
    return torso if len(torso) >= _MIN_TORSO else tuple(keypoints)


@dataclass(frozen=True, eq=False)
class Target:
    """Where key points go.

    Attributes:
        name: The category of a template, or the name of a photo.
        points: Positions by key point, (2,) each, pixels of the aligned image.
        size: Width and height of the aligned image, pixels.
    """

    name: str
    points: dict[str, np.ndarray]
    size: tuple[int, int]


@cache
def _templates() -> dict:
    return json.loads(TEMPLATES.read_text(encoding='utf-8'))


def has_template(category: str) -> bool:
    """Return whether there is a template of a category; custom garments have none."""
    return category in _templates()


def template(category: str, size: tuple[int, int] = (512, 512)) -> Target:
    """Return the template of a category, as large as fits an image.

    Args:
        category: Name of the category.
        size: Width and height of the aligned images, pixels.

    Raises:
        ValueError: If the category is unknown or, as a custom garment, has no template.

    Example:
        >>> waistband = template('skirt', (400, 400)).points['waistband_left']
        >>> bool((waistband > 0).all() and waistband[0] < 200)
        True
    """
    category_by_name(category)  # raises if it is unknown
    if not has_template(category):
        raise ValueError(
            f'{category}: a custom garment has no template, which is the mean of drawn garments: '
            'expected --onto with a photo of one'
        )
    facts = _templates()[category]
    low, high = np.array(facts['frame'])
    room = np.array(size) - 2 * MARGIN * min(size)
    scale = float((room / (high - low)).min())
    shift = np.array(size) / 2 - scale * (low + high) / 2
    points = {name: scale * np.array(xy) + shift for name, xy in facts['points'].items()}
    return Target(category, points, size)


def onto(garment: Prediction, size: tuple[int, int] | None = None) -> Target:
    """Return the present points of a garment as a target, in the frame of its photo.

    Args:
        garment: The garment that others are aligned onto.
        size: Width and height of the aligned images, in whose middle the photo is fitted; by
            default those of the photo.
    """
    given = np.array(garment.size, np.float64)
    wanted = given if size is None else np.array(size)
    scale = float((wanted / given).min())
    shift = (wanted - scale * given) / 2
    present = zip(garment.names, garment.keypoints, garment.present, strict=True)
    points = {
        name: scale * np.asarray(xy) + shift for name, xy, is_present in present if is_present
    }
    return Target(garment.image, points, (int(wanted[0]), int(wanted[1])))
