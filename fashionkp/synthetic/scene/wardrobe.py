"""What is worn together: the cuts of all garments of an outfit, and their colours."""

from dataclasses import dataclass, replace

import numpy as np

from fashionkp.synthetic.body.proportions import HIP_Y
from fashionkp.synthetic.clothes.jumpsuits import JUMPSUIT, sample_jumpsuit
from fashionkp.synthetic.clothes.lower.bottom_cut import BottomCut, lower_edge_y, sample_bottom
from fashionkp.synthetic.clothes.upper.sleeve_cut import SleeveCut
from fashionkp.synthetic.clothes.upper.top_cut import TopCut, sample_top
from fashionkp.synthetic.drawing.cloth import Cloth, shade_colour

BOTTOMS = ('trousers', 'skirt')

_IN_BOOTS = 0.17  # narrower legs of trousers may be worn in boots

_TUCKED_SHARES = {'trousers': 0.66, 'skirt': 0.76, 'blouse': 0.25}

_JACKET_SHARES = {'trousers': 0.17, 'skirt': 0.12, 'blouse': 0.03, 'dress': 0.04}
"""How often an open jacket or coat is worn over a garment of the category."""


@dataclass(frozen=True)
class Wardrobe:
    """The garments that someone wears.

    Attributes:
        tops: Garments for the upper body, from inside to outside.
        bottom: Trousers or skirt.
        tucked: Whether the innermost top is tucked into the bottom.
        boots_over: Whether the shoes cover the hems of the trousers.
    """

    tops: tuple[TopCut, ...]
    bottom: BottomCut | None = None
    tucked: bool = False
    boots_over: bool = False


def sample_wardrobe(rng: np.random.Generator, category: str) -> Wardrobe:
    """Sample what is worn together with a garment of a category, and that garment itself."""
    wardrobe = _garments(rng, category)
    bottom = wardrobe.bottom
    narrow = bottom is not None and bottom.category == 'trousers' and bottom.hem < _IN_BOOTS
    return replace(wardrobe, boots_over=narrow and rng.random() < 0.3)


def _garments(rng: np.random.Generator, category: str) -> Wardrobe:
    if category == JUMPSUIT:
        bodice, trousers = sample_jumpsuit(rng, worn=True)
        return Wardrobe((bodice,), trousers, tucked=True)
    if category == 'outwear':
        return _under_coat(rng, sample_top(rng, 'outwear', worn=True))
    wardrobe = _dress(rng) if category == 'dress' else _top_and_bottom(rng, category)
    if rng.random() < _JACKET_SHARES[category]:
        jacket = replace(sample_top(rng, 'outwear', worn=True), opening='open')
        jacket = replace(jacket, cloth=related_cloth(rng, jacket.cloth, wardrobe.tops[-1].cloth))
        tops = (*(worn_under(cut, jacket) for cut in wardrobe.tops), jacket)
        wardrobe = replace(wardrobe, tops=tops)
    return wardrobe


def _under_coat(rng: np.random.Generator, coat: TopCut) -> Wardrobe:
    """Sample what is worn under a jacket or coat."""
    if rng.random() < 0.2:
        dress = sample_top(rng, 'dress', worn=True)
        dress = replace(dress, cloth=related_cloth(rng, dress.cloth, coat.cloth))
        return Wardrobe((worn_under(dress, coat), coat))
    inner = _top_and_bottom(rng, 'blouse')
    shirt = worn_under(replace(inner.tops[0], support='shoulders'), coat)
    shirt = replace(shirt, cloth=related_cloth(rng, shirt.cloth, coat.cloth))
    bottom = inner.bottom
    if bottom is not None:
        bottom = replace(bottom, cloth=related_cloth(rng, bottom.cloth, coat.cloth))
    if coat.opening == 'closed' and rng.random() < 0.6:
        return Wardrobe((coat,), bottom)
    return Wardrobe((shirt, coat), bottom, tucked=inner.tucked)


def _dress(rng: np.random.Generator) -> Wardrobe:
    """Sample a dress, sometimes over leggings or over a shirt."""
    dress = sample_top(rng, 'dress', worn=True)
    if not dress.sleeve.length and rng.random() < 0.15:
        shirt = worn_under(sample_top(rng, 'blouse', worn=True), dress)
        shirt = replace(shirt, support='shoulders', hem=(0.6, 2.0))
        return Wardrobe((shirt, dress))
    if dress.hem[1] < 4.6 and rng.random() < 0.07:
        return Wardrobe((dress,), sample_bottom(rng, 'trousers', worn=True))
    return Wardrobe((dress,))


