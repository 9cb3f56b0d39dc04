"""Outline of a garment for the upper body: neckline, edges and hem."""

from dataclasses import dataclass

import numpy as np

from fashionkp.synthetic.body.figure import Figure
from fashionkp.synthetic.body.proportions import SIDES
from fashionkp.synthetic.clothes.upper.top_cut import TopCut, shoulder_height
from fashionkp.synthetic.drawing.curves import spline, xy

_HIP_Y = 2.5


@dataclass(frozen=True)
class TorsoCorners:
    """Corners of one half of the torso, (2,) each."""

    neckline: np.ndarray
    shoulder: np.ndarray
    armpit: np.ndarray
    waistline: np.ndarray
    hem: np.ndarray


@dataclass(frozen=True)
class TorsoOutline:
    """Outline of a torso in body units.

    Attributes:
        corners: Corners by side.
        neckline: Neckline of the front from left to right, (P, 2); its middle is the point of the
            front's middle.
        left: Left edge from the neckline to the hem, (P, 2).
        hem: Hem from left to right, without its ends, (P, 2).
        right: Right edge from the neckline to the hem, (P, 2).
    """

    corners: dict[int, TorsoCorners]
    neckline: np.ndarray
    left: np.ndarray
    hem: np.ndarray
    right: np.ndarray

    def polygon(self) -> np.ndarray:
        """The closed outline, (P, 2)."""
        return np.vstack([self.left, self.hem, self.right[::-1], self.neckline[-2:0:-1]])


def torso_outline(cut: TopCut, figure: Figure, rng: np.random.Generator) -> TorsoOutline:
    """Outline of a garment on a figure; ``rng`` decides the waves of the hem."""
    ends = _neckline_ends(cut, figure)
    neckline = _neckline(cut, figure, ends)
    corners = {side: _corners(cut, figure, side, ends[side]) for side in SIDES}
    left, right = (_edge(cut, figure, side, corners[side]) for side in SIDES)
    hem = _hem(cut, corners[-1].hem, corners[1].hem, rng)
    return TorsoOutline(corners=corners, neckline=neckline, left=left, hem=hem, right=right)


def _neckline_ends(cut: TopCut, figure: Figure) -> dict[int, np.ndarray]:
    """Ends of the neckline by side."""
    if cut.neckline == 'high':
        return {s: figure.outline_point(s, cut.neck_width, -0.36) for s in SIDES}
    if cut.support == 'off':
        return {s: figure.outline_point(s, cut.neck_width, 0.42) for s in SIDES}
    rise = 0.08 if cut.collar in ('shirt', 'lapel') else 0.0
    y = shoulder_height(cut.neck_width) - 0.02 - rise
    return {s: figure.outline_point(s, cut.neck_width, y, 0.2) for s in SIDES}


def _neckline(cut: TopCut, figure: Figure, ends: dict[int, np.ndarray]) -> np.ndarray:
    """Neckline of the front from left to right, (P, 2)."""
    left, right = ends[-1], ends[1]
    y = (left[1] + right[1]) / 2 + cut.neck_depth
    middle = figure.front_point(0.0, cut.neck_width if cut.neckline == 'high' else 0.6, y)
    if cut.neckline in ('v', 'shirt'):
        sag = np.array([0, 0.06 * cut.neck_depth])
        halves = [spline([end, (end + middle) / 2 + sag, middle], 5) for end in (left, right)]
    elif cut.neckline == 'square':
        corners = [middle + (end - middle) * (0.86, 0.1) for end in (left, right)]
        halves = [np.array([left, corners[0], middle]), np.array([right, corners[1], middle])]
    else:
        lower = [middle + (end - middle) * (0.62, 0.18) for end in (left, right)]
        upper = [middle + (end - middle) * (0.92, 0.55) for end in (left, right)]
        return spline([left, upper[0], lower[0], middle, lower[1], upper[1], right], 4)
    return np.vstack([halves[0], halves[1][-2::-1]])


