"""Rows for the same image: repeated ones are dropped, contradicting ones refused."""

import logging

import numpy as np

from fashionkp.annotations.table import AnnotationTable
from fashionkp.fileio.error_list import MAX_LISTED, error_list

_logger = logging.getLogger('fashionkp')


def drop_duplicates(table: AnnotationTable) -> AnnotationTable:
    """Return the table with one row per image, in the same order.

    The first of equal rows is kept; a row without labels gives way to one that has them. One line
    in the log counts the dropped rows.

    Args:
        table: Rows of any number of files.

    Raises:
        ValueError: If two rows of an image differ in labels or category.
    """
    originals, repeats = repeated_rows(table)
    if not len(repeats):
        return table
    _require_agreement(table, originals, repeats)
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
    """Find rows whose image has another row, too.

    Args:
        table: Rows of any number of files.

    Returns:
        Index of the row to keep for the image, (M,): the first one with labels, or else the first
        one; and index of the other row, (M,), ascending.
    """
    # nearly always true, and a set is faster and smaller than sorting
    if len(set(table.image_ids.tolist())) == len(table):
        return np.zeros(0, np.int64), np.zeros(0, np.int64)
    _, groups = np.unique(table.image_ids, return_inverse=True)
    # rows of an image side by side, labelled ones first, each kind in the order of the table
    order = np.lexsort((~table.labelled, groups))
    starts = np.flatnonzero(np.diff(groups[order], prepend=-1))
    kept = np.zeros(len(table), np.int64)
    kept[order] = np.repeat(order[starts], np.diff(starts, append=len(order)))
    repeats = np.flatnonzero(kept != np.arange(len(table)))
    return kept[repeats], repeats


def differences(table: AnnotationTable, originals: np.ndarray, repeats: np.ndarray) -> np.ndarray:
    """Return in what rows differ from those that they repeat.

    Args:
        table: The rows.
        originals: Indices of the rows to keep, (M,).
        repeats: Indices of the others, (M,). One without labels does not differ in labels.

    Returns:
        (M,) str: 'category', 'labels', or '' for no difference.
    """
    other_labels = table.labelled[repeats] & (
        (table.visibility[originals] != table.visibility[repeats]).any(-1)
        | (table.keypoints[originals] != table.keypoints[repeats]).any((-1, -2))
    )
    other_category = table.category_ids[originals] != table.category_ids[repeats]
    return np.where(other_category, 'category', np.where(other_labels, 'labels', ''))


def _require_agreement(table: AnnotationTable, originals: np.ndarray, repeats: np.ndarray) -> None:
    """Raise if rows, (M,), differ from those, (M,), that they repeat."""
    differs = differences(table, originals, repeats)
    contradicting = np.flatnonzero(differs != '')
    if not len(contradicting):
        return
    texts = [
        f'{table.image_ids[originals[i]]}: {table.location(originals[i])} and '
        f'{table.location(repeats[i])} differ in {differs[i]}'
        for i in contradicting[:MAX_LISTED]
    ]
    title = f'{len(contradicting)} rows contradict another row of their image'
    raise ValueError(error_list(title, texts, total=len(contradicting)))
