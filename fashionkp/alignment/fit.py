"""Fits of garments to targets, and which of them are too poor to use."""

from typing import NamedTuple

import numpy as np

from fashionkp.alignment.mean_shape import spread
from fashionkp.alignment.similarity import Similarity, fit_similarity, pixel_grid
from fashionkp.alignment.targets import Target, anchors
from fashionkp.alignment.thin_plate import ThinPlateWarp, fit_thin_plate
from fashionkp.alignment.transforms import Transform
from fashionkp.predictions.prediction import Prediction

SIMILARITY, TPS = 'similarity', 'tps'
WARPS = (SIMILARITY, TPS)
"""What moves a garment onto its target: a similarity, or a thin-plate spline."""

# docs/catalogue.md states how these were chosen.
MIN_POINTS = 3
"""Anchors that a fit needs: two are always fitted exactly, however wrong they are."""
MAX_RESIDUAL = 0.55
"""Largest :attr:`Fit.residual`; beyond it the points are not those of such a garment."""
MAX_AREA = 10.0
"""By how much a warp may enlarge or shrink a place, as area, beside what the similarity does."""

_MIN_WEIGHT = 0.05
_STIFFNESS = 1e-3  # so small that points come within a hundredth of an image
_GIVING_WAY = [(limbs, 1.0) for limbs in (1.0, 4.0, 16.0, 64.0, 256.0, 1e4)]
_GIVING_WAY += [(1e4, torso) for torso in (4.0, 16.0, 64.0)]
"""Factors of the stiffness, of points that are no anchors and of anchors, tried in turn until
nothing folds: an arm on the chest gives way before the chest does."""
_BORDER = 200.0  # stiffness of the image's border, in units of a key point's
_GRID = 32  # places along an image where folding is looked for


class PoorFit(ValueError):
    """A garment does not fit its target; the message says why."""


class Fit(NamedTuple):
    """How a garment is moved onto its target.

    Attributes:
        transform: Between photo and aligned image.
        similarity: The similarity, which a spline starts from.
        residual: Root mean square distance of the similarity's anchors from the target, in units
            of the target's anchors' root mean square distance from their centre.
    """

    transform: Transform
    similarity: Similarity
    residual: float


def fit_garment(
    garment: Prediction, target: Target, warp: str = SIMILARITY, *, weighted: bool = False
) -> Fit:
    """Fit a garment's present points to a target.

    Args:
        garment: The garment.
        target: Where its points go; points that only one of both has are not used.
        warp: One of the :data:`WARPS`.
        weighted: Whether sure points count more, by their scores.

    Raises:
        PoorFit: If there are fewer than :data:`MIN_POINTS` anchors, the residual is larger than
            :data:`MAX_RESIDUAL`, or the spline folds or bends the photo too much.
        ValueError: If ``warp`` is unknown.
    """
    if warp not in WARPS:
        raise ValueError(f'warp {warp!r}: expected {" or ".join(WARPS)}')
    names = [
        name
        for name, present in zip(garment.names, garment.present, strict=True)
        if present and name in target.points
    ]
    used = _Points(garment, target, names, weighted=weighted)
    fitted = used.only(anchors(names))
    if len(fitted.names) < MIN_POINTS:
        raise PoorFit(f'{len(fitted.names)} points to fit: expected at least {MIN_POINTS}')
    try:
        similarity = fit_similarity(fitted.source, fitted.target, fitted.weights)
    except ValueError as error:
        raise PoorFit(f'{error}') from None
    residual = _residual(similarity, fitted)
    if residual > MAX_RESIDUAL:
        raise PoorFit(f'residual {residual:.2f}: expected at most {MAX_RESIDUAL}')
    transform = similarity if warp == SIMILARITY else _spline(used, similarity, target.size)
    return Fit(transform, similarity, residual)


class _Points:
    """Points that a garment and its target have."""

    def __init__(
        self, garment: Prediction, target: Target, names: list[str], *, weighted: bool
    ) -> None:
        rows = [garment.names.index(name) for name in names]
        self.names = names
        self.source = np.asarray(garment.keypoints, np.float64)[rows]
        self.target = np.array([target.points[name] for name in names]).reshape(-1, 2)
        scores = np.asarray(garment.scores, np.float64)[rows]
        known = weighted and np.isfinite(scores).all()
        self.weights = np.clip(scores, _MIN_WEIGHT, 1) if known else np.ones(len(names))

    def only(self, names: tuple[str, ...]) -> '_Points':
        """Return some of the points."""
        rows = [self.names.index(name) for name in names]
        some = object.__new__(_Points)
        some.names = list(names)
        some.source, some.target = self.source[rows], self.target[rows]
        some.weights = self.weights[rows]
        return some


def _residual(similarity: Similarity, points: _Points) -> float:
    size = spread(points.target, points.weights)
    distances = ((similarity.to_image(points.source) - points.target) ** 2).sum(1)
    share = points.weights / points.weights.sum()
    return float(np.sqrt(share @ distances) / size) if size else np.inf


def _spline(points: _Points, similarity: Similarity, size: tuple[int, int]) -> ThinPlateWarp:
    """Return the spline that bends least among those that neither fold nor bend too much.

    The border stays near where the similarity puts it, so that the background is not torn.
    """
    corners = np.array([(x, y) for x in (0, 0.5, 1) for y in (0, 0.5, 1) if (x, y) != (0.5, 0.5)])
    border = corners * size
    controls = np.vstack([points.target, border])
    photo = np.vstack([points.source, similarity.to_photo(border)])
    weights = points.weights / points.weights.mean()
    fitted = anchors(points.names)
    is_anchor = np.array([name in fitted for name in points.names])
    grid = pixel_grid(size, max(1, max(size) // _GRID))
    for limbs, torso in _GIVING_WAY:
        each = np.concatenate(
            [np.where(is_anchor, torso, limbs) / weights, np.full(len(border), _BORDER)]
        )
        spline = fit_thin_plate(controls, photo, _STIFFNESS * each, max(size))
        areas = np.linalg.det(spline.jacobian(grid)) * similarity.scale**2
        if areas.min() > 1 / MAX_AREA and areas.max() < MAX_AREA:
            return spline
    raise PoorFit('the warp folds or bends too much: the points are too far from the target')
