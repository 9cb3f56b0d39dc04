"""Everything in an image from below to above: person, garment, other clothes, things in front."""

from dataclasses import dataclass, replace

import numpy as np

from fashionkp.synthetic.body import person
from fashionkp.synthetic.body.accessories import bag, phone
from fashionkp.synthetic.body.figure import SIDE_NAMES, SIDES, Figure, laid_out, standing
from fashionkp.synthetic.body.head import hair_behind, hair_in_front, head
from fashionkp.synthetic.clothes.bottom_cut import BottomCut, leg_length, sample_bottom
from fashionkp.synthetic.clothes.bottoms import bottom
from fashionkp.synthetic.clothes.jumpsuits import JUMPSUIT, jumpsuit, sample_jumpsuit
from fashionkp.synthetic.clothes.piece import Piece
from fashionkp.synthetic.clothes.top_cut import TopCut, sample_top
from fashionkp.synthetic.clothes.tops import top
from fashionkp.synthetic.drawing.cloth import Cloth, hair
from fashionkp.synthetic.drawing.curves import closed_spline, ellipse, limb, spline, xy
from fashionkp.synthetic.drawing.layers import Layer

_HOOD_SHAPE = ((-0.7, -0.9), (0.3, -0.6), (1.1, 0.2), (0.9, 0.9), (0, 1.5), (-0.6, 1.2))
_BOTTOMS = ('trousers', 'skirt')
WORN_SHARE = 0.60
MANNEQUIN_SHARE = 0.06


@dataclass(frozen=True)
class Outfit:
    """A garment with all around it, in body units.

    Attributes:
        layers: From below to above.
        garment: The annotated garment.
        worn: By a person or a mannequin.
    """

    layers: list[Layer]
    garment: Piece
    worn: bool


def sample_outfit(rng: np.random.Generator, category: str) -> Outfit:
    """A garment of ``category``, worn or alone."""
    draw = rng.random()
    if draw < WORN_SHARE:
        return _worn(rng, category, mannequin=False)
    if draw < WORN_SHARE + MANNEQUIN_SHARE and category not in _BOTTOMS:
        return _worn(rng, category, mannequin=True)
    return _alone(rng, category)


def _alone(rng: np.random.Generator, category: str) -> Outfit:
    figure = laid_out(rng)
    if category in _BOTTOMS:
        piece = bottom(sample_bottom(rng, category, worn=False), figure, rng)
    elif category == JUMPSUIT:
        upper, lower = sample_jumpsuit(rng, worn=False)
        halves = top(upper, figure, rng), bottom(lower, figure, rng)
        piece = jumpsuit(*halves, lower, figure)
    else:
        piece = top(sample_top(rng, category, worn=False), figure, rng)
    layers = [*piece.inside, *piece.body, *piece.sleeves.values()]
    if rng.random() < 0.35:
        layers = _hanger(piece, category) + layers
    return Outfit(layers, piece, worn=False)


def _hanger(piece: Piece, category: str) -> list[Layer]:
    wood = Cloth((70, 110, 160), stiffness=1.0)
    steel = Cloth((150, 150, 155), stiffness=1.0)
    name = 'waistband' if category in _BOTTOMS else 'neckline'
    left, right = (piece.points[f'{name}_{SIDE_NAMES[s]}'][0] for s in SIDES)
    middle = (left + right) / 2 + xy(0, 0.02 if category in _BOTTOMS else 0.05)
    bar_left, bar_right = left + xy(-0.25, 0.16), right + xy(0.25, 0.16)
    if category in _BOTTOMS:
        bar_left, bar_right = left + xy(-0.1, -0.03), right + xy(0.1, -0.03)
        middle = (left + right) / 2 - (0, 0.05)
    bar = limb(spline([bar_left, middle, bar_right], 5), np.full(11, 0.06), 1)
    hook = [
        middle,
        middle - (0, 0.3),
        middle + xy(0.12, -0.45),
        middle + xy(0, -0.58),
        middle + xy(-0.12, -0.5),
    ]
    return [
        Layer('hanger', limb(spline(hook, 4), np.full(17, 0.02), 1), steel),
        Layer('hanger', bar, wood),
    ]


def _worn(rng: np.random.Generator, category: str, mannequin: bool) -> Outfit:
    figure = standing(rng, mannequin)
    looks = person.sample_looks(rng, mannequin)
    upper, lower = _cuts(rng, category)
    above = top(upper, figure, rng, '' if category in (upper.kind, JUMPSUIT) else 'other_')
    below, garment = None, above
    if lower is not None:
        below = bottom(lower, figure, rng, '' if category in (lower.kind, JUMPSUIT) else 'other_')
        if category in _BOTTOMS:
            garment = below
        elif category == JUMPSUIT:
            garment = jumpsuit(above, below, lower, figure)
    tucked = lower is not None and upper.hem[1] <= lower.waist[1] + 0.01
    layers = _stack(rng, figure, looks, above, below, upper, lower, tucked)
    return Outfit(layers, garment, worn=True)


