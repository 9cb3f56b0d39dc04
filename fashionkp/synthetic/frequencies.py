"""Frequencies of missing key points and of image sizes in real data.

Rounded from the official tables of round 1 and the warm-up (44,165 annotated garments) and from
the sizes of 2,147 of their photos.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Absences:
    """Shares of a category's garments whose cut lacks a group of key points.

    Attributes:
        shoulders: Off the shoulders, with sleeves: no shoulder points.
        cuffs: Sleeveless, with shoulders: no cuffs.
        both: Strapless or with thin straps: neither.
        waistline: Straight cut without a waist.
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
"""By category; points that the image border cuts off are not included (below 1 %)."""

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
"""Image sizes (width, height) and their shares."""
