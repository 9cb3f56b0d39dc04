"""Sleeves along an arm."""

import numpy as np

from fashionkp.synthetic.body.figure import SIDE_NAMES, Arm
from fashionkp.synthetic.clothes.top_cut import TopCut
from fashionkp.synthetic.drawing.cloth import tinted
from fashionkp.synthetic.drawing.curves import normals, spline, unlooped
from fashionkp.synthetic.drawing.layers import Fold, Layer, Mark


def _path(cut: TopCut, arm: Arm) -> tuple[np.ndarray, np.ndarray]:
    """Middle line of the sleeve and its half widths."""
    whole = arm.path()
    count = min(len(whole), max(6, round(cut.sleeve * len(whole))))
    path = whole[:count]
    if cut.sleeve > 1:
        path = np.vstack([path, path[-1] + (path[-1] - path[-3])])
    t = np.linspace(0, 1, len(path))
    radii = cut.sleeve_width + t * (cut.cuff_width - cut.sleeve_width)
    if cut.sleeve > 0.85 and cut.cuff_width < 0.22 and cut.cloth.stiffness < 0.4:
        radii += 0.07 * np.sin(np.pi * np.clip((t - 0.35) / 0.62, 0, 1))  # gathered at the cuff
    return path, radii


def sleeve(
    cut: TopCut,
    arm: Arm,
    side: int,
    corner: dict[str, np.ndarray],
    rng: np.random.Generator,
    prefix: str = '',
) -> tuple[Layer, tuple[np.ndarray, np.ndarray]]:
    """A sleeve from the shoulder and armpit of a torso along an arm.

    Returns:
        Its layer, and the outer and the inner corner of its cuff, (2,) each.
    """
    path, radii = _path(cut, arm)
    inward = normals(path) * side  # walking down the arm, the body is on this hand
    inner = path + inward * radii[:, None]
    # The head of the sleeve is flatter than its girth, or every shoulder would be puffed.
    along = np.arange(len(path)) / (0.35 * len(arm.path()))
    flat = np.clip(cut.puff + (1 - cut.puff) * along, 0, 1)
    outer = path - inward * (radii * flat)[:, None]
    shoulder, armpit = corner['shoulder'], corner['armpit']
    if cut.hold == 'off':
        shoulder = corner['neckline']
    reach = (armpit - path[0]) @ (path[4] - path[0]) / np.hypot(*(path[4] - path[0]))
    step = np.hypot(*(path[1] - path[0]))
    first = int(np.clip(round((reach + 0.1) / step), 2, len(path) - 3))
    # Where the arm hangs close to the body, the sleeve lies over the armpit.
    slack = 0.02 if cut.kind == 'outwear' else 0.09  # thin cloth folds into the armpit
    covers = (inner[first] - armpit) @ inward[first] > slack
    root = inner[first] - (path[first] - path[first - 1]) * 0.6 if covers else armpit
    way = (path[4] - path[0]) / np.hypot(*(path[4] - path[0]))
    smooth = unlooped(outer, path)
    below = smooth[(smooth - shoulder) @ way > 0.12]
    outside = spline(np.vstack([shoulder, below[: -2 : max(1, len(outer) // 7)], outer[-1]]), 4)
    inside = unlooped(inner[first + 1 :], path[first + 1 :])[::-1]
    inner_edge = np.vstack([inside, spline([inside[-1], root], 3)[1:]])
    under = [shoulder + t * (armpit - shoulder) - (side * 0.09, 0) for t in (0.6, 0.25)]
    outline = np.vstack([outside, inner_edge, under])
    hang = path[-1] - path[0]
    layer = Layer(
        f'{prefix}sleeve_{SIDE_NAMES[side]}',
        outline,
        cut.cloth,
        axis=float(-np.arctan2(hang[0], hang[1])),
        marks=_marks(cut, path, outer, inner),
        folds=_folds(cut, outer, inner, rng),
        shadow=0.4,
    )
    return layer, (outer[-1], inner[-1])


def _marks(cut: TopCut, path: np.ndarray, outer: np.ndarray, inner: np.ndarray) -> tuple[Mark, ...]:
    dark = tinted(cut.cloth.colour, 0.76)
    marks = []
    back = 3 if cut.sleeve > 0.6 else 1
    marks.append(Mark(np.stack([outer[-1 - back], inner[-1 - back]]), dark, 0.013))
    if cut.cloth.pattern == 'knit':
        for t in np.linspace(0.1, 0.9, 7):
            rib = [outer[i] + t * (inner[i] - outer[i]) for i in (-1, -1 - back)]
            marks.append(Mark(np.stack(rib), dark, 0.012))
    return tuple(marks)


def _folds(
    cut: TopCut, outer: np.ndarray, inner: np.ndarray, rng: np.random.Generator
) -> tuple[Fold, ...]:
    """Creases across the elbow and above the cuff."""
    folds = []
    n = len(outer)
    loose = 1.4 - cut.cloth.stiffness
    places = [0.42, 0.5, 0.56, 0.62, 0.82, 0.9] if cut.sleeve > 0.7 else [0.4, 0.6, 0.8]
    if cut.quilted:
        seams = range(4, n - 1, 4)
        return tuple(Fold(np.stack([inner[i], outer[i]]), 0.06, -15.0) for i in seams)
    for place in places:
        i = int(np.clip(place * n + rng.normal(0, 0.8), 1, n - 3))
        j = int(np.clip(i + rng.integers(-2, 3), 1, n - 2))
        start = inner[i] + (outer[i] - inner[i]) * rng.uniform(-0.05, 0.3)
        end = inner[j] + (outer[j] - inner[j]) * rng.uniform(0.5, 1.0)
        folds.append(Fold(np.stack([start, end]), 0.05, rng.normal(0, 4.5) * loose))
    return tuple(folds)
