"""Images of the report: which are shown, and how true and predicted key points are drawn."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from fashionkp.categories import CATEGORY_NAMES
from fashionkp.html_pages.embedded_image import EmbeddedImage, embed_jpeg
from fashionkp.images.reading import read_image
from fashionkp.images.resizing import rescale
from fashionkp.report.evaluation import Evaluation, ModelErrors
from fashionkp.visualization.heatmaps import PANEL_SIDE
from fashionkp.visualization.keypoints import with_errors

NUM_WORST, NUM_RANDOM = 50, 20
"""Number of images that are shown."""

_SEED = 0
_JPEG_QUALITY = 80


@dataclass(frozen=True)
class ShownRows:
    """Indices of the rows whose images are shown, in order."""

    worst: list[int]
    random: list[int]


@dataclass(frozen=True)
class ShownImage:
    """The image of a row in the report.

    Attributes:
        image_id: Id of the image.
        location: File and line of its annotation.
        errors: NE of the image for each model, percent; NaN without a prediction.
        drawings: The image with the key points of each model; none if it cannot be read.
        failure: Why it cannot be read.
        heatmaps: Heatmaps of some of its key points, if there are any.
    """

    image_id: str
    location: str
    errors: list[float]
    drawings: list[EmbeddedImage]
    failure: str = ''
    heatmaps: EmbeddedImage | None = None


def image_errors(model: ModelErrors, rule: str) -> np.ndarray:
    """Return the NE of each image, (N,), percent; NaN if no key point counts."""
    errors = model.errors[rule]
    counts = errors.counted.sum(1)
    out = np.full(len(counts), np.nan)
    return np.divide(errors.errors.sum(1), counts, out=out, where=counts > 0)


def select_rows(evaluation: Evaluation) -> ShownRows:
    """Return the rows with the largest error of any model, and random ones, always the same."""
    errors = [image_errors(model, evaluation.rule) for model in evaluation.models]
    largest = np.fmax.reduce(errors)
    rows = np.flatnonzero(~np.isnan(largest))
    worst = rows[np.argsort(-largest[rows], kind='stable')][:NUM_WORST]
    random = np.random.default_rng(_SEED).permutation(rows)[:NUM_RANDOM]
    return ShownRows(worst.tolist(), np.sort(random).tolist())


def find_images(evaluation: Evaluation, folder: Path | None = None) -> list[Path] | None:
    """Return the image file of each row; None if none of those to be shown exists.

    Args:
        evaluation: The evaluation.
        folder: Folder that image ids are relative to; by default that of the annotations.

    Raises:
        FileNotFoundError: If none exists in ``folder``.
    """
    paths = evaluation.truth.image_paths(folder)
    shown = select_rows(evaluation)
    rows = shown.worst + shown.random
    if any(paths[row].is_file() for row in rows):
        return paths
    if folder and rows:
        raise FileNotFoundError(f'{folder}: no images: looked for {paths[rows[0]]} and others')
    return None


def shown_images(
    evaluation: Evaluation,
    rows: Sequence[int],
    paths: Sequence[Path] | None,
    long_side: int,
    *,
    heatmaps: Mapping[int, np.ndarray] | None = None,
) -> list[ShownImage]:
    """Return rows with their errors and drawings.

    Args:
        evaluation: The evaluation.
        rows: Indices of the rows.
        paths: Image file of each row of the ground truth; None to draw no image.
        long_side: Long side of a drawing, pixels.
        heatmaps: Heatmaps by row, (H, W, 3) uint8, BGR, which are shown at the drawings' scale.
    """
    errors = [image_errors(model, evaluation.rule) for model in evaluation.models]
    images = []
    for row in rows:
        drawings, failure = [], ''
        if paths:
            try:
                drawings = draw_errors(evaluation, row, paths[row], long_side)
            except (OSError, ValueError) as error:
                failure = str(error)
        images.append(
            ShownImage(
                image_id=str(evaluation.truth.image_ids[row]),
                location=evaluation.truth.location(row),
                errors=[float(values[row]) for values in errors],
                drawings=drawings,
                failure=failure,
                heatmaps=_embedded((heatmaps or {}).get(row), long_side),
            )
        )
    return images


def _embedded(heatmaps: np.ndarray | None, long_side: int) -> EmbeddedImage | None:
    """Return heatmaps at the scale of the drawings, if there are any."""
    if heatmaps is None:
        return None
    scale = min(1.0, long_side / PANEL_SIDE)
    return embed_jpeg(rescale(heatmaps, scale), _JPEG_QUALITY)


def draw_errors(
    evaluation: Evaluation, row: int, path: Path, long_side: int
) -> list[EmbeddedImage]:
    """Return the image of a row, once for each model, with true and predicted key points.

    Args:
        evaluation: The evaluation.
        row: Index of the row.
        path: Its image.
        long_side: Long side of the drawing, pixels.

    Raises:
        OSError: If the image cannot be read.
        ValueError: If the file is not an image, or is truncated.
    """
    image = read_image(path)
    scale = long_side / max(image.shape[:2])
    resized = rescale(image, scale)
    return [
        embed_jpeg(with_model(resized, evaluation, model, row, scale=scale), _JPEG_QUALITY)
        for model in evaluation.models
    ]


def with_model(
    image: np.ndarray, evaluation: Evaluation, model: ModelErrors, row: int, *, scale: float = 1.0
) -> np.ndarray:
    """Return an image with a row's true and predicted key points.

    Args:
        image: (H, W, 3) uint8, BGR.
        evaluation: Has the true key points.
        model: Has the predicted key points.
        row: Index of the row.
        scale: Size of ``image`` relative to the original image.
    """
    truth = evaluation.truth
    return with_errors(
        image,
        CATEGORY_NAMES[truth.category_ids[row]],
        target=truth.keypoints[row],
        visibility=truth.visibility[row],
        predicted=model.keypoints[row],
        found=model.predicted[row],
        scale=scale,
    )
