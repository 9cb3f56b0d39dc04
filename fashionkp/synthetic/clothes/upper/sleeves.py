"""Sleeves along an arm."""

from dataclasses import dataclass, replace

import numpy as np

from fashionkp.synthetic.body.figure import Arm
from fashionkp.synthetic.body.proportions import FOREARM, SIDE_NAMES, UPPER_ARM
from fashionkp.synthetic.clothes.upper.top_cut import TopCut
from fashionkp.synthetic.clothes.upper.torso_outline import TorsoCorners
from fashionkp.synthetic.drawing.cloth import shade_colour
from fashionkp.synthetic.drawing.curves import normals, remove_loops, spline
from fashionkp.synthetic.drawing.layers import Fold, Layer, Mark

_SHEER = 0.55  # opacity of sheer sleeves
_AT_ELBOW = (0.4, 0.8)  # lengths of sleeves that end in the bend of the elbow
_SHARP = np.radians(70)  # bends of the elbow in which the two sides of a sleeve meet


@dataclass(frozen=True)
class Sleeve:
    """A sleeve.

    Attributes:
        layer: Its layer.
        outer_cuff: Outer corner of the cuff, (2,).
        inner_cuff: Inner corner of the cuff, (2,).
    """

    layer: Layer
    outer_cuff: np.ndarray
    inner_cuff: np.ndarray


def sleeve(
    cut: TopCut,
    arm: Arm,
    side: int,
    *,
    corners: TorsoCorners,
    rng: np.random.Generator,
    prefix: str = '',
) -> Sleeve:
    """Sleeve along an arm, from the torso to the cuff.

    Args:
        cut: Measures of the garment.
        arm: The arm on ``side``, -1 or 1.
        corners: Corners of the torso on this side.
        rng: Random generator for the folds.
        prefix: Prefix of the part name.
    """
    path, radii = _path(cut, arm)
    inward = normals(path) * side
    inner = path + inward * radii[:, None]
    # Flatten the upper end of the outer side, or every shoulder would be puffed.
    position = np.minimum(np.arange(len(path)) / (0.35 * len(arm.path())), 1)
    flat = cut.sleeve.puff + (1 - cut.sleeve.puff) * position
    outer = path - inward * (radii * flat)[:, None]
    hang = path[-1] - path[0]
    if cut.sleeve.hidden:
        first = min(int(len(path) * cut.sleeve.hidden / cut.sleeve.length), len(path) - 3)
        outline = np.vstack([outer[first:], inner[first:][::-1]])
    else:
        shoulder = corners.neckline if cut.support == 'off' else corners.shoulder
        seam = corners.armpit - shoulder
        outer_edge = _outer_edge(path, outer, shoulder)
        inner_edge = _inner_edge(cut, path, inner, armpit=corners.armpit, inward=inward)
        armhole = [shoulder + t * seam - (side * 0.09, 0) for t in (0.6, 0.25)]
        outline = np.vstack([outer_edge, inner_edge, armhole])
    layer = Layer(
        f'{prefix}sleeve_{SIDE_NAMES[side]}',
        outline,
        replace(cut.cloth, opacity=_SHEER) if cut.sheer_sleeves else cut.cloth,
        axis=float(-np.arctan2(hang[0], hang[1])),
        marks=_marks(cut, outer, inner),
        folds=_folds(cut, outer, inner, rng),
        shadow=0.4,
    )
    return Sleeve(layer, outer_cuff=outer[-1], inner_cuff=inner[-1])


def _path(cut: TopCut, arm: Arm) -> tuple[np.ndarray, np.ndarray]:
    """Return the middle line of the sleeve, (P, 2), and its half widths, (P,)."""
    sewn, whole = cut.sleeve, arm.path()
    length = sewn.length
    if _AT_ELBOW[0] < length < _AT_ELBOW[1] and arm.elbow_bend() > _SHARP:
        length = _AT_ELBOW[0]  # a wide cuff does not fit into the fold of the elbow
    count = min(len(whole), max(6, round(length * len(whole))))
    path = whole[:count]
    if sewn.length > 1:
        hand = (path[-1] - path[-2]) / np.hypot(*(path[-1] - path[-2]))
        beyond = np.linspace(0, sewn.length - 1, 4)[1:, None] * (UPPER_ARM + FOREARM)
        path = np.vstack([path, path[-1] + beyond * hand])
    t = np.linspace(0, 1, len(path))
    if sewn.gathered:
        radii = np.interp(t, (0, 0.5, 0.88, 1), (sewn.width, sewn.elbow, sewn.elbow, sewn.cuff))
    else:
        radii = np.interp(t, (0, 0.5, 1), (sewn.width, sewn.elbow, sewn.cuff))
    return path, radii


