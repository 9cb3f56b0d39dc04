"""Skirts on a figure: outline, details and key points."""

import numpy as np

from fashionkp.synthetic.body.figure import Figure
from fashionkp.synthetic.body.proportions import HIP_Y, SIDE_NAMES, SIDES
from fashionkp.synthetic.clothes.lower.bottom_cut import BottomCut
from fashionkp.synthetic.clothes.lower.waistband import waistband, waistband_marks
from fashionkp.synthetic.clothes.piece import Piece, PiecePoint
from fashionkp.synthetic.clothes.skirt_details import skirt_folds, skirt_marks
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
    border = np.vstack([corners[-1], hem, corners[1]])
    spread = (cut.hem / cut.waist[0] - 1) / (cut.length - cut.waist[1])
    drape = Drape((float(upper[len(upper) // 2][0]), cut.waist[1]), max(0.0, spread))
    layer = Layer(
        part,
        outline,
        cut.cloth,
        marks=(
            *waistband_marks(cut, upper),
            Mark(border - (0, 0.08), shade_colour(cut.cloth.colour, 0.78), 0.012),
            *skirt_marks(cut.style, cut.cloth.colour, upper, border),
        ),
        folds=(
            *skirt_folds(cut.style, _fullness(cut), (upper, border), rng),
            *_belly_folds(upper, rng),
        ),
        drape=drape,
    )
    piece = Piece(body=[layer], prefix=prefix)
    for side in SIDES:
        name = SIDE_NAMES[side]
        piece.points[f'waistband_{name}'] = PiecePoint(ends[side], (part,))
        piece.points[f'hemline_{name}'] = PiecePoint(corners[side], (part,))
    return piece


def _fullness(cut: BottomCut) -> float:
    """Increase of a skirt's half width per unit of length below the hips."""
    return max(0.0, (cut.hem - cut.hip) / (cut.length - HIP_Y))


def _belly_folds(upper: np.ndarray, rng: np.random.Generator) -> list[Fold]:
    """Short folds across the belly."""
    folds = []
    for _ in range(4):
        side = rng.choice([0, -1])
        start = upper[side] + xy(0, rng.uniform(0.1, 0.6))
        inward = (upper[len(upper) // 2] - upper[side]) * rng.uniform(0.4, 0.9)
        folds.append(Fold(np.stack([start, start + inward + xy(0, 0.1)]), 0.04, rng.normal(0, 2.5)))
    return folds


def _skirt_edge(
    cut: BottomCut, figure: Figure, side: int, *, end: np.ndarray, rng: np.random.Generator
) -> tuple[np.ndarray, np.ndarray]:
    """Return the corner of the hem, and the edge from the end of the waistband to it."""
    hip_share = (HIP_Y - cut.waist[1]) / (cut.length - cut.waist[1])
    straight = cut.waist[0] + 1.05 * hip_share * (cut.hem - cut.waist[0])
    half_width = max(cut.hip, straight)
    bulge = 0.015 if half_width == cut.hip else 0.0
    hem_y = cut.length + side * cut.slant / 2 + rng.normal(0, 0.03)
    middle_y = (HIP_Y + hem_y) / 2
    hip = figure.outline_point(side, half_width * figure.breadth, HIP_Y, 0.7)
    above_hip = (end + hip) / 2 + xy(side * bulge, 0)
    middle = figure.outline_point(side, max(cut.knee, (half_width + cut.hem) / 2 - 0.1), middle_y)
    corner = figure.outline_point(side, cut.hem, hem_y, 0.8)
    return corner, spline([end, above_hip, hip, middle, corner], 6)


def _skirt_hem(
    cut: BottomCut, corners: dict[int, np.ndarray], rng: np.random.Generator
) -> np.ndarray:
    """Lower edge from left to right, without its ends."""
    t = np.linspace(0, 1, 33)[1:-1]
    along = corners[1] - corners[-1]
    sag = 4 * t * (1 - t) * cut.hem_drop
    waves = cut.style.pleats or int(rng.integers(3, 7))
    taper = np.minimum(1, 6 * np.minimum(t, 1 - t))
    height = min(0.05, 0.12 * _fullness(cut))
    sag += height * np.sin(2 * np.pi * waves * t + rng.uniform(0, 6)) * taper
    down = xy(-along[1], along[0]) / max(np.hypot(*along), 1e-6)
    return corners[-1] + t[:, None] * along + sag[:, None] * down
