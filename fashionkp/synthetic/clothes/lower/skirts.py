"""Skirts on a figure: outline, details and key points."""

from dataclasses import replace

import numpy as np

from fashionkp.synthetic.body.figure import Figure
from fashionkp.synthetic.body.proportions import HIP_Y, SIDE_NAMES, SIDES
from fashionkp.synthetic.clothes.contrast import band_marks
from fashionkp.synthetic.clothes.lower.bottom_cut import BottomCut
from fashionkp.synthetic.clothes.lower.waistband import waistband, waistband_marks
from fashionkp.synthetic.clothes.piece import Piece, PiecePoint
from fashionkp.synthetic.clothes.skirt_details import SkirtStyle, skirt_folds, skirt_marks
from fashionkp.synthetic.drawing.cloth import shade_colour
from fashionkp.synthetic.drawing.curves import ellipse, spline, xy
from fashionkp.synthetic.drawing.layers import Drape, Fold, Layer, Mark

_SHEER = 0.5  # opacity of a sheer skirt over its lining


def skirt_piece(cut: BottomCut, figure: Figure, rng: np.random.Generator, prefix: str) -> Piece:
    """Skirt on a figure; ``prefix`` is the prefix of its part name."""
    piece = Piece(prefix=prefix, cut=cut)
    if cut.lining:
        length = cut.waist[1] + cut.lining * (cut.length - cut.waist[1])
        hem = cut.hip + 0.8 * cut.lining * (cut.hem - cut.hip)
        lining = replace(cut, length=length, hem=hem, knee=0.0, style=SkirtStyle(), slant=0.0)
        lining = replace(lining, cloth=replace(cut.cloth, opacity=1.0))
        piece.body.append(_skirt(lining, figure, rng, f'{prefix}skirt')[0])
        cut = replace(cut, cloth=replace(cut.cloth, opacity=_SHEER))
    layer, points = _skirt(cut, figure, rng, f'{prefix}skirt')
    piece.body.append(layer)
    for name, position in points.items():
        piece.points[name] = PiecePoint(position, (layer.part,))
    return piece


def _skirt(
    cut: BottomCut, figure: Figure, rng: np.random.Generator, part: str
) -> tuple[Layer, dict[str, np.ndarray]]:
    """Return the layer of a skirt and its key points."""
    ends, upper = waistband(cut, figure)
    corners, edges = {}, {}
    for side in SIDES:
        corners[side], edges[side] = _skirt_edge(cut, figure, side, end=ends[side], rng=rng)
    hem = _skirt_hem(cut, corners, rng)
    border = np.vstack([corners[-1], hem, corners[1]])
    spread = (cut.hem / cut.waist[0] - 1) / (cut.length - cut.waist[1])
    layer = Layer(
        part,
        np.vstack([edges[-1], hem, edges[1][::-1], upper[-2:0:-1]]),
        cut.cloth,
        marks=(
            *waistband_marks(cut, upper),
            *band_marks(cut.contrast, cut.cloth.colour, border),
            *(_button_row(cut, upper, border) if cut.buttons else ()),
            Mark(border - (0, 0.08), shade_colour(cut.cloth.colour, 0.78), 0.012),
            *skirt_marks(cut.style, cut.cloth.colour, upper, border),
        ),
        folds=(
            *skirt_folds(cut.style, _fullness(cut), (upper, border), rng),
            *_belly_folds(upper, rng),
        ),
        drape=Drape((float(upper[len(upper) // 2][0]), cut.waist[1]), max(0.0, spread)),
    )
    points = {f'waistband_{SIDE_NAMES[side]}': ends[side] for side in SIDES}
    return layer, points | {f'hemline_{SIDE_NAMES[side]}': corners[side] for side in SIDES}


def _button_row(cut: BottomCut, upper: np.ndarray, border: np.ndarray) -> list[Mark]:
    """Buttons from the waistband to the hem."""
    start, end = (line[len(line) // 2] for line in (upper, border))
    count = max(round((end[1] - start[1]) / 0.4), 2)
    centres = np.linspace(start + xy(0, 0.08), end, count, endpoint=False)
    return [Mark(ellipse(centre, 0.05, 0.05, 10), cut.trim) for centre in centres]


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
    if (corner - middle) @ (corner - hip) < 0:  # on the inside of a bent knee
        middle = (hip + corner) / 2
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
