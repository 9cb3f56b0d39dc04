"""Images with several garments: all of them, or the largest one as in FashionAI's tables."""

import numpy as np

from fashionkp.annotations import AnnotationTable
from fashionkp.formats.skipped import Skipped


def largest_garments(table: AnnotationTable) -> AnnotationTable:
    """Return the largest garment of each image; a warning lists the others.

    The largest has the box around annotated points with the largest area, the first of equal ones.

    Args:
        table: Rows of any number per image.

    Returns:
        One row per image, in the order of the table.
    """
    images, groups = image_groups(table)
    if len(images) == len(table):
        return table
    low, high = table.extents()
    area = np.where(table.labelled, np.prod(high - low, axis=1), -1)
    order = np.lexsort((np.arange(len(table)), -area, groups))
    kept = np.zeros(len(table), bool)
    kept[order[np.flatnonzero(np.diff(groups[order], prepend=-1))]] = True
    skipped = Skipped()
    for row in np.flatnonzero(~kept).tolist():
        what = 'garments beside a larger one of their image, as a table has one per image'
        skipped.add(what, f'{table.location(row)} {table.image_ids[row]}')
    skipped.report()
    return table.take(kept)


def image_groups(table: AnnotationTable) -> tuple[np.ndarray, np.ndarray]:
    """Return the images of a table in their order.

    Returns:
        First row of each image, (M,), ascending; and for each row the index of its image in it,
        (N,).
    """
    _, first, groups = np.unique(table.image_ids, return_index=True, return_inverse=True)
    order = np.argsort(first)
    rank = np.empty_like(order)
    rank[order] = np.arange(len(order))
    return first[order], rank[groups]


def rows_by_image(table: AnnotationTable) -> list[list[int]]:
    """Return the rows of each image, in the order of :func:`image_groups`."""
    _, groups = image_groups(table)
    ends = np.cumsum(np.bincount(groups))[:-1]
    rows = np.split(np.argsort(groups, kind='stable'), ends) if len(table) else []
    return [part.tolist() for part in rows]