def _top_and_bottom(rng: np.random.Generator, category: str) -> Wardrobe:
    """Sample a blouse with trousers or a skirt, one of which is of the category."""
    bottom_category = category
    if category not in BOTTOMS:
        bottom_category = str(rng.choice(BOTTOMS, p=[0.7, 0.3]))
    lower = sample_bottom(rng, bottom_category, worn=True)
    upper = sample_top(rng, 'blouse', worn=True)
    if category == 'blouse':
        lower = replace(lower, cloth=related_cloth(rng, lower.cloth, upper.cloth))
        if upper.support == 'shoulders' and rng.random() < 0.1:
            return Wardrobe((_shirt_tail(rng, upper), upper), lower)
    else:
        upper = replace(upper, cloth=related_cloth(rng, upper.cloth, lower.cloth))
    waist_x, waist_y = lower.waist
    if rng.random() < _TUCKED_SHARES[category]:
        upper = replace(upper, hem=(waist_x + 0.02, waist_y), hem_drop=0.05, slant=0.0)
        return Wardrobe((upper,), lower, tucked=True)
    if category in BOTTOMS:
        rise = rng.choice(
            [rng.uniform(-0.5, -0.05), rng.uniform(0.1, 0.6), rng.uniform(0.8, 1.4)],
            p=[0.18, 0.64, 0.18],
        )
        hem_y = min(waist_y + rise, lower_edge_y(lower) - 0.6)
        upper = replace(upper, hem=(max(upper.hem[0], waist_x + 0.06), hem_y))
    return Wardrobe((upper,), lower)


def _shirt_tail(rng: np.random.Generator, upper: TopCut) -> TopCut:
    """Sample the shirt under a jumper; its collar and its hem show."""
    shirt = worn_under(sample_top(rng, 'blouse', worn=True), upper)
    return replace(
        shirt,
        support='shoulders',
        neckline='shirt',
        neck_width=0.3,
        opening='closed',
        collar='shirt',
        hem=(upper.hem[0] - rng.uniform(0.0, 0.08), upper.hem[1] + rng.uniform(0.08, 0.45)),
    )


def worn_under(cut: TopCut, outer: TopCut) -> TopCut:
    """Return a garment made slim enough to be worn under another one."""
    hem_x, hem_y = cut.hem
    if hem_y < outer.hem[1] + 0.3:
        hem_x = min(hem_x, outer.hem[0] - 0.06)
    return replace(
        cut,
        shoulder=min(cut.shoulder, outer.shoulder - 0.04, 0.74),
        armpit=(min(cut.armpit[0], outer.armpit[0] - 0.05), min(cut.armpit[1], outer.armpit[1])),
        waist=(min(cut.waist[0], outer.waist[0] - 0.05), cut.waist[1]),
        hem=(hem_x, hem_y),
        sleeve=_sleeve_under(cut.sleeve, outer.sleeve),
    )


def _sleeve_under(sleeve: SleeveCut, outer: SleeveCut) -> SleeveCut:
    """Return a sleeve made slim enough for another one; one without sleeves leaves it as it is."""
    if not outer.length:
        return sleeve
    return SleeveCut(
        length=sleeve.length,
        width=min(sleeve.width, 0.2, outer.width - 0.03),
        elbow=min(sleeve.elbow, 0.18, outer.elbow - 0.03),
        cuff=max(min(sleeve.cuff, outer.cuff - 0.03), 0.08),
        puff=min(sleeve.puff, 0.75),
        hidden=min(max(outer.length - 0.12, 0.0), sleeve.length),
    )


def seated(wardrobe: Wardrobe) -> Wardrobe:
    """Return the garments of someone who sits: wide skirts lie on the lap instead of spreading."""
    tops = []
    for cut in wardrobe.tops:
        y = min(cut.hem[1], HIP_Y + 0.15) if cut.category == 'blouse' else cut.hem[1]
        x = min(cut.hem[0], 0.72 if cut.category == 'dress' else 0.95)
        tops.append(replace(cut, hem=(x, y), hem_drop=0.05, slant=0.0) if y > HIP_Y else cut)
    bottom = wardrobe.bottom
    if bottom is not None and bottom.category == 'skirt':
        hem = min(bottom.hem, 0.68)
        bottom = replace(bottom, knee=0.0, hem=hem, hem_drop=0.05, slant=0.0)
    return replace(wardrobe, tops=tuple(tops), bottom=bottom)


def related_cloth(rng: np.random.Generator, cloth: Cloth, neighbour: Cloth) -> Cloth:
    """Return a cloth that now and then is, or resembles, the one next to it.

    Args:
        rng: Random generator.
        cloth: The cloth if they are not related.
        neighbour: Cloth of a garment that is worn together with it.
    """
    draw = rng.random()
    if draw < 0.10:
        return neighbour
    if draw < 0.25:
        return replace(cloth, colour=shade_colour(neighbour.colour, rng.uniform(0.75, 1.3)))
    return cloth
