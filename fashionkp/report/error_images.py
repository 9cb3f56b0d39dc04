"""Images of the report: which are shown, and how truth and prediction are drawn on them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np

from fashionkp.categories import CATEGORIES, KEYPOINTS
from fashionkp.html_pages.elements import Html, figure
from fashionkp.images.reading import read_image
from fashionkp.report.evaluation import Evaluation, Model
from fashionkp.visualization.keypoints import side_color

WORST, RANDOM = 50, 20
"""How many images are shown."""

Finder = Callable[[int], Path]
"""Tells the file of a row's image."""

_SEED = 0
_WHITE, _BLACK, _GREY = (255, 255, 255), (0, 0, 0), (150, 150, 150)
_MISS = (0, 215, 255)  # yellow, BGR: the colour of no side


@dataclass(frozen=True)
class Chosen:
    """Rows that are shown, in this order."""

    worst: list[int]
    random: list[int]


def image_errors(model: Model, rule: str) -> np.ndarray:
    """Normalized error of each image, (N,), percent; NaN where no point counts."""
    found = model.errors[rule]
    numbers = found.counted.sum(1)
    none = np.full(len(numbers), np.nan)
    return np.divide(found.errors.sum(1), numbers, out=none, where=numbers > 0)


def choose(evaluation: Evaluation) -> Chosen:
    """The images on which a model errs most, and some by chance, always the same."""
    errors = [image_errors(model, evaluation.rule) for model in evaluation.models]
    highest = np.fmax.reduce(errors)
    rows = np.flatnonzero(~np.isnan(highest))
    worst = rows[np.argsort(-highest[rows], kind='stable')][:WORST]
    drawn = np.random.default_rng(_SEED).permutation(rows)[:RANDOM]
    return Chosen(worst.tolist(), np.sort(drawn).tolist())


def image_finder(evaluation: Evaluation, folder: Path | None = None) -> Finder | None:
    """Return what tells the file of each row's image; None where no image is at hand.

    Args:
        evaluation: What the rows are of.
        folder: What the image ids are relative to; where the tables are by default.

    Raises:
        FileNotFoundError: There is none of the images that are to be shown in ``folder``.
    """
    truth, chosen = evaluation.truth, choose(evaluation)

    def find(row: int) -> Path:
        return truth.image_path(row, folder)

    rows = chosen.worst + chosen.random
    if any(find(row).is_file() for row in rows):
        return find
    if folder and rows:
        raise FileNotFoundError(f'{folder}: no images: looked for {find(rows[0])} and others')
    return None


def figures(
    evaluation: Evaluation,
    row: int,
    file: Path,
    side: int,
    quality: int,
    captions: Sequence[object],
) -> list[Html]:
    """A row's image, once for each model, with truth and prediction.

    Args:
        evaluation: What the row is of.
        row: The row.
        file: Its image.
        side: Long side of what is drawn, pixels.
        quality: Of the JPEG, 0 to 100.
        captions: What stands below each.

    Raises:
        OSError: The image cannot be read.
        ValueError: It is none, or is cut off.
    """
    image = read_image(file)
    scale = side / max(image.shape[:2])
    width, height = (max(1, round(scale * length)) for length in image.shape[1::-1])
    how = cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR
    small = cv2.resize(image, (width, height), interpolation=how)
    return [
        figure(with_errors(small, evaluation, model, row, scale), caption, quality=quality)
        for model, caption in zip(evaluation.models, captions, strict=True)
    ]


def with_errors(
    image: np.ndarray, evaluation: Evaluation, model: Model, row: int, scale: float = 1.0
) -> np.ndarray:
    """Return an image with a garment's true and predicted points.

    True points are white rings, grey where occluded; predicted ones are dots in the colour of
    their side, each with a yellow line to where it should be.

    Args:
        image: (H, W, 3) uint8, BGR.
        evaluation: What the row is of.
        model: Whose prediction to draw.
        row: The row.
        scale: Of ``image``, relative to the image that the points are of.
    """
    canvas, truth = image.copy(), evaluation.truth
    true, found = _pixels(truth.keypoints[row], scale), _pixels(model.points[row], scale)
    seen, predicted = truth.visibility[row], model.points[row]
    # (-1, -1) stands for no point, and counts as a wrong one only where there should be one
    placed = model.found[row] & (predicted != -1).any(-1)
    shown = placed | (model.found[row] & (seen >= 0))
    category = list(CATEGORIES.values())[truth.category_ids[row]]
    for first, second in category.skeleton:
        ends = KEYPOINTS.index(first), KEYPOINTS.index(second)
        if placed[list(ends)].all():
            paint = side_color(first, second)[::-1]
            cv2.line(canvas, found[ends[0]], found[ends[1]], paint, 1, cv2.LINE_AA)
    for place in category.keypoint_ids:
        if seen[place] >= 0:
            if shown[place]:
                cv2.line(canvas, true[place], found[place], _MISS, 2, cv2.LINE_AA)
            ring = _WHITE if seen[place] else _GREY
            cv2.circle(canvas, true[place], 6, _BLACK, 3, cv2.LINE_AA)
            cv2.circle(canvas, true[place], 6, ring, 2, cv2.LINE_AA)
        if shown[place]:
            cv2.circle(canvas, found[place], 4, _WHITE, -1, cv2.LINE_AA)
            paint = side_color(KEYPOINTS[place])[::-1]
            cv2.circle(canvas, found[place], 3, paint, -1, cv2.LINE_AA)
    return canvas


def _pixels(points: np.ndarray, scale: float) -> list[tuple[int, int]]:
    # from the centres of pixels to those of the scaled image; far outside is as good as outside
    places = np.nan_to_num(np.clip((points + 0.5) * scale - 0.5, -(10**4), 10**4))
    return [(round(x), round(y)) for x, y in places.tolist()]
