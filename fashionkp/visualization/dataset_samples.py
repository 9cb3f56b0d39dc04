"""Images of a data set with their annotated key points drawn on them."""

import logging
from pathlib import Path

import numpy as np

from fashionkp.annotations import (
    AnnotationTable,
    annotation_files,
    read_annotations,
)
from fashionkp.categories import CATEGORIES, category_by_name
from fashionkp.doctor import found_rows
from fashionkp.images.reading import read_image
from fashionkp.visualization.contact_sheet import TILE, CaptionedRow
from fashionkp.visualization.keypoints import with_keypoints
from fashionkp.visualization.raster_charts import write

_logger = logging.getLogger('fashionkp')


def data_images(
    path: str | Path, num: int, category: str | None, seed: int, finding: str | None = None
) -> list[CaptionedRow]:
    """Draw random images of a data set with all points that are annotated.

    Args:
        path: A table, or the folder of an archive.
        num: Images to draw; all where there are fewer.
        category: Name of the only category to draw, or None for all.
        seed: Decides which images are drawn.
        finding: Name of a check of :mod:`fashionkp.doctor`: draw rows that it finds only.

    Returns:
        One image each, with where its row is as the caption. An image that cannot be read is
        logged, and what stands in its place says so.

    Raises:
        FileNotFoundError: There is no table, or none of the images.
        ValueError: An unknown category or check, a malformed table, no row, or none of the files is
            an image.
    """
    if finding is None:
        table = read_annotations(*annotation_files(path))
        keep = np.ones(len(table), bool)
    else:
        table, keep = found_rows(path, finding)
    if category is not None:
        keep &= table.category_ids == list(CATEGORIES).index(category_by_name(category).name)
    if not keep.any():
        wanted = {'category': category, 'finding': finding}
        text = ', '.join(f'{key}={value}' for key, value in wanted.items() if value is not None)
        raise ValueError(f'{path}: no rows to draw{": " if text else ""}{text}')
    rows = random_order(np.flatnonzero(keep), seed)[:num]
    shown: list[CaptionedRow] = []
    faults: list[Exception] = []
    for row in sorted(rows):
        caption = f'{table.category_names[row]}, {table.location(row)}'
        try:
            shown.append(CaptionedRow([_drawn(table, row)], caption))
        except (OSError, ValueError) as error:
            _logger.warning('%s', error)
            faults.append(error)
            shown.append(CaptionedRow([_unreadable()], caption))
    if len(faults) == len(shown):
        raise faults[0]
    return shown


def _drawn(table: AnnotationTable, row: int) -> np.ndarray:
    """A row's image with its annotated points."""
    image = read_sample(table.image_path(row), table.location(row))
    annotated = table.visibility[row] >= 0
    return with_keypoints(image, str(table.category_names[row]), table.keypoints[row], annotated)


def _unreadable() -> np.ndarray:
    """What stands in place of an image that cannot be read, as large as on a sheet."""
    canvas = np.full((TILE[0], TILE[0], 3), 225, np.uint8)
    write(canvas, 'cannot be read', (48, TILE[0] // 2), size=0.7)
    return canvas


def random_order(places: np.ndarray, seed: int) -> np.ndarray:
    """Return ``places`` shuffled, always the same way for a seed."""
    return np.random.default_rng(seed).permutation(places)


def read_sample(file: str | Path, where: str) -> np.ndarray:
    """Read an image.

    Args:
        file: The image.
        where: Row that names it, for errors.

    Returns:
        (H, W, 3) uint8, BGR.
    """
    if not Path(file).is_file():
        raise FileNotFoundError(f'{where}: no image {file}')
    return read_image(file, f'{file} ({where})')
