"""Ways to stand, walk and sit: bends of the body and positions of the legs."""

import numpy as np

from fashionkp.synthetic.body.bend import Bend
from fashionkp.synthetic.body.figure import Figure
from fashionkp.synthetic.body.proportions import ANKLE_Y, HIP_Y, KNEE_Y, SIDES
from fashionkp.synthetic.drawing.curves import xy

_SEATED_SHARE = 0.06
_STANCES = {'apart': 0.54, 'together': 0.11, 'crossed': 0.05, 'stride': 0.18, 'lifted': 0.12}


def sample_bend(rng: np.random.Generator) -> Bend:
    """Sample the bend of the body: most people stand, a few sit sideways or facing the camera."""
    if rng.random() >= _SEATED_SHARE:
        return Bend()
    if rng.random() < 0.4:
        return Bend(
            thigh=np.radians(rng.normal(0, 10)),
            shin=np.radians(rng.normal(0, 10)),
            foreshortening=rng.uniform(0.25, 0.5),
        )
    thigh = rng.choice([-1, 1]) * rng.uniform(35, 80)
    return Bend(
        thigh=np.radians(thigh),
        shin=np.radians(rng.normal(-0.1 * thigh, 12)),
        foreshortening=rng.uniform(0.6, 0.95),
    )


def sample_legs(rng: np.random.Generator, figure: Figure) -> dict[int, np.ndarray]:
    """Sample hips, knees and ankles by side, (3, 2) each, body units."""
    turned = abs(np.cos(figure.yaw))
    half_width = (0.37 * turned + 0.04) * figure.breadth
    hips = {side: figure.posed([(side * half_width, HIP_Y)])[0] for side in SIDES}
    if figure.bend != Bend():
        return {side: _seated_leg(rng, figure, side, hips[side]) for side in SIDES}
    names = list(_STANCES)
    stance = names[rng.choice(len(names), p=list(_STANCES.values()))]
    active = int(rng.choice(SIDES))  # the side that strides, or is lifted or crossed
    shift = figure.sway * 0.6 + 0.8 * figure.swing * (ANKLE_Y - HIP_Y) + rng.normal(0, 0.07)
    wide = rng.uniform(0.3, 0.75) if rng.random() < 0.25 else rng.uniform(0.03, 0.32)
    legs = {}
    for side in SIDES:
        foot = xy(side * (0.18 * turned + wide) + shift, ANKLE_Y) + rng.normal(0, 0.05, 2)
        bow = side * rng.normal(0.04, 0.05)
        lift = 0.0
        if stance == 'together':
            foot[0] = side * rng.uniform(0.08, 0.18) + shift
        elif stance == 'crossed':
            foot[0] = -side * rng.uniform(0.05, 0.3) + shift
        elif stance == 'stride' and side == active:
            foot += xy(-side * rng.uniform(0, 0.35), -rng.uniform(0.15, 0.5))
            lift = 0.5 * (ANKLE_Y - foot[1])
        elif stance == 'lifted' and side == active:
            bow = side * rng.uniform(-0.1, 0.4)
            foot += xy(side * rng.uniform(-0.1, 0.4), -rng.uniform(0.2, 1.0))
            lift = 0.25 * (ANKLE_Y - foot[1])
        knee = xy(0.45 * hips[side][0] + 0.55 * foot[0] + bow, KNEE_Y - lift)
        legs[side] = np.array([hips[side], knee, foot])
    return legs


def _seated_leg(rng: np.random.Generator, figure: Figure, side: int, hip: np.ndarray) -> np.ndarray:
    spread = side * (rng.uniform(0.16, 0.5))
    knee = figure.posed([(spread, KNEE_Y)])[0]
    ankle = figure.posed([(spread * rng.uniform(0.4, 1.2), ANKLE_Y)])[0]
    return np.array([hip, knee + rng.normal(0, 0.08, 2), ankle + rng.normal(0, 0.15, 2)])
