"""Skirts on a figure: outline, details and key points."""

import numpy as np

from fashionkp.synthetic.body.figure import HIP_Y, SIDE_NAMES, SIDES, Figure
from fashionkp.synthetic.clothes.bottom_cut import BottomCut
from fashionkp.synthetic.clothes.piece import Piece, PiecePoint
from fashionkp.synthetic.clothes.waistband import waistband, waistband_marks
from fashionkp.synthetic.drawing.cloth import shade_colour
from fashionkp.synthetic.drawing.curves import spline, xy
from fashionkp.synthetic.drawing.layers import Drape, Fold, Layer, Mark


def skirt_piece(cut: BottomCut, figure: Figure, rng: np.random.Generator, prefix: str) -> Piece:
    """Skirt on a figure; ``prefix`` is the prefix of its part name."""
    ends, upper = waistband(cut, figure)
    corners, edges = {}, {}
    for side in SIDES:
        corners[side], edges[side] = _skirt_edge(cut, figure, side, end=ends[side], rng=rng)
    hem = _skirt_hem(cut, corners, rng)
    outline = np.vstack([edges[-1], hem, edges[1][::-1], upper[-2:0:-1]])
    part = f'{prefix}skirt'
    seam = np.vstack([corners[-1], hem, corners[1]]) - (0, 0.08)
    marks = [*waistband_marks(cut, upper), Mark(seam, shade_colour(cut.cloth.colour, 0.78), 0.012)]
    folds = _skirt_folds(cut, upper, hem, rng)
    marks += _pleat_marks(cut, upper, hem)
    spread = (cut.hem / cut.waist[0] - 1) / (cut.length - cut.waist[1])
    drape = Drape((float(upper[len(upper) // 2][0]), cut.waist[1]), max(0.0, spread))
    layer = Layer(part, outline, cut.cloth, marks=tuple(marks), folds=folds, drape=drape)
    piece = Piece(body=[layer])
    for side in SIDES:
        name = SIDE_NAMES[side]
        piece.points[f'waistband_{name}'] = PiecePoint(ends[side], (part,))
        piece.points[f'hemline_{name}'] = PiecePoint(corners[side], (part,))
    return piece


def _fullness(cut: BottomCut) -> float:
    """Increase of a skirt's half width per unit of length below the hips."""
    return max(0.0, (cut.hem - cut.hip) / (cut.length - HIP_Y))


def _skirt_edge(
    cut: BottomCut, figure: Figure, side: int, *, end: np.ndarray, rng: np.random.Generator
) -> tuple[np.ndarray, np.ndarray]:
    """Return the corner of the hem, and the edge from the end of the waistband to it."""
    hip_share = (HIP_Y - end[1]) / (cut.length - end[1])
    half_width = max(cut.hip, cut.waist[0] + 1.05 * hip_share * (cut.hem - cut.waist[0]))
    hip = figure.outline_point(side, half_width * figure.breadth, HIP_Y, 0.7)
    corner = figure.outline_point(side, cut.hem, cut.length + rng.normal(0, 0.03), 0.8)
    bulge = 0.015 if half_width == cut.hip else 0.0
    above_hip = (end + hip) / 2 + xy(side * bulge, 0)
    below_hip = hip + 0.2 * (corner - hip)  # keeps the long last segment from bulging
    return corner, spline([end, above_hip, hip, below_hip, corner], 6)


def _skirt_hem(
    cut: BottomCut, corners: dict[int, np.ndarray], rng: np.random.Generator
) -> np.ndarray:
    """Lower edge from left to right, without its ends."""
    t = np.linspace(0, 1, 33)[1:-1, None]
    hem = corners[-1] + t * (corners[1] - corners[-1])
    sag = 4 * t[:, 0] * (1 - t[:, 0]) * cut.hem_drop
    waves = cut.pleats or int(rng.integers(3, 7))
    taper = np.minimum(1, 6 * np.minimum(t[:, 0], 1 - t[:, 0]))
    height = min(0.05, 0.12 * _fullness(cut))
    sag += height * np.sin(2 * np.pi * waves * t[:, 0] + rng.uniform(0, 6)) * taper
    hem[:, 1] += sag
    return hem


def _pleat_marks(cut: BottomCut, upper: np.ndarray, hem: np.ndarray) -> list[Mark]:
    dark = shade_colour(cut.cloth.colour, 0.76)
    marks = []
    for k in range(1, cut.pleats):
        t = k / cut.pleats
        end = hem[int(t * (len(hem) - 1))]
        start = upper[0] + t * (upper[-1] - upper[0]) + xy(0, 0.18)
        marks.append(Mark(np.stack([start, end]), dark, 0.014))
    return marks


def _skirt_folds(
    cut: BottomCut, upper: np.ndarray, hem: np.ndarray, rng: np.random.Generator
) -> tuple[Fold, ...]:
    """Folds from the waist to the hem, and across the belly."""
    folds = []
    count = 2 * cut.pleats or 4 + round(22 * _fullness(cut))
    for k in range(count):
        t = (k + 0.5) / count if cut.pleats else rng.uniform(0.05, 0.95)
        end = hem[int(t * (len(hem) - 1))]
        start_y = 0.2 + (0 if cut.pleats else rng.uniform(0, 0.6))
        start = upper[0] + t * (upper[-1] - upper[0]) + xy(0, start_y)
        height = (-1) ** k * 4.0 if cut.pleats else float(rng.choice([-1, 1])) * rng.uniform(2, 6)
        folds.append(Fold(np.stack([start, end]), 0.09, height))
    for _ in range(4):
        y = rng.uniform(0.1, 0.6)
        side = rng.choice([0, -1])
        start = upper[side] + xy(0, y)
        inward = (upper[len(upper) // 2] - upper[side]) * rng.uniform(0.4, 0.9)
        folds.append(Fold(np.stack([start, start + inward + xy(0, 0.1)]), 0.04, rng.normal(0, 2.5)))
    return tuple(folds)
