"""Landmarks of DeepFashion2 that are key points of FashionAI.

Landmarks are numbered from 1 along each garment's outline. Only those with the same meaning are
listed: no landmark of dresses and outwear lies reliably on the waistline, straps of slings are
neither necklines nor shoulders, and MMPose's description numbers the neckline of short outwear
differently from all others, which leaves it open.

Reference:
    Ge et al. 2019, DeepFashion2 (arXiv 1901.07973), definitions of landmarks and skeletons.
"""

from dataclasses import dataclass

from fashionkp.keypoints import mirror


@dataclass(frozen=True)
class Garment:
    """A category of DeepFashion2.

    Attributes:
        name: As in ``category_name``, with underscores.
        category: Name of FashionAI's category.
        landmarks: Number of its landmarks.
        points: Number of the landmark, counted from 1, of each key point.
    """

    name: str
    category: str
    landmarks: int
    points: dict[str, int]


def _pairs(**lefts: tuple[int, int]) -> dict[str, int]:
    """Return the landmarks of left key points and of their mirror images."""
    points = {}
    for name, (left, right) in lefts.items():
        points[name], points[mirror(name)] = left, right
    return points


def _with_sleeves(*, cuff: int, armpit: int, last: int, **hem: int) -> dict[str, int]:
    """Return the landmarks of a garment with sleeves, numbered from one shoulder to the other.

    Landmarks of the right half are numbered backwards: each pair has the same sum.

    Args:
        cuff: Landmark of the outer end of the left cuff; the inner end follows it.
        armpit: Landmark of the left armpit.
        last: Landmark of the right shoulder.
        **hem: Landmark of the left end of the hem, by the name of the key point.
    """
    total = _SHOULDER + last
    lefts = {
        'shoulder_left': _SHOULDER,
        'cuff_left_out': cuff,
        'cuff_left_in': cuff + 1,
        'armpit_left': armpit,
        **hem,
    }
    return _pairs(**{name: (landmark, total - landmark) for name, landmark in lefts.items()})


_SHOULDER = 7
_NECK = {**_pairs(neckline_left=(2, 6)), 'center_front': 4}
_COLLAR = _pairs(neckline_left=(2, 6))
_FRONT = {'center_front': 4}

GARMENTS: dict[int, Garment] = dict(
    enumerate(
        (
            Garment(
                'short_sleeve_top',
                'blouse',
                25,
                {**_NECK, **_with_sleeves(cuff=9, armpit=12, last=25, top_hem_left=15)},
            ),
            Garment(
                'long_sleeve_top',
                'blouse',
                33,
                {**_NECK, **_with_sleeves(cuff=11, armpit=16, last=33, top_hem_left=19)},
            ),
            Garment(
                'short_sleeve_outwear',
                'outwear',
                31,
                _with_sleeves(cuff=9, armpit=12, last=25, top_hem_left=15),
            ),
            Garment(
                'long_sleeve_outwear',
                'outwear',
                39,
                {**_COLLAR, **_with_sleeves(cuff=11, armpit=16, last=33, top_hem_left=19)},
            ),
            Garment(
                'vest',
                'blouse',
                15,
                {
                    **_NECK,
                    **_pairs(shoulder_left=(7, 15), armpit_left=(8, 14), top_hem_left=(10, 12)),
                },
            ),
            Garment(
                'sling',
                'blouse',
                15,
                {**_FRONT, **_pairs(armpit_left=(8, 14), top_hem_left=(10, 12))},
            ),
            Garment(
                'shorts',
                'trousers',
                10,
                {
                    **_pairs(waistband_left=(1, 3), bottom_left_out=(5, 9), bottom_left_in=(6, 8)),
                    'crotch': 7,
                },
            ),
            Garment(
                'trousers',
                'trousers',
                14,
                {
                    **_pairs(
                        waistband_left=(1, 3), bottom_left_out=(6, 12), bottom_left_in=(7, 11)
                    ),
                    'crotch': 9,
                },
            ),
            Garment('skirt', 'skirt', 8, _pairs(waistband_left=(1, 3), hemline_left=(5, 7))),
            Garment(
                'short_sleeve_dress',
                'dress',
                29,
                {**_NECK, **_with_sleeves(cuff=9, armpit=12, last=29, hemline_left=17)},
            ),
            Garment(
                'long_sleeve_dress',
                'dress',
                37,
                {**_NECK, **_with_sleeves(cuff=11, armpit=16, last=37, hemline_left=21)},
            ),
            Garment(
                'vest_dress',
                'dress',
                19,
                {
                    **_NECK,
                    **_pairs(shoulder_left=(7, 19), armpit_left=(8, 18), hemline_left=(12, 14)),
                },
            ),
            Garment(
                'sling_dress',
                'dress',
                19,
                {**_FRONT, **_pairs(armpit_left=(8, 18), hemline_left=(12, 14))},
            ),
        ),
        1,
    )
)
"""The 13 categories by ``category_id``."""
