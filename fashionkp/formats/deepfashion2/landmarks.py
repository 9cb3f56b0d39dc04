"""Which landmarks of DeepFashion2 are key points of FashionAI.

Landmarks are numbered from 1 along each garment's outline. Only those stand here that mean the
same: waistlines of dresses and outwear have no landmark that is sure to lie there, straps of slings
are neither necklines nor shoulders, and the neckline of short outwear is numbered otherwise than
all others in MMPose's description, which leaves it open.

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
        category: That of FashionAI.
        landmarks: How many it has.
        points: Number of the landmark, from 1, that each key point is.
    """

    name: str
    category: str
    landmarks: int
    points: dict[str, int]


def _pairs(**lefts: tuple[int, int]) -> dict[str, int]:
    """Numbers of left points and of their mirror images."""
    points = {}
    for name, (left, right) in lefts.items():
        points[name], points[mirror(name)] = left, right
    return points


def _top(shoulder: int, out: int, armpit: int, hem: int, last: int, hem_name: str) -> dict:
    """A garment with sleeves: its outline runs from the shoulder and ends with the other one.

    The right half is numbered backwards, so that mirrored landmarks have the same sum.
    """
    total = shoulder + last
    return _pairs(
        shoulder_left=(shoulder, last),
        cuff_left_out=(out, total - out),
        cuff_left_in=(out + 1, total - out - 1),
        armpit_left=(armpit, total - armpit),
        **{hem_name: (hem, total - hem)},
    )


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
                {**_NECK, **_top(7, 9, 12, 15, 25, 'top_hem_left')},
            ),
            Garment(
                'long_sleeve_top',
                'blouse',
                33,
                {**_NECK, **_top(7, 11, 16, 19, 33, 'top_hem_left')},
            ),
            Garment('short_sleeve_outwear', 'outwear', 31, _top(7, 9, 12, 15, 25, 'top_hem_left')),
            Garment(
                'long_sleeve_outwear',
                'outwear',
                39,
                {**_COLLAR, **_top(7, 11, 16, 19, 33, 'top_hem_left')},
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
                {**_NECK, **_top(7, 9, 12, 17, 29, 'hemline_left')},
            ),
            Garment(
                'long_sleeve_dress',
                'dress',
                37,
                {**_NECK, **_top(7, 11, 16, 21, 37, 'hemline_left')},
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