def _cuts(rng: np.random.Generator, category: str) -> tuple[TopCut, BottomCut | None]:
    """What is worn above and below."""
    if category == 'dress':
        return sample_top(rng, 'dress', worn=True), None
    if category == JUMPSUIT:
        return sample_jumpsuit(rng, worn=True)
    lower = sample_bottom(
        rng,
        category if category in _BOTTOMS else str(rng.choice(_BOTTOMS, p=[0.7, 0.3])),
        worn=True,
    )
    upper = sample_top(rng, category if category not in _BOTTOMS else 'blouse', worn=True)
    tucks = 0.25 if category == 'blouse' else 0.6
    if upper.kind == 'blouse' and rng.random() < tucks:
        hem = (lower.waist[0] + 0.02, lower.waist[1])
        upper = replace(upper, hem=hem, hem_drop=0.05)
    elif category in _BOTTOMS:
        long = rng.random() < 0.2
        hem_y = lower.waist[1] + (rng.uniform(0.9, 1.4) if long else rng.uniform(0.1, 0.6))
        upper = replace(upper, hem=(max(upper.hem[0], lower.waist[0] + 0.08), hem_y))
    return upper, lower


def _stack(
    rng: np.random.Generator,
    figure: Figure,
    looks: person.Looks,
    above: Piece,
    below: Piece | None,
    upper: TopCut,
    lower: BottomCut | None,
    tucked: bool,
) -> list[Layer]:
    layers: list[Layer] = []
    nape, lobes = _hood(figure, upper.cloth, rng) if upper.collar == 'hood' else ([], [])
    if looks.head:
        layers.append(hair_behind(figure, looks))
    if upper.opening == 'open':
        layers += above.inside
    if lower is None or leg_length(lower) < 6.3:
        layers += person.legs(figure, looks)
    behind = [s for s in SIDES if figure.arms[s].place == 'behind' or figure.arms[s].far]
    front = [s for s in SIDES if s not in behind]
    for side in behind:
        layers += _sleeved_arm(figure, side, looks, above, upper.sleeve)
    layers += nape
    layers += [*(above.inside if upper.opening != 'open' else []), person.trunk(figure, looks)]
    if not above.sleeves:
        layers += [person.arm(figure, s, looks) for s in front]
    clothes = [below.body if below else [], above.body]
    if tucked:
        clothes.reverse()
    if upper.opening == 'open':
        clothes.insert(0, _under_coat(rng, figure).body)
    for body in clothes:
        layers += body
    beside = [s for s in front if figure.arms[s].place == 'beside']
    for side in beside:
        layers += _sleeved_arm(figure, side, looks, above, upper.sleeve)
    layers += lobes
    if looks.head:
        layers.append(head(figure, looks, rng))
        layers += hair_in_front(figure, looks, rng)
    for side in front:
        if side not in beside:
            layers += _sleeved_arm(figure, side, looks, above, upper.sleeve)
            arm = figure.arms[side]
            if looks.head and arm.joints[2][1] < 0.2 and rng.random() < 0.6:
                layers.insert(len(layers) - 1, phone(arm))
    if looks.head and rng.random() < 0.16:
        layers += bag(figure, int(rng.choice(SIDES)), rng)
    return layers


def _under_coat(rng: np.random.Generator, figure: Figure) -> Piece:
    """What shows between the fronts of an open coat."""
    shirt = sample_top(rng, 'blouse', worn=True)
    slim = replace(
        shirt,
        hold='shoulders',
        sleeve=0.0,
        shoulder=0.6,
        armpit=(0.6, 0.95),
        waist=(0.5, 1.7),
        hem=(0.64, rng.uniform(1.9, 2.4)),
    )
    return top(slim, figure, rng, 'other_')


def _hood(
    figure: Figure, cloth: Cloth, rng: np.random.Generator
) -> tuple[list[Layer], list[Layer]]:
    """A hood or a broad collar on the shoulders: what is behind the neck, and the rest."""
    size = rng.uniform(0.18, 0.34)
    stuff = cloth if rng.random() < 0.6 else hair(rng)
    nape = figure.posed([(0.0, -0.16)])[0]
    behind = Layer('hood', ellipse(nape, 0.30 + size, 0.22 + 0.6 * size), stuff.shaded(0.85))
    lobes = []
    for side in SIDES:
        at = figure.outer(side, 0.26 + size, 0.02)
        turn = [xy(side * x * size, y * size) for x, y in _HOOD_SHAPE]
        lobes.append(Layer('hood', closed_spline([at + t for t in turn], 4), stuff, shadow=0.4))
    return [behind], lobes


def _sleeved_arm(
    figure: Figure, side: int, looks: person.Looks, above: Piece, sleeve: float
) -> list[Layer]:
    """Arm, hand and sleeve of one side."""
    arm = figure.arms[side]
    layers = []
    if above.sleeves or arm.place != 'beside' or arm.far:
        start = (
            0.0
            if arm.place == 'behind' or arm.far
            else min(0.95 * sleeve - 0.05, 1)
            if sleeve
            else 0.4
        )
        layers.append(person.arm(figure, side, looks, start))
    if side in above.sleeves:
        layers.append(above.sleeves[side])
    return layers