def _corners(cut: TopCut, figure: Figure, side: int, neckline_end: np.ndarray) -> TorsoCorners:
    breadth = figure.breadth
    shoulder_y = shoulder_height(cut.shoulder)
    hem_y = cut.hem[1] + side * cut.slant / 2
    return TorsoCorners(
        neckline=neckline_end,
        shoulder=figure.outline_point(side, cut.shoulder * breadth, shoulder_y, 0.1),
        armpit=figure.outline_point(side, cut.armpit[0] * breadth, cut.armpit[1], 0.55),
        waistline=figure.outline_point(side, cut.waist[0] * breadth, cut.waist[1], 0.6),
        hem=figure.outline_point(side, cut.hem[0] * breadth, hem_y, 0.75),
    )


def _edge(cut: TopCut, figure: Figure, side: int, corners: TorsoCorners) -> np.ndarray:
    """Edge of one half from the end of the neckline down to the hem, (P, 2)."""
    upper = _upper_edge(cut, side, corners)
    armpit, waistline, hem = corners.armpit, corners.waistline, corners.hem
    points = [armpit, waistline, hem]
    if cut.hem[1] > 3.0 and cut.waisted:
        half_width = max(0.74, cut.waist[0] + 0.45 * (cut.hem[0] - cut.waist[0]))
        hip = figure.outline_point(side, half_width * figure.breadth, _HIP_Y, 0.7)
        points = [armpit, waistline, hip, hem]
    elif cut.hem[1] > cut.waist[1] + 1.2:
        points = [armpit, waistline, waistline + 0.3 * (hem - waistline), hem]
    elif cut.hem[1] < cut.waist[1] + 0.35:
        points = [armpit, (armpit + hem) / 2 - (side * 0.03, 0), hem]
    return np.vstack([upper, spline(points, 8)[1:]])


def _upper_edge(cut: TopCut, side: int, corners: TorsoCorners) -> np.ndarray:
    """Edge from the end of the neckline to the armpit, (P, 2)."""
    neck, shoulder, armpit = corners.neckline, corners.shoulder, corners.armpit
    if cut.support == 'straps':
        base = np.array([neck[0] + side * 0.05, armpit[1] - 0.36])
        strap = neck + xy(side * 0.06, 0.01)
        curve = spline([base, (base + armpit) / 2 + xy(0, 0.08), armpit], 5)
        return np.vstack([neck, strap, curve])
    if cut.support == 'off':
        return np.vstack([neck, spline([neck + xy(side * 0.02, 0.05), armpit], 4)])
    if cut.neckline == 'high':
        base = np.array([neck[0] + side * 0.05, shoulder_height(0.33)])
        curve = spline([base, (base + shoulder) / 2 + xy(0, -0.03), shoulder], 4)
        slope = np.vstack([neck, curve])
    else:
        slope = spline([neck, (neck + shoulder) / 2 + xy(0, -0.02), shoulder], 4)
    dent = -0.02 if cut.sleeve.length else 0.13
    armhole = (shoulder + armpit) / 2 - (side * dent, -0.12 if not cut.sleeve.length else 0.0)
    return np.vstack([slope, spline([shoulder, armhole, armpit], 5)[1:]])


def _hem(cut: TopCut, left: np.ndarray, right: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Hem from left to right, without its ends, (P, 2)."""
    t = np.linspace(0, 1, 25)[1:-1, None]
    line = left + t * (right - left)
    along = right - left
    sag = 4 * t[:, 0] * (1 - t[:, 0]) * cut.hem_drop
    if cut.category == 'dress' and cut.hem[0] > 0.9:
        waves = rng.integers(3, 7)
        wave = np.sin(2 * np.pi * waves * t[:, 0] + rng.uniform(0, 6))
        sag += 0.04 * wave * np.sqrt(t * (1 - t))[:, 0] * 2
    down = xy(-along[1], along[0]) / max(np.hypot(*along), 1e-6)
    return line + sag[:, None] * down
