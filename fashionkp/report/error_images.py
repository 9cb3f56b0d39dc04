"""Images of the report: which are shown, and how truth and prediction are drawn on them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np

from fashionkp.categories import CATEGORIES
from fashionkp.html_pages.elements import Html, figure
from fashionkp.images.reading import read_image
from fashionkp.report.evaluation import Evaluation, Model
from fashionkp.visualization.keypoints import with_errors

WORST, RANDOM = 50, 20
"""How many images are shown."""

Finder = Callable[[int], Path]
"""Tells the file of a row's image."""

_SEED = 0


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
        figure(with_row_errors(small, evaluation, model, row, scale), caption, quality=quality)
        for model, caption in zip(evaluation.models, captions, strict=True)
    ]


def with_row_errors(
    image: np.ndarray, evaluation: Evaluation, model: Model, row: int, scale: float = 1.0
) -> np.ndarray:
    """Return an image with a row's true and predicted points.

    Args:
        image: (H, W, 3) uint8, BGR.
        evaluation: Holds the true points.
        model: Holds the predicted points.
        row: Index of the row.
        scale: Size of ``image`` relative to the original image.
    """
    truth = evaluation.truth
    return with_errors(
        image,
        list(CATEGORIES)[truth.category_ids[row]],
        target=truth.keypoints[row],
        visibility=truth.visibility[row],
        predicted=model.points[row],
        found=model.found[row],
        scale=scale,
    )
