"""Images of a data set with their annotated key points."""

import logging
from pathlib import Path

import cv2
import numpy as np

from fashionkp.annotations import AnnotationTable
from fashionkp.categories import CATEGORY_IDS, category_by_name
from fashionkp.images.reading import read_image
from fashionkp.visualization.contact_sheet import TILE, CaptionedRow
from fashionkp.visualization.keypoints import with_keypoints

_logger = logging.getLogger('fashionkp')


def random_samples(
    table: AnnotationTable,
    num: int,
    *,
    rows: np.ndarray | None = None,
    category: str | None = None,
    seed: int = 0,
) -> list[CaptionedRow]:
    """Draw random rows of a table with all points that are annotated.

    Args:
        table: The rows; their images lie beside it.
        num: Number of rows to draw, all if there are fewer.
        rows: (N,) bool, the rows to choose from; all by default.
        category: Name of the only category to draw, or None for all.
        seed: Seed of the choice.

    Returns:
        One image for each row, captioned with its category and line, in the order of the table.
        An image that cannot be read is logged and replaced by a grey one that says so.

    Raises:
        FileNotFoundError: If none of the images can be read and the first one does not exist.
        ValueError: If the category is unknown, no row can be drawn, or no image can be read.
    """
    indices = np.flatnonzero(_choices(table, rows, category))
    samples: list[CaptionedRow] = []
    errors: list[Exception] = []
    for row in sorted(random_order(indices, seed)[:num]):
        caption = f'{table.category_names[row]}, {table.location(row)}'
        try:
            samples.append(CaptionedRow([_annotated(table, row)], caption))
        except (OSError, ValueError) as error:
            _logger.warning('%s', error)
            errors.append(error)
            samples.append(CaptionedRow([_unreadable()], caption))
    if len(errors) == len(samples):
        raise errors[0]
    return samples


def _choices(table: AnnotationTable, rows: np.ndarray | None, category: str | None) -> np.ndarray:
    """Return which rows can be drawn, (N,) bool, at least one of them."""
    choices = np.ones(len(table), bool) if rows is None else rows
    if category is not None:
        category_id = CATEGORY_IDS[category_by_name(category).name]
        choices = choices & (table.category_ids == category_id)
    if not choices.any():
        paths = ', '.join(map(str, table.paths))
        raise ValueError(f'{paths}: no rows to draw{f": category={category}" if category else ""}')
    return choices


def random_order(rows: np.ndarray, seed: int) -> np.ndarray:
    """Return ``rows`` in an order that depends on the seed only."""
    return np.random.default_rng(seed).permutation(rows)


def read_sample(file: str | Path, location: str) -> np.ndarray:
    """Read the image of a row.

    Args:
        file: The image.
        location: File and line of the row, for errors.

    Returns:
        (H, W, 3) uint8, BGR.

    Raises:
        FileNotFoundError: If there is no such file.
        ValueError: If it is not an image, or is truncated.
    """
    if not Path(file).is_file():
        raise FileNotFoundError(f'{location}: no image {file}')
    return read_image(file, f'{file} ({location})')


def _annotated(table: AnnotationTable, row: int) -> np.ndarray:
    return with_keypoints(
        read_sample(table.image_path(row), table.location(row)),
        str(table.category_names[row]),
        table.keypoints[row],
        table.visibility[row] >= 0,
    )


def _unreadable() -> np.ndarray:
    """Return the tile for an image that cannot be read."""
    canvas = np.full((TILE[0], TILE[0], 3), 225, np.uint8)
    position, font = (48, TILE[0] // 2), cv2.FONT_HERSHEY_SIMPLEX
    cv2.putText(canvas, 'cannot be read', position, font, 0.7, (40, 40, 40), 1, cv2.LINE_AA)
    return canvas
