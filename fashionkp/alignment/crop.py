"""Upright crops around the parts of a garment."""

import math
from itertools import compress

import numpy as np

from fashionkp.alignment.align import GarmentImage, in_image
from fashionkp.alignment.fit import MIN_POINTS, PoorFit
from fashionkp.alignment.parts import CATEGORY_PARTS, WHOLE, Part
from fashionkp.alignment.similarity import Similarity, fit_similarity
from fashionkp.alignment.targets import anchors, has_template, template
from fashionkp.images.sampling import AUTO, sample_image
from fashionkp.keypoints import mirror, side
from fashionkp.predictions.prediction import Prediction

MAX_SIDE = 8192
"""Longest side of a crop, pixels."""

_MIN_EXTENT = 1.0  # pixels between the points of a part


def crop(
    image: np.ndarray,
    garment: Prediction,
    part: str = WHOLE,
    *,
    aspect: float | None = 1.0,
    size: int | None = None,
    margin: float | None = None,
    background: str = AUTO,
) -> GarmentImage:
    """Return an upright crop around a part of a garment, which holds all of its points.

    Sleeves, cuffs and legs hang down; other parts are turned with the garment.

    Args:
        image: The photo, (H, W, 3) uint8, BGR.
        garment: Its key points.
        part: Name of the part, see :data:`~fashionkp.alignment.parts.CATEGORY_PARTS`.
        aspect: Width of the crop divided by its height; None for that of the points' box.
        size: Longer side of the crop, pixels; by default as large as in the photo.
        margin: Space around the points, as a share of the longer side of their box; by default
            that of the part.
        background: What is outside of the photo, one of the
            :data:`~fashionkp.images.sampling.BACKGROUNDS`.

    Raises:
        PoorFit: If the garment's category has no such part, or points of it are absent.
        ValueError: If an argument is out of range.
    """
    transform, frame = crop_frame(garment, part, aspect=aspect, size=size, margin=margin)
    pixels = sample_image(image, transform.positions(frame), background, 1 / transform.scale)
    moved = transform.to_image(np.asarray(garment.keypoints, np.float64))
    return GarmentImage(pixels, in_image(garment, moved, frame), transform, part=part)


def crop_frame(
    garment: Prediction,
    part: str = WHOLE,
    *,
    aspect: float | None = 1.0,
    size: int | None = None,
    margin: float | None = None,
) -> tuple[Similarity, tuple[int, int]]:
    """Return the transform from a photo to a crop, and the crop's width and height.

    Arguments and exceptions are those of :func:`crop`.
    """
    check_frame(aspect, size, margin)
    definition = find_part(garment, part)
    present = _present(garment)
    points = _points(garment, [name for name in definition.keypoints if name in present])
    margin = definition.margin if margin is None else margin
    return _frame(points, _angle(garment, definition), margin, (aspect, size))


def check_frame(aspect: float | None, size: int | None, margin: float | None) -> None:
    """Raise ValueError if an argument of :func:`crop` is out of range."""
    if aspect is not None and not 0.01 <= aspect <= 100:
        raise ValueError(f'aspect {aspect:g}: expected 0.01 to 100')
    if size is not None and not 2 <= size <= MAX_SIDE:
        raise ValueError(f'size {size}: expected 2 to {MAX_SIDE}')
    if margin is not None and not 0 <= margin <= 10:
        raise ValueError(f'margin {margin:g}: expected 0 to 10')


def find_part(garment: Prediction, part: str) -> Part:
    """Return the first definition of a part whose points a garment has.

    Raises:
        PoorFit: If there is none.
    """
    definitions = CATEGORY_PARTS[garment.category].get(part)
    if not definitions:
        known = ', '.join(CATEGORY_PARTS[garment.category])
        raise PoorFit(f'{garment.category}: no {part}, only {known}')
    if part == WHOLE:
        return definitions[0]
    present = _present(garment)
    for definition in definitions:
        if all(name in present for name in definition.needed):
            return definition
    missing = [name for name in definitions[0].needed if name not in present]
    raise PoorFit(f'no {", no ".join(missing)}')


def upright_angle(garment: Prediction) -> float:
    """Return by how much a garment in a photo is turned clockwise, degrees.

    It is that of the similarity to the category's template or, without one, that of the lines from
    left points to their mirror images.

    Raises:
        PoorFit: If too few points are present.
    """
    used = anchors(_present(garment))
    if has_template(garment.category) and len(used) >= MIN_POINTS:
        target = template(garment.category).points
        places = np.array([target[name] for name in used])
        return -fit_similarity(_points(garment, list(used)), places).angle
    pairs = [name for name in used if side(name) == 'left' and mirror(name) in used]
    lines = _points(garment, [mirror(name) for name in pairs]) - _points(garment, pairs)
    x, y = lines.sum(0) if pairs else (0.0, 0.0)
    if math.hypot(x, y) < _MIN_EXTENT:
        raise PoorFit('no pair of a left and a right point: the angle is not known')
    return math.degrees(math.atan2(y, x))


def _present(garment: Prediction) -> list[str]:
    """Return the names of the key points that are present, in their order."""
    return list(compress(garment.names, garment.present))


def _points(garment: Prediction, names: list[str]) -> np.ndarray:
    index = garment.names.index
    rows = [index(name) for name in names]
    return np.asarray(garment.keypoints, np.float64)[rows].reshape(-1, 2)


def _angle(garment: Prediction, part: Part) -> float:
    """Return by how much a part is turned clockwise in the photo, degrees."""
    if not part.start:
        return upright_angle(garment)
    start, end = (_points(garment, list(names)).mean(0) for names in (part.start, part.end))
    x, y = end - start
    if math.hypot(x, y) < _MIN_EXTENT:
        raise PoorFit(f'{part.name}: its ends coincide')
    return math.degrees(math.atan2(-x, y))


def _frame(
    points: np.ndarray, angle: float, margin: float, shape: tuple[float | None, int | None]
) -> tuple[Similarity, tuple[int, int]]:
    """Return the transform to a crop around points of the photo, and the crop's size."""
    aspect, size = shape
    turn = complex(math.cos(math.radians(angle)), -math.sin(math.radians(angle)))
    upright = Similarity.of(turn, 0j).to_image(points)
    low, high = upright.min(0), upright.max(0)
    if (longest := float((high - low).max())) < _MIN_EXTENT:
        raise PoorFit('its points coincide')
    width, height = high - low + 2 * margin * longest
    if aspect is not None:
        width, height = max(width, height * aspect), max(height, width / aspect)
    scale = 1.0 if size is None else (size - 1) / max(width, height)
    frame = tuple(max(2, math.ceil(scale * length - 1e-6) + 1) for length in (width, height))
    if max(frame) > MAX_SIDE:
        raise PoorFit(f'a crop of {frame[0]} x {frame[1]} pixels: expected at most {MAX_SIDE}')
    middle = complex(*(low + high) / 2)
    shift = complex(*(np.array(frame) - 1) / 2) - scale * middle
    return Similarity.of(scale * turn, shift), (frame[0], frame[1])
