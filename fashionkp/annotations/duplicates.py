"""Rows of several files that speak of the same image."""

import logging

import numpy as np

from fashionkp.annotations.table import AnnotationTable
from fashionkp.fileio.error_list import MAX_LISTED, error_list

_logger = logging.getLogger('fashionkp')


def drop_duplicates(table: AnnotationTable) -> AnnotationTable:
    """Keep one row for each image.

    The first of several equal rows stays; a row without labels gives way to one that has them.
    What was dropped is logged in one line.

    Args:
        table: Rows of any number of files.

    Returns:
        The table with every image id once, in the same order.

    Raises:
        ValueError: Two rows give the same image other labels or another category.
    """
    originals, repeats = repeated_rows(table)
    if not len(repeats):
        return table
    _refuse_contradictions(table, originals, repeats)
    unlabelled = int((table.labelled[originals] & ~table.labelled[repeats]).sum())
    counts = {
        'repeat another row exactly': len(repeats) - unlabelled,
        'have no labels while another row of their image has': unlabelled,
    }
    _logger.warning(
        'dropped %s', ' and '.join(f'{n} rows that {why}' for why, n in counts.items() if n)
    )
    dropped = np.zeros(len(table), bool)
    dropped[repeats] = True
    return table.take(~dropped)


def repeated_rows(table: AnnotationTable) -> tuple[np.ndarray, np.ndarray]:
    """Rows whose image another row has too.

    Args:
        table: Rows of any number of files.

    Returns:
        The row that speaks for the image, (M,), its first one or the first that has labels; and the
        other row, (M,), in ascending order.
    """
    # Nearly always so, and a set is quicker and smaller than the sorting below.
    if len(set(table.image_ids.tolist())) == len(table):
        return np.zeros(0, np.int64), np.zeros(0, np.int64)
    _, groups = np.unique(table.image_ids, return_inverse=True)
    # Rows of an image side by side, labelled ones first, each kind in the order of the table.
    order = np.lexsort((~table.labelled, groups))
    starts = np.flatnonzero(np.diff(groups[order], prepend=-1))
    kept = np.zeros(len(table), np.int64)
    kept[order] = np.repeat(order[starts], np.diff(starts, append=len(order)))
    repeats = np.flatnonzero(kept != np.arange(len(table)))
    return kept[repeats], repeats


def differences(table: AnnotationTable, first: np.ndarray, second: np.ndarray) -> np.ndarray:
    """In what rows contradict those that they should repeat.

    Args:
        table: The rows.
        first: Places of the rows that speak for their images, (M,).
        second: Places of the others, (M,); one without labels says nothing about points.

    Returns:
        (M,) str: 'category', 'labels', or '' where nothing differs.
    """
    other_labels = table.labelled[second] & (
        (table.visibility[first] != table.visibility[second]).any(-1)
        | (table.keypoints[first] != table.keypoints[second]).any((-1, -2))
    )
    other_category = table.category_ids[first] != table.category_ids[second]
    return np.where(other_category, 'category', np.where(other_labels, 'labels', ''))


def _refuse_contradictions(table: AnnotationTable, first: np.ndarray, second: np.ndarray) -> None:
    """Raise where rows (M,) differ from those (M,) that they should repeat."""
    differs = differences(table, first, second)
    bad = np.flatnonzero(differs != '')
    if not len(bad):
        return
    texts = [
        f'{table.image_ids[first[i]]}: {table.location(first[i])} and {table.location(second[i])} '
        f'differ in {differs[i]}'
        for i in bad[:MAX_LISTED]
    ]
    title = f'{len(bad)} rows contradict another of their image'
    raise ValueError(error_list(title, texts, total=len(bad)))
