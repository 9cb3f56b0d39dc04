"""Trouser legs: their edges, pockets, stripes, holes and folds."""

from dataclasses import dataclass

import numpy as np

from fashionkp.synthetic.clothes.contrast import band_marks
from fashionkp.synthetic.clothes.lower.bottom_cut import BottomCut
from fashionkp.synthetic.clothes.lower.waistband import waistband_marks
from fashionkp.synthetic.drawing.cloth import shade_colour
from fashionkp.synthetic.drawing.curves import ellipse, remove_loops, spline, xy
from fashionkp.synthetic.drawing.layers import Fold, Mark


@dataclass(frozen=True)
class Leg:
    """A trouser leg, from the height of the crotch downwards.

    Attributes:
        side: -1 or 1.
        hip: Point of the outline at the hips, (2,).
        path: Middle line, (P, 2).
        outer: Outer edge, (P, 2).
        inner: Inner edge, (P, 2).
    """

    side: int
    hip: np.ndarray
    path: np.ndarray
    outer: np.ndarray
    inner: np.ndarray

    def edges(self, waist: np.ndarray, crotch: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Outer edge from the waistband down to the hem, and inner edge up to the crotch."""
        outer, inner = (remove_loops(edge, self.path) for edge in (self.outer, self.inner))
        outer, inner = outer[2:-1], inner[2:-1][::-1]
        step = max(1, len(outer) // 5)
        outer_edge = spline(np.vstack([waist, self.hip, outer[::step], self.outer[-1]]), 5)
        step = max(1, len(inner) // 5)
        inner_edge = spline(np.vstack([self.inner[-1], inner[step - 1 :: step], crotch]), 5)
        return outer_edge, inner_edge


def leg_marks(cut: BottomCut, leg: Leg, waist_end: np.ndarray, upper: np.ndarray) -> list[Mark]:
    """Waistband, pocket and hem."""
    dark = shade_colour(cut.cloth.colour, 0.7)
    pocket = spline(
        [
            waist_end + xy(-leg.side * 0.28, 0.18),
            waist_end + xy(-leg.side * 0.2, 0.42),
            leg.hip + xy(-leg.side * 0.02, -0.1),
        ],
        4,
    )
    hem = np.stack([leg.outer[-1], leg.inner[-1]])[:: -leg.side]
    seam = max(-4, -len(leg.outer)) if cut.turn_up else -2
    marks = band_marks(cut.contrast, cut.cloth.colour, hem)
    if cut.stripe:
        stripe = np.vstack([waist_end, leg.hip, leg.outer[2:]]) - (leg.side * 0.09, 0)
        marks.append(Mark(stripe, cut.trim, 0.08))
    marks += waistband_marks(cut, upper)
    if cut.band == 'loops':
        marks.append(Mark(pocket, dark, 0.015))
    if cut.turn_up:
        cuff = np.stack([leg.outer[seam], leg.inner[seam], leg.inner[-1], leg.outer[-1]])
        marks.append(Mark(cuff, shade_colour(cut.cloth.colour, 1.25)))
    marks.append(Mark(np.stack([leg.outer[seam], leg.inner[seam]]), dark, 0.012))
    marks += _holes(cut, leg)
    if cut.cloth.pattern == 'denim' and cut.band == 'loops':
        marks.append(Mark(pocket + xy(0, 0.03), (90, 150, 190), 0.012))
    return marks


def _holes(cut: BottomCut, leg: Leg) -> list[Mark]:
    """Frayed holes across the thigh and the knee, with the threads that are left."""
    marks = []
    for k in range(cut.holes):
        i = round((0.25 + 0.2 * k) * (len(leg.outer) - 1))
        centre = leg.outer[i] + 0.5 * (leg.inner[i] - leg.outer[i])
        width = 0.3 * float(np.hypot(*(leg.inner[i] - leg.outer[i])))
        marks.append(Mark(ellipse(centre, width, 0.09, 14), (175, 195, 222)))
        for y in (-0.05, 0.0, 0.05):
            thread = np.stack([centre + xy(-width, y), centre + xy(width, y + 0.01)])
            marks.append(Mark(thread, (225, 228, 230), 0.014))
    return marks


def leg_folds(
    cut: BottomCut, leg: Leg, crotch: np.ndarray, rng: np.random.Generator
) -> tuple[Fold, ...]:
    """Folds from the crotch, across the knee and above the hem, and the ironed crease."""
    outer, inner = leg.outer, leg.inner
    folds = []
    looseness = 1.4 - cut.cloth.stiffness
    n = len(outer)
    for _ in range(4):
        start = crotch + rng.normal(0, 0.04, 2)
        end = outer[0] + (inner[0] - outer[0]) * rng.uniform(0, 0.5)
        end = end + xy(0, rng.uniform(-0.45, 0.35))
        folds.append(Fold(np.stack([start, end]), 0.05, rng.normal(0, 4) * looseness))
    if n > 8:
        for position in (0.42, 0.5, 0.57, 0.88, 0.95):
            i = int(np.clip(position * n + rng.normal(0, 0.7), 1, n - 2))
            j = int(np.clip(i + rng.integers(-1, 2), 0, n - 1))
            a, b = rng.uniform(0, 0.35), rng.uniform(0.55, 1)
            ends = [inner[i] + a * (outer[i] - inner[i]), inner[j] + b * (outer[j] - inner[j])]
            folds.append(Fold(np.stack(ends), 0.05, rng.normal(0, 4) * looseness))
    if cut.knee > 0.3 and n > 8:  # wide legs hang in long folds
        for t in rng.uniform(0.15, 0.85, 3):
            line = inner[2:] + t * (outer[2:] - inner[2:])
            folds.append(Fold(line, 0.07, float(rng.choice([-1, 1])) * rng.uniform(2, 6)))
    elif cut.cloth.stiffness > 0.6 and n > 8 and cut.cloth.pattern != 'denim':
        folds.append(Fold((outer[1:] + inner[1:]) / 2, 0.04, 5.0))
    return tuple(folds)