def _upper_direction(path: np.ndarray) -> np.ndarray:
    """Direction of the upper end of the sleeve, a unit vector."""
    return (path[4] - path[0]) / np.hypot(*(path[4] - path[0]))


def _outer_edge(path: np.ndarray, outer: np.ndarray, shoulder: np.ndarray) -> np.ndarray:
    """Edge from the shoulder to the outer corner of the cuff, (P, 2)."""
    smooth = remove_loops(outer, path)
    below = smooth[(smooth - shoulder) @ _upper_direction(path) > 0.12]
    step = max(1, len(outer) // 7)
    return spline(np.vstack([shoulder, below[:-2:step], outer[-1]]), 4)


def _inner_edge(
    cut: TopCut, path: np.ndarray, inner: np.ndarray, *, armpit: np.ndarray, inward: np.ndarray
) -> np.ndarray:
    """Edge from the inner corner of the cuff to the armpit, (P, 2)."""
    reach = (armpit - path[0]) @ (path[4] - path[0]) / np.hypot(*(path[4] - path[0]))
    step = np.hypot(*(path[1] - path[0]))
    first = int(np.clip(round((reach + 0.1) / step), 2, len(path) - 3))
    # Where the arm hangs close to the body, the sleeve covers the armpit.
    slack = 0.02 if cut.category == 'outwear' else 0.09  # thin cloth folds into the armpit
    covers_armpit = (inner[first] - armpit) @ inward[first] > slack
    end = inner[first] - (path[first] - path[first - 1]) * 0.6 if covers_armpit else armpit
    edge = remove_loops(inner[first + 1 :], path[first + 1 :])[::-1]
    return np.vstack([edge, spline([edge[-1], end], 3)[1:]])


def _marks(cut: TopCut, outer: np.ndarray, inner: np.ndarray) -> tuple[Mark, ...]:
    """Seam and ribs of the cuff."""
    dark = shade_colour(cut.cloth.colour, 0.76)
    seam = -4 if cut.sleeve.length > 0.6 else -2
    marks = [Mark(np.stack([outer[seam], inner[seam]]), dark, 0.013)]
    if cut.cloth.pattern == 'knit':
        for t in np.linspace(0.1, 0.9, 7):
            rib = [outer[i] + t * (inner[i] - outer[i]) for i in (-1, seam)]
            marks.append(Mark(np.stack(rib), dark, 0.012))
    return tuple(marks)


def _folds(
    cut: TopCut, outer: np.ndarray, inner: np.ndarray, rng: np.random.Generator
) -> tuple[Fold, ...]:
    """Folds across the elbow and above the cuff, or the seams of a down jacket."""
    n = len(outer)
    if cut.quilted:
        seams = range(4, n - 1, 4)
        return tuple(Fold(np.stack([inner[i], outer[i]]), 0.06, -15.0) for i in seams)
    folds = []
    looseness = 1.4 - cut.cloth.stiffness
    for position in (
        (0.42, 0.5, 0.56, 0.62, 0.82, 0.9) if cut.sleeve.length > 0.7 else (0.4, 0.6, 0.8)
    ):
        i = int(np.clip(position * n + rng.normal(0, 0.8), 1, n - 3))
        j = int(np.clip(i + rng.integers(-2, 3), 1, n - 2))
        start = inner[i] + (outer[i] - inner[i]) * rng.uniform(-0.05, 0.3)
        end = inner[j] + (outer[j] - inner[j]) * rng.uniform(0.5, 1.0)
        folds.append(Fold(np.stack([start, end]), 0.05, rng.normal(0, 4.5) * looseness))
    return tuple(folds)
