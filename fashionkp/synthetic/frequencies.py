"""How often real garments lack points, and how real photos are sized.

Rounded from the official tables of round 1 and of the warm-up (44,165 annotated garments) and from
the sizes of 2,147 of their photos.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Absences:
    """Shares of a category's garments whose cut lacks a group of points.

    Attributes:
        shoulders: Off the shoulder but with sleeves: no shoulder points.
        cuffs: Sleeveless with shoulders: no cuffs.
        both: Strapless or on thin straps: neither.
        waistline: Cut straight, without a waist.
    """

    shoulders: float = 0.0
    cuffs: float = 0.0
    both: float = 0.0
    waistline: float = 0.0


ABSENCES = {
    'blouse': Absences(shoulders=0.040, cuffs=0.027, both=0.004),
    'outwear': Absences(shoulders=0.003, cuffs=0.028, waistline=0.873),
    'dress': Absences(shoulders=0.042, cuffs=0.186, both=0.054, waistline=0.305),
    'trousers': Absences(),
    'skirt': Absences(),
}
"""Of each category; what the border of the image cuts off comes on top (below 1 %)."""

IMAGE_SIZES = (
    ((512, 512), 0.72),
    ((341, 512), 0.08),
    ((384, 512), 0.07),
    ((420, 512), 0.04),
    ((320, 512), 0.02),
    ((400, 400), 0.02),
    ((500, 500), 0.02),
    ((512, 384), 0.02),
    ((512, 341), 0.01),
)
"""Sizes (width, height) of the photos and their shares."""
