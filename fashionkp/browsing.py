"""Sheets of pictures with their annotated key points drawn on them."""

from pathlib import Path

import numpy as np

from fashionkp.annotations import annotation_files, image_root, read_annotations
from fashionkp.categories import CATEGORIES, category_by_name
from fashionkp.doctor import found_rows
from fashionkp.drawing import sheet, tile, with_keypoints
from fashionkp.pictures import read_picture

TILE = (256, 276)
"""Width and height of a picture on a sheet, with its caption, pixels."""

_COLUMNS = 6


def data_sheet(
    path: str | Path, num: int, category: str | None, seed: int, finding: str | None = None
) -> np.ndarray:
    """Draw random pictures of a data set with all points that are annotated.

    Args:
        path: A table, or the folder of an archive.
        num: Pictures to draw; all where there are fewer.
        category: Name of the only category to draw, or None for all.
        seed: Decides which pictures are drawn.
        finding: Name of a check of :mod:`fashionkp.doctor`: draw rows that it finds only.

    Returns:
        (H, W, 3) uint8, BGR. Below each picture stands where its row is.

    Raises:
        FileNotFoundError: A table or picture is missing.
        ValueError: An unknown category or check, a malformed table, a file that is no picture, or
            no row.
    """
    if finding is None:
        table = read_annotations(*annotation_files(path))
        keep = np.ones(len(table), bool)
    else:
        table, keep = found_rows(path, finding)
    if category is not None:
        keep &= table.category_ids == list(CATEGORIES).index(category_by_name(category).name)
    if not keep.any():
        raise ValueError(f'{path}: no rows to draw: category={category}, finding={finding}')
    rows = random_order(np.flatnonzero(keep), seed)[:num]
    tiles = []
    for row in sorted(rows):
        image_id, where = table.image_ids[row], table.location(row)
        file = image_root(table.paths[table.file_ids[row]]) / image_id
        name, annotated = str(table.category_names[row]), table.visibility[row] >= 0
        points = with_keypoints(picture(file, where), name, table.keypoints[row], annotated)
        tiles.append(tile(points, TILE, f'{name}, {where}'))
    return sheet(tiles, min(_COLUMNS, len(tiles)))


def random_order(places: np.ndarray, seed: int) -> np.ndarray:
    """Return ``places`` shuffled, always the same way for a seed."""
    return np.random.default_rng(seed).permutation(places)


def picture(file: str | Path, where: str) -> np.ndarray:
    """Read a picture.

    Args:
        file: The picture.
        where: Row that names it, for errors.

    Returns:
        (H, W, 3) uint8, BGR.
    """
    if not Path(file).is_file():
        raise FileNotFoundError(f'{where}: no picture {file}')
    return read_picture(file, f'{file} ({where})')
