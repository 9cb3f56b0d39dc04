"""The fixed split into training and validation, which depends on the image ids alone."""

import zlib
from collections.abc import Iterable
from pathlib import Path

import numpy as np

from fashionkp.annotations import (
    AnnotationTable,
    annotation_files,
    image_root,
    read_annotations,
    write_annotations,
)
from fashionkp.datasets.image_files import link_images
from fashionkp.datasets.output_checks import check_outputs

VALIDATION_FRACTION = 0.1
"""Fraction of the images in the validation split."""

_ENOUGH_FOR_VALIDATION = 20
_FRACTION_OF_FEW = 0.2


def validation_mask(image_ids: Iterable[str], fraction: float = VALIDATION_FRACTION) -> np.ndarray:
    """Return which images are in the validation split, on every machine and in every table.

    This depends on each image's file name alone: no image changes sides if rows are added, removed
    or shuffled.

    Args:
        image_ids: Ids of N images, as in the tables.
        fraction: Fraction of the images for validation, 0 to 1.

    Returns:
        (N,) bool, True for validation.

    Example:
        >>> validation_mask(['Images/skirt/a.jpg', 'Images/skirt/b.jpg'], fraction=1.0)
        array([ True,  True])
    """
    return _hashes(image_ids) < fraction * 2**32


def balanced_mask(
    image_ids: Iterable[str], category_ids: np.ndarray, fraction: float = VALIDATION_FRACTION
) -> np.ndarray:
    """Return which images are in a validation split with the same fraction of each category.

    The images with the smallest hashes of each category are taken, nearly all of which are also in
    the split of :func:`validation_mask`. Unlike there, adding a row may move another image.

    Args:
        image_ids: Ids of N images, as in the tables.
        category_ids: Their category ids, (N,).
        fraction: Fraction of the images for validation, 0 to 1, rounded to whole images of each
            category.

    Returns:
        (N,) bool, True for validation.

    Example:
        >>> balanced_mask(['a.jpg', 'b.jpg', 'c.jpg', 'd.jpg'], np.array([0, 0, 1, 1]), 0.5)
        array([ True, False, False,  True])
    """
    hashes = _hashes(image_ids)
    mask = np.zeros(len(hashes), bool)
    for category_id in np.unique(category_ids):
        rows = np.flatnonzero(category_ids == category_id)
        smallest = np.argsort(hashes[rows], kind='stable')[: round(fraction * len(rows))]
        mask[rows[smallest]] = True
    return mask


def holdout_mask(image_ids: Iterable[str]) -> np.ndarray:
    """Return which images to validate on in a table of any size.

    They are those of the fixed split, :func:`validation_mask`, if these are at least 20. Of fewer,
    they are the fifth of all images with the smallest hashes, at least one: adding a row may move
    another image.

    Args:
        image_ids: Ids of N images, as in the tables.

    Returns:
        (N,) bool, True for validation.

    Example:
        >>> holdout_mask(['a.jpg', 'b.jpg', 'c.jpg', 'd.jpg', 'e.jpg'])
        array([False, False, False,  True, False])
    """
    hashes = _hashes(image_ids)
    mask = hashes < VALIDATION_FRACTION * 2**32
    if mask.sum() < _ENOUGH_FOR_VALIDATION:
        count = max(1, round(_FRACTION_OF_FEW * len(hashes)))
        mask = np.zeros(len(hashes), bool)
        mask[np.argsort(hashes, kind='stable')[:count]] = True
    return mask


def _hashes(image_ids: Iterable[str]) -> np.ndarray:
    names = (image_id.rsplit('/', 1)[-1] for image_id in image_ids)
    return np.array([zlib.crc32(name.encode()) for name in names], dtype=np.float64)


def write_split(
    source: str | Path,
    folder: str | Path,
    fraction: float = VALIDATION_FRACTION,
    *,
    balanced: bool = False,
) -> dict[str, AnnotationTable]:
    """Write the two sides of the fixed split as tables.

    Unless the image ids are relative to ``folder`` already, links to the folders of images are
    added to it.

    Args:
        source: A table, or the folder of an archive.
        folder: Folder for ``train.csv`` and ``val.csv``.
        fraction: Fraction of the images for validation, between 0 and 1.
        balanced: Whether to take exactly this fraction of each category; see
            :func:`balanced_mask`.

    Returns:
        The rows of ``'train'`` and ``'val'``. Unless they are balanced, :class:`FashionAIDataset`
        splits them in the same way.

    Raises:
        ValueError: If the fraction is out of range, a table is malformed, some rows only have
            labels, a side has no row, or the split would replace a table of the source.
        FileExistsError: If something else has the name of a link.
    """
    if not 0 < fraction < 1:
        raise ValueError(f'a validation split of {fraction}: expected above 0 and below 1')
    table = read_annotations(*annotation_files(source))
    sides = _split(table, fraction, balanced=balanced)
    paths = {name: Path(folder) / f'{name}.csv' for name in sides}
    check_outputs(paths.values(), source)
    link_images(table, table.image_roots[0], image_root(paths['train']))
    for name, path in paths.items():
        write_annotations(path, sides[name])
    return sides


def _split(
    table: AnnotationTable, fraction: float, *, balanced: bool
) -> dict[str, AnnotationTable]:
    """Return the rows of ``'train'`` and ``'val'``, none of which is empty."""
    if 0 < table.labelled.sum() < len(table):
        row = int(np.argmin(table.labelled))
        raise ValueError(f'{table.location(row)}: a row without labels among labelled ones')
    if balanced:
        mask = balanced_mask(table.image_ids, table.category_ids, fraction)
    else:
        mask = validation_mask(table.image_ids, fraction)
    sides = {'train': table.take(~mask), 'val': table.take(mask)}
    for name, side in sides.items():
        if not len(side):
            raise ValueError(f'side {name!r} of the split has none of the {len(table)} rows')
    return sides
