"""Recognition of a garment's attributes."""

from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from fashionkp.attributes.definitions import ATTRIBUTES, CLASSES, Definition
from fashionkp.attributes.values import Points, absent_points, attribute_values
from fashionkp.categories import Category, category_by_name
from fashionkp.point_errors import drawn_points

_SLEEVELESS = CLASSES['sleeve_length'][0]
_DECIMALS = 3


@dataclass(frozen=True)
class Attribute:
    """An attribute of a garment.

    Attributes:
        name: Its name, a key of :data:`~fashionkp.attributes.CLASSES`.
        label: Its class; None if it is undecided.
        probabilities: Probability of each class by name; empty if it is undecided.
        value: What decided, see :class:`~fashionkp.attributes.Definition`; None if nothing was
            measured.
        absent: Absent key points because of which it is undecided.
    """

    name: str
    label: str | None
    probabilities: dict[str, float]
    value: float | None = None
    absent: tuple[str, ...] = ()

    @property
    def confidence(self) -> float | None:
        """Probability of :attr:`label`; None if it is undecided."""
        return None if self.label is None else self.probabilities[self.label]

    def as_dict(self) -> dict[str, Any]:
        """Return plain Python objects, for JSON."""
        return dict(
            label=self.label,
            confidence=_rounded(self.confidence),
            value=_rounded(self.value),
            probabilities={name: _rounded(p) for name, p in self.probabilities.items()},
            absent=list(self.absent),
        )


def recognize_attributes(
    category: str,
    keypoints: np.ndarray,
    presence: np.ndarray,
    scores: np.ndarray | None = None,
    *,
    present_from: float = 0.5,
) -> dict[str, Attribute]:
    """Recognize the attributes of a garment by its key points.

    Args:
        category: Name of its category.
        keypoints: Key points of the category, in its order, (K, 2), pixels.
        presence: Probability that each of them exists on the garment, or whether it does, (K,).
        scores: Calibrated scores of the key points, (K,); without them, the key points are exact.
        present_from: Presence from which a key point counts as present.

    Returns:
        The attributes of the category by name.

    Raises:
        ValueError: If the category is unknown, or an array has the wrong shape.

    Example:
        >>> points = np.array([[0, 0], [60, 0], [-20, 150], [80, 150]])
        >>> recognize_attributes('skirt', points, np.ones(4))['silhouette'].label
        'A-line'
    """
    garment = category_by_name(category)
    keypoints, presence = np.asarray(keypoints, float), np.asarray(presence, float)
    scores = np.full(len(garment.keypoints), np.nan) if scores is None else np.asarray(scores)
    _check_shapes(garment, keypoints, presence, scores)
    points = _present_points(garment, keypoints, presence >= present_from, scores)
    sleeved = _sleeved(garment, presence)
    return {
        name: _sleeves(definition, points, sleeved, sleeved >= present_from)
        if definition.is_sleeve
        else _attribute(definition, points)
        for name, definition in ATTRIBUTES[category].items()
    }


def _present_points(
    garment: Category, keypoints: np.ndarray, present: np.ndarray, scores: np.ndarray
) -> Points:
    """Return positions of the present key points, (1 + D, 2): the exact one, then possible ones."""
    # absent points may be NaN
    positions = np.where(present[:, None], keypoints, 0.0)
    possible = drawn_points(garment.name, keypoints, present, scores)
    both = np.concatenate([positions[None], possible])
    return {name: both[:, index] for index, name in enumerate(garment.keypoints) if present[index]}


def _check_shapes(
    garment: Category, keypoints: np.ndarray, presence: np.ndarray, scores: np.ndarray
) -> None:
    count = len(garment.keypoints)
    for name, array, shape in (
        ('keypoints', keypoints, (count, 2)),
        ('presence', presence, (count,)),
        ('scores', scores, (count,)),
    ):
        if array.shape != shape:
            raise ValueError(
                f'{name} of a {garment.name} has shape {array.shape}: expected {shape}'
            )


def _attribute(definition: Definition, points: Points) -> Attribute:
    if absent := absent_points(definition, points):
        return Attribute(definition.name, None, {}, absent=absent)
    values = attribute_values(definition, points)
    value = float(values[0])
    probabilities = class_probabilities(definition, values[1:])
    return Attribute(definition.name, definition.label(value), probabilities, value)


def _sleeved(garment: Category, presence: np.ndarray) -> float:
    """Return the probability that the garment has sleeves: that it has a cuff."""
    cuffs = [i for i, point in enumerate(garment.keypoints) if point.startswith('cuff_')]
    return float(presence[cuffs].max(initial=0))


def _sleeveless(definition: Definition) -> Attribute:
    """Return the attribute of a garment without cuffs; what else it may be is unknown."""
    probability = 1 / len(definition.classes)
    return Attribute(definition.name, _SLEEVELESS, dict.fromkeys(definition.classes, probability))


def _sleeves(
    definition: Definition, points: Points, sleeved: float, has_sleeves: bool
) -> Attribute:
    """Return the length of sleeves, given the probability that there are some."""
    found = _attribute(definition, points) if has_sleeves else _sleeveless(definition)
    if found.label is None:
        return found
    probabilities = {name: sleeved * p for name, p in found.probabilities.items()}
    return replace(found, probabilities={_SLEEVELESS: 1 - sleeved, **probabilities})


def class_probabilities(definition: Definition, values: np.ndarray) -> dict[str, float]:
    """Return the probability of each class, given equally likely values (D,)."""
    ratios = np.log(np.maximum(values - definition.start, 1e-6))
    bounds = np.log(np.array(definition.bounds) - definition.start)
    below = _logistic_cdf((bounds - ratios[:, None]) / definition.spread).mean(0)
    shares = np.diff(below, prepend=0.0, append=1.0)
    return dict(zip(definition.classes, shares.tolist(), strict=True))


def _logistic_cdf(z: np.ndarray) -> np.ndarray:
    """Distribution function of unit variance with longer tails than a normal one."""
    return 1 / (1 + np.exp(-np.clip(np.pi / np.sqrt(3) * z, -500, 500)))


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, _DECIMALS)
