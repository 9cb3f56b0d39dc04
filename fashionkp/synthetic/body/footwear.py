"""Shoes, boots, socks and tights."""

from dataclasses import dataclass

import numpy as np

from fashionkp.synthetic.drawing.cloth import Cloth, Colour, sample_colour, shade_colour
from fashionkp.synthetic.drawing.curves import limb_outline, xy
from fashionkp.synthetic.drawing.layers import Layer, Mark

_SHOES = {
    'sneaker': 0.33,
    'pump': 0.22,
    'flat': 0.17,
    'boot': 0.15,
    'high boot': 0.08,
    'none': 0.05,
}
_DARK: tuple[Colour, ...] = ((26, 25, 28), (38, 36, 40), (70, 60, 58), (52, 40, 60))


@dataclass(frozen=True)
class Footwear:
    """What covers legs and feet.

    Attributes:
        kind: ``sneaker``, ``pump``, ``flat`` shoe, ``boot``, ``high boot`` or ``none``.
        shoe: Material of the shoes.
        tights: Cloth of tights or leggings; none for bare legs.
        socks: Height of socks, relative to the shin; 0 for none.
        sock: Cloth of the socks.
    """

    kind: str
    shoe: Cloth
    tights: Cloth | None
    socks: float
    sock: Cloth


def sample_footwear(rng: np.random.Generator) -> Footwear:
    """Sample shoes, and socks or tights."""
    dark = rng.random() < 0.45
    colour = _DARK[rng.integers(len(_DARK))] if dark else sample_colour(rng)
    tights = None
    if rng.random() < 0.24:
        tone = _DARK[rng.integers(len(_DARK))] if rng.random() < 0.75 else sample_colour(rng)
        tights = Cloth(tone, stiffness=0.9)
    sock = sample_colour(rng) if rng.random() < 0.5 else (238, 238, 240)
    return Footwear(
        kind=str(rng.choice(list(_SHOES), p=list(_SHOES.values()))),
        shoe=Cloth(colour, stiffness=1.0),
        tights=tights,
        socks=rng.uniform(0.15, 0.9) if rng.random() < 0.14 else 0.0,
        sock=Cloth(sock, stiffness=0.8),
    )


def bare_leg(joints: np.ndarray, cloth: Cloth, name: str) -> Layer:
    """Leg in skin or tights.

    Args:
        joints: Hip, knee and ankle, (3, 2), body units.
        cloth: Skin, or the cloth of tights.
        name: ``left`` or ``right``.
    """
    calf = joints[1] + 0.35 * (joints[2] - joints[1])
    shape = limb_outline([*joints[:2], calf, joints[2]], (0.32, 0.18, 0.175, 0.09), 6)
    return Layer(f'skin_leg_{name}', shape, cloth, shadow=0.2)


def footwear(
    kit: Footwear, joints: np.ndarray, toe: np.ndarray, *, skin: Cloth, name: str
) -> list[Layer]:
    """Sock, foot and shoe of one leg, from bottom to top.

    Args:
        kit: What is worn.
        joints: Hip, knee and ankle, (3, 2), body units.
        toe: Vector from the ankle to the tip of the toes, (2,).
        skin: Skin.
        name: ``left`` or ``right``.
    """
    knee, ankle = joints[1:]
    shin, tip = knee - ankle, ankle + toe
    layers = []
    if kit.socks:
        top = ankle + kit.socks * shin
        sock = limb_outline([top, (top + ankle) / 2, ankle, ankle + 0.3 * toe], _SOCK_RADII, 4)
        layers.append(Layer(f'sock_{name}', sock, kit.sock, shadow=0.2))
    if kit.kind in ('pump', 'flat', 'none'):
        foot = limb_outline([ankle - 0.1 * toe, ankle + 0.5 * toe, tip], (0.09, 0.12, 0.07), 4)
        instep = kit.sock if kit.socks else kit.tights or skin
        layers.append(Layer(f'foot_{name}', foot, instep, shadow=0.25))
    layers += _shoe(kit, (ankle, shin, toe), name)
    return layers


_SOCK_RADII = (0.165, 0.16, 0.105, 0.12)


def _shoe(kit: Footwear, leg: tuple[np.ndarray, np.ndarray, np.ndarray], name: str) -> list[Layer]:
    ankle, shin, toe = leg
    tip = ankle + toe
    part = f'shoe_{name}'
    if kit.kind == 'none':
        return []
    if kit.kind in ('pump', 'flat'):
        upper = limb_outline([ankle + 0.45 * toe, ankle + 0.75 * toe, tip], (0.12, 0.125, 0.05), 4)
        return [Layer(part, upper, kit.shoe, gloss=1.4, shadow=0.25)]
    shafts = {'sneaker': 0.0, 'boot': 0.25, 'high boot': 0.85}
    top = ankle + shafts[kit.kind] * shin
    if kit.kind == 'sneaker':
        top = ankle - 0.15 * toe
    path = [top, (top + ankle) / 2, ankle + 0.25 * toe, tip]
    radii = {
        'sneaker': (0.11, 0.12, 0.165, 0.13),
        'boot': (0.15, 0.13, 0.15, 0.1),
        'high boot': (0.215, 0.19, 0.15, 0.1),
    }[kit.kind]
    outline = limb_outline(path, radii, 4)
    sole = (236, 236, 238) if kit.kind == 'sneaker' else shade_colour(kit.shoe.colour, 0.6)
    edge = limb_outline([ankle + 0.8 * toe, tip, tip + 0.08 * toe], (0.2, 0.16, 0.1), 4)
    laces = Mark(np.stack([ankle + 0.3 * toe, ankle + 0.6 * toe]), sole, 0.06)
    marks = (Mark(edge, sole), *((laces,) if kit.kind == 'sneaker' else ()))
    return [Layer(part, outline, kit.shoe, marks=marks, gloss=1.2, shadow=0.25)]


def toe_vector(side: int, yaw: float) -> np.ndarray:
    """Vector from the ankle to the tip of the toes of a foot on the floor, (2,), body units.

    Args:
        side: -1 or 1.
        yaw: Rotation of the body, radians, positive to the right of the image.
    """
    return xy(side * 0.12 * np.cos(yaw) + 0.55 * np.sin(yaw), 0.42 * np.cos(yaw) + 0.06)
