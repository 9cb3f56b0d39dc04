"""Sleeves along an arm."""

from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np

from fashionkp.synthetic.body.figure import Arm
from fashionkp.synthetic.body.proportions import FOREARM, SIDE_NAMES, UPPER_ARM
from fashionkp.synthetic.clothes.contrast import band_marks
from fashionkp.synthetic.clothes.upper.sleeve_cut import SleeveCut
from fashionkp.synthetic.clothes.upper.top_cut import TopCut
from fashionkp.synthetic.clothes.upper.torso_outline import TorsoCorners
from fashionkp.synthetic.drawing.cloth import Cloth, shade_colour
from fashionkp.synthetic.drawing.curves import normals, remove_loops, spline
from fashionkp.synthetic.drawing.layers import Fold, Layer, Mark

_SHEER = 0.55  # opacity of sheer sleeves
_AT_ELBOW = (0.4, 0.8)  # lengths of sleeves that end in the bend of the elbow
_SHARP = np.radians(70)  # bends of the elbow in which the two sides of a sleeve meet


@dataclass(frozen=True)
class Sleeve:
    """A sleeve.

    Attributes:
        layers: Its layers, from bottom to top.
        outer_cuff: Outer corner of the cuff, (2,).
        inner_cuff: Inner corner of the cuff, (2,).
    """

    layers: tuple[Layer, ...]
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
    layer = Layer(
        f'{prefix}sleeve_{SIDE_NAMES[side]}',
        path,
        _cloth(cut),
        axis=float(-np.arctan2(hang[0], hang[1])),
        folds=_folds(cut, outer, inner, rng),
        shadow=0.4,
    )
    ribbon = _Ribbon(path, outer, inner, inward)
    outlines = _outlines(cut, arm, ribbon, corners=corners, side=side)
    layers = [replace(layer, outline=outline) for outline in outlines]
    layers[-1] = replace(layers[-1], marks=_marks(cut, outer, inner))
    return Sleeve(tuple(layers), outer_cuff=outer[-1], inner_cuff=inner[-1])


def drawn_length(cut: SleeveCut, arm: Arm) -> float:
    """Return how long a sleeve is drawn, relative to the arm.

    A wide cuff does not fit into the fold of an elbow: such a sleeve ends above it.
    """
    if _AT_ELBOW[0] < cut.length < _AT_ELBOW[1] and arm.elbow_bend() > _SHARP:
        return _AT_ELBOW[0]
    return cut.length


def _cloth(cut: TopCut) -> Cloth:
    cloth = cut.contrast.sleeves or cut.cloth
    return replace(cloth, opacity=_SHEER) if cut.sheer_sleeves else cloth


class _Ribbon(NamedTuple):
    """Middle line, outer and inner edge of a sleeve, and directions inwards, (P, 2) each."""

    path: np.ndarray
    outer: np.ndarray
    inner: np.ndarray
    inward: np.ndarray

    def part(self, first: int, end: int) -> '_Ribbon':
        """Return the samples from ``first`` to ``end``, which is not included."""
        return _Ribbon(*(line[first:end] for line in self))

    def outline(self) -> np.ndarray:
        """The closed outline, (Q, 2)."""
        edges = remove_loops(self.outer, self.path), remove_loops(self.inner, self.path)
        return np.vstack([edges[0], edges[1][::-1]])


def _outlines(
    cut: TopCut, arm: Arm, ribbon: _Ribbon, *, corners: TorsoCorners, side: int
) -> list[np.ndarray]:
    """Outline of the sleeve, or of upper arm and forearm where the elbow is bent sharply."""
    count = len(ribbon.path)
    if cut.sleeve.hidden:
        first = min(int(count * cut.sleeve.hidden / cut.sleeve.length), count - 3)
        return [ribbon.part(first, count).outline()]
    elbow = arm.elbow_sample()
    bent = arm.elbow_bend() > _SHARP and count > elbow + 4
    upper = ribbon.part(0, elbow + 3) if bent else ribbon
    shoulder = corners.neckline if cut.support == 'off' else corners.shoulder
    seam = corners.armpit - shoulder
    armhole = [shoulder + t * seam - (side * 0.09, 0) for t in (0.6, 0.25)]
    edges = _outer_edge(upper, shoulder), _inner_edge(cut, upper, corners.armpit)
    outlines = [np.vstack([*edges, armhole])]
    if bent:
        outlines.append(ribbon.part(elbow - 2, count).outline())
    return outlines


def _path(cut: TopCut, arm: Arm) -> tuple[np.ndarray, np.ndarray]:
    """Return the middle line of the sleeve, (P, 2), and its half widths, (P,)."""
    sewn, whole = cut.sleeve, arm.path()
    count = min(len(whole), max(6, round(drawn_length(sewn, arm) * len(whole))))
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


def _outer_edge(ribbon: _Ribbon, shoulder: np.ndarray) -> np.ndarray:
    """Edge from the shoulder to the outer corner of the cuff, (P, 2)."""
    path, outer = ribbon.path, ribbon.outer
    direction = (path[4] - path[0]) / np.hypot(*(path[4] - path[0]))
    smooth = remove_loops(outer, path)
    below = smooth[(smooth - shoulder) @ direction > 0.12]
    step = max(1, len(outer) // 7)
    return spline(np.vstack([shoulder, below[:-2:step], outer[-1]]), 4)


def _inner_edge(cut: TopCut, ribbon: _Ribbon, armpit: np.ndarray) -> np.ndarray:
    """Edge from the inner corner of the cuff to the armpit, (P, 2)."""
    path, _, inner, inward = ribbon
    reach = (armpit - path[0]) @ (path[4] - path[0]) / np.hypot(*(path[4] - path[0]))
    step = np.hypot(*(path[1] - path[0]))
    first = int(np.clip(round((reach + 0.1) / step), 2, len(path) - 3))
    # Where the arm hangs close to the body, the sleeve covers the armpit.
    slack = 0.02 if cut.category == 'outwear' else 0.13  # thin cloth folds into the armpit
    covers_armpit = (inner[first] - armpit) @ inward[first] > slack
    end = inner[first] - (path[first] - path[first - 1]) * 0.6 if covers_armpit else armpit
    edge = remove_loops(inner[first + 1 :], path[first + 1 :])[::-1]
    return np.vstack([edge, spline([edge[-1], end], 3)[1:]])


def _marks(cut: TopCut, outer: np.ndarray, inner: np.ndarray) -> tuple[Mark, ...]:
    """Seam and ribs of the cuff."""
    dark = shade_colour(cut.cloth.colour, 0.76)
    seam = -4 if cut.sleeve.length > 0.6 else -2
    cuff, before = np.stack([outer[-1], inner[-1]]), np.stack([outer[-3], inner[-3]])
    (x, y), (dx, dy) = cuff[1] - cuff[0], (cuff - before).mean(0)
    if x * dy - y * dx < 0:  # a band lies to the left of its line
        cuff = cuff[::-1]
    marks = band_marks(cut.contrast, cut.cloth.colour, cuff)
    marks.append(Mark(np.stack([outer[seam], inner[seam]]), dark, 0.013))
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
