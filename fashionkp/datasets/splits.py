"""Fixed splits: whether an image is for training or for validation follows from its id alone."""

import os
import zlib
from collections.abc import Iterable
from pathlib import Path, PurePosixPath

import numpy as np

from fashionkp.annotations import (
    AnnotationTable,
    annotation_files,
    image_root,
    read_annotations,
    write_annotations,
)

VALIDATION_FRACTION = 0.1
"""Share of the images held out from training."""


def validation_mask(image_ids: Iterable[str], fraction: float = VALIDATION_FRACTION) -> np.ndarray:
    """Tell which images are held out, the same ones on every machine and in every table.

    An image's place depends on the file name alone, so that adding, removing or shuffling rows
    moves no image from one side to the other.

    Args:
        image_ids: Ids of N images, as in the tables.
        fraction: Share to hold out, from 0 to 1.

    Returns:
        (N,) bool, true for the images of the validation split.

    Example:
        >>> validation_mask(['Images/skirt/a.jpg', 'Images/skirt/b.jpg'], fraction=1.0)
        array([ True,  True])
    """
    return _hashes(image_ids) < fraction * 2**32


def balanced_mask(
    image_ids: Iterable[str], category_ids: np.ndarray, fraction: float = VALIDATION_FRACTION
) -> np.ndarray:
    """Tell which images are held out where each category is to give exactly its share.

    Of each category those images are taken whose hash is smallest, so that nearly all of them are
    those of :func:`validation_mask`. Unlike there, a row more or less may move another image.

    Args:
        image_ids: Ids of N images, as in the tables.
        category_ids: Their categories, (N,).
        fraction: Share to hold out, from 0 to 1; a category gives it to the nearest image.

    Returns:
        (N,) bool, true for the images of the validation split.

    Example:
        >>> balanced_mask(['a.jpg', 'b.jpg', 'c.jpg', 'd.jpg'], np.array([0, 0, 1, 1]), 0.5)
        array([ True, False, False,  True])
    """
    hashes = _hashes(image_ids)
    held_out = np.zeros(len(hashes), bool)
    for category in np.unique(category_ids):
        rows = np.flatnonzero(category_ids == category)
        first = np.argsort(hashes[rows], kind='stable')[: round(fraction * len(rows))]
        held_out[rows[first]] = True
    return held_out


def _hashes(image_ids: Iterable[str]) -> np.ndarray:
    names = (image_id.rsplit('/', 1)[-1] for image_id in image_ids)
    return np.array([zlib.crc32(name.encode()) for name in names], dtype=np.float64)


def write_split(
    source: str | Path,
    folder: str | Path,
    fraction: float = VALIDATION_FRACTION,
    balanced: bool = False,
) -> dict[str, AnnotationTable]:
    """Write the two sides of the fixed split as tables of their own.

    Where the tables come to lie in another folder than the images are relative to, links to the
    folders of images are put beside them, so that the image ids keep their meaning.

    Args:
        source: A table, or the folder of an archive.
        folder: Where ``train.csv`` and ``val.csv`` go.
        fraction: Share to hold out, above 0 and below 1.
        balanced: Hold out exactly this share of each category, see :func:`balanced_mask`.

    Returns:
        The rows of ``'train'`` and ``'val'``; as :class:`FashionAIDataset` would split them where
        they are not balanced.

    Raises:
        ValueError: A share out of range, a malformed table, labelled and unlabelled rows, or a side
            without any row.
        FileExistsError: The split would replace a table it is made from, or something else stands
            where a link is to be.
    """
    if not 0 < fraction < 1:
        raise ValueError(f'a share of {fraction} is held out: expected one above 0 and below 1')
    files = annotation_files(source)
    table = read_annotations(*files)
    held_out = (
        balanced_mask(table.image_ids, table.category_ids, fraction)
        if balanced
        else validation_mask(table.image_ids, fraction)
    )
    sides = {'train': table.take(~held_out), 'val': table.take(held_out)}
    paths = {name: Path(folder) / f'{name}.csv' for name in sides}
    _check_sides(table, sides)
    for path in paths.values():
        if any(path.exists() and path.samefile(file) for file in files):
            raise FileExistsError(
                f'{path}: the split is made from this table: choose another folder'
            )
    link_images(table, table.image_roots[0], image_root(paths['train']))
    for name, path in paths.items():
        write_annotations(path, sides[name])
    return sides


def _check_sides(table: AnnotationTable, sides: dict[str, AnnotationTable]) -> None:
    if 0 < table.labelled.sum() < len(table):
        row = int(np.argmin(table.labelled))
        raise ValueError(f'{table.location(row)}: a row without labels among labelled ones')
    for name, side in sides.items():
        if not len(side):
            raise ValueError(f'no row falls on side {name!r}: there are {len(table)} rows')


def link_images(table: AnnotationTable, source: Path, root: Path) -> None:
    """Make the top folders of a table's images found below another root too.

    Args:
        table: The rows, whose image ids are relative to both roots.
        source: Where the images are; nothing is linked where they are not.
        root: Where links to their top folders are to be.

    Raises:
        FileExistsError: Something else stands where a link is to be.
    """
    tops = {top for image_id in table.image_ids for top in PurePosixPath(image_id).parts[:1]}
    for name in sorted(tops):
        target, link = source / name, root / name
        if not target.exists() or (link.exists() and link.samefile(target)):
            continue  # tables come without images too
        if link.exists() or link.is_symlink():
            raise FileExistsError(f'{link} is in the way of a link to {target}')
        root.mkdir(parents=True, exist_ok=True)
        link.symlink_to(os.path.relpath(target.resolve(), root.resolve()))
