"""The category of DeepFashion2 that a garment of FashionAI belongs to."""

import numpy as np

from fashionkp.formats.deepfashion2.landmarks import GARMENTS
from fashionkp.predictions.prediction import Prediction

SHORT_SLEEVE = 0.9
"""Longest short sleeve, in units of the distance between the armpits.

Among FashionAI's dresses, sleeves of this length are rarer than shorter and longer ones.
"""

_SIDES = ('left', 'right')


def deepfashion2_category(prediction: Prediction) -> int | None:
    """Return the id of the category in DeepFashion2, by the key points of a garment.

    Trousers are shorts if the inseam is shorter than the rise. Tops and dresses without cuffs are
    vests, or slings if they have no shoulders either; sleeves are short up to
    :data:`SHORT_SLEEVE`.

    Args:
        prediction: Key points of a garment.

    Returns:
        The ``category_id``, from 1; None if DeepFashion2 has no such garment.
    """
    category = prediction.category
    ids = {each.name: number for number, each in GARMENTS.items() if each.category == category}
    return ids[_Garment(prediction).name] if ids else None


class _Garment:
    """The lengths of a garment that tell the categories of DeepFashion2 apart."""

    def __init__(self, prediction: Prediction) -> None:
        self.category = prediction.category
        self._points = dict(zip(prediction.names, prediction.keypoints, strict=True))
        self._present = dict(zip(prediction.names, prediction.present, strict=True))

    @property
    def name(self) -> str:
        """Name of its category in DeepFashion2."""
        if self.category == 'skirt':
            return 'skirt'
        if self.category == 'trousers':
            return 'shorts' if self._mean('crotch', 'bottom_{}_in') < self._rise else 'trousers'
        kind = 'top' if self.category == 'blouse' else self.category
        if kind != 'outwear' and not self._has('cuff_{}_in', 'cuff_{}_out'):
            style = 'vest' if self._has('shoulder_{}') else 'sling'
            return style if kind == 'top' else f'{style}_{kind}'
        chest = self._distance('armpit_left', 'armpit_right')
        is_short = self._mean('shoulder_{}', 'cuff_{}_out') < SHORT_SLEEVE * chest
        return f'{"short" if is_short else "long"}_sleeve_{kind}'

    @property
    def _rise(self) -> float:
        waist = (self._points['waistband_left'] + self._points['waistband_right']) / 2
        return float(np.linalg.norm(self._points['crotch'] - waist))

    def _has(self, *patterns: str) -> bool:
        """Return whether one of the points, on either side, is likely present."""
        return any(self._present[text.format(side)] for text in patterns for side in _SIDES)

    def _mean(self, start: str, end: str) -> float:
        """Return the mean of a length on both sides."""
        lengths = [self._distance(start.format(side), end.format(side)) for side in _SIDES]
        return float(np.mean(lengths))

    def _distance(self, start: str, end: str) -> float:
        return float(np.linalg.norm(self._points[start] - self._points[end]))
