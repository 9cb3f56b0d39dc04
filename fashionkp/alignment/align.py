"""A garment moved onto a template or another garment."""

from dataclasses import dataclass, replace

import numpy as np

from fashionkp.alignment.fit import SIMILARITY, Fit, fit_garment
from fashionkp.alignment.targets import Target, template
from fashionkp.alignment.transforms import Transform
from fashionkp.images.sampling import AUTO, sample_image
from fashionkp.predictions.prediction import Prediction


@dataclass(frozen=True, eq=False)
class GarmentImage:
    """An image made of a garment in a photo.

    Attributes:
        image: (h, w, 3) uint8, BGR.
        garment: The garment with its points in this image.
        transform: Between the photo and this image: ``to_image`` and ``to_photo`` map points.
        residual: See :class:`~fashionkp.alignment.fit.Fit`; None where nothing was fitted.
        part: Name of the part that the image shows; empty for an aligned garment.
    """

    image: np.ndarray
    garment: Prediction
    transform: Transform
    residual: float | None = None
    part: str = ''


def align(
    image: np.ndarray,
    garment: Prediction,
    target: Target | None = None,
    *,
    warp: str = SIMILARITY,
    background: str = AUTO,
    weighted: bool = False,
) -> GarmentImage:
    """Move a garment onto a target: upright, in one place and scale.

    Args:
        image: The photo, (H, W, 3) uint8, BGR.
        garment: Its key points.
        target: Where they go; by default the :func:`~fashionkp.alignment.targets.template` of the
            category in an image of 512 x 512 pixels.
        warp: 'similarity' turns, scales and moves; 'tps' also bends, so that all points come close
            to the target.
        background: What is outside of the photo, one of the
            :data:`~fashionkp.images.sampling.BACKGROUNDS`.
        weighted: Whether sure points count more, by their scores.

    Raises:
        PoorFit: If the garment does not fit, see :func:`~fashionkp.alignment.fit.fit_garment`.
        ValueError: If the category has no template, or an argument is unknown.
    """
    target = target or template(garment.category)
    fit = fit_garment(garment, target, warp, weighted=weighted)
    pixels = sample_image(
        image, fit.transform.positions(target.size), background, 1 / fit.similarity.scale
    )
    return GarmentImage(pixels, _moved(garment, fit, target.size), fit.transform, fit.residual)


def _moved(garment: Prediction, fit: Fit, size: tuple[int, int]) -> Prediction:
    """Return a garment in an aligned image; absent points are moved by the similarity alone."""
    photo = np.asarray(garment.keypoints, np.float64)
    points = fit.similarity.to_image(photo)
    present = garment.present
    points[present] = fit.transform.to_image(photo[present])
    return in_image(garment, points, size)


def in_image(garment: Prediction, points: np.ndarray, size: tuple[int, int]) -> Prediction:
    """Return a garment with its points in another image, which shows nothing else."""
    box = (0.0, 0.0, float(size[0]), float(size[1]))
    return replace(garment, keypoints=points, size=size, box=box, heatmaps=None)
