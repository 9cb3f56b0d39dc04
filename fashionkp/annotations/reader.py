"""Reading FashionAI tables: annotations and submissions."""

from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import numpy as np

from fashionkp.annotations.bad_rows import BadRow, BadRows
from fashionkp.annotations.cells import LABELS, PREDICTIONS, CellForm, is_legal
from fashionkp.annotations.duplicates import drop_duplicates
from fashionkp.annotations.layout import Layout
from fashionkp.annotations.rows import open_rows
from fashionkp.annotations.table import AnnotationTable
from fashionkp.categories import CATEGORIES, KEYPOINTS
from fashionkp.fileio.error_list import MAX_LISTED

_BLOCK = 2048  # rows that are Python objects at a time
_PLACES = {name: place for place, name in enumerate(CATEGORIES)}


def read_annotations(*paths: str | Path) -> AnnotationTable:
    """Read annotation files, or lists of images without labels such as ``test.csv``.

    Every form that the archives come in is read: with or without a byte order mark, header or
    labels, with any line ends, shuffled columns or an extra column ``category``. Points outside
    of the image are legal, as official tables have some.

    Args:
        *paths: CSV files in UTF-8. Rows that several of them share are kept once.

    Returns:
        The rows of all files, in their order.

    Raises:
        ValueError: Rows that are malformed (more or fewer cells than columns, an image id that
            leaves its folder, an unknown category, a cell that is neither ``-1_-1_-1`` nor
            ``x_y_v`` with integers 0..9999 and v 0 or 1, a point annotated that the category does
            not have), or rows that give the same image other labels.
    """
    return _read(paths, LABELS)


def read_submission(*paths: str | Path) -> AnnotationTable:
    """Read submissions.

    Unlike in annotations, coordinates may be any numbers, on any of the points. The three
    numbers are kept as they stand: ``-1_-1_-1`` is a point predicted at (-1, -1).

    Args:
        *paths: CSV files in UTF-8, in any form that :func:`read_annotations` takes.

    Returns:
        The rows of all files, in their order.

    Raises:
        ValueError: Malformed rows, contradicting rows for one image, or a file without points.
    """
    return _read(paths, PREDICTIONS)


def inspect_annotations(
    *paths: str | Path,
) -> tuple[AnnotationTable, list[BadRow], dict[Path, str]]:
    """Read what can be read of annotation files, and tell what cannot.

    The rules are those of :func:`read_annotations`; nothing is refused, and rows that several files
    share are all kept.

    Args:
        *paths: CSV files.

    Returns:
        The legal rows; the bad ones; and for each file that cannot be read, or not to its end, why.

    Raises:
        OSError: A file cannot be opened.
    """
    files = tuple(Path(path) for path in paths)
    blocks, bad_rows, broken = [], [], {}
    for place, path in enumerate(files):
        report = BadRows(path)
        try:
            for block in _blocks(place, path, LABELS, report):
                blocks.append(block)
        except ValueError as error:
            # said of a file that is known; of a line in it where that is told
            text = str(error).removeprefix(f'{path}: ')
            broken[path] = text.replace(f'{path}:', 'line ', 1)
        bad_rows += report.rows
    return _joined(files, blocks), bad_rows, broken


def _read(paths: tuple[str | Path, ...], form: CellForm) -> AnnotationTable:
    if not paths:
        raise ValueError('no file to read: expected at least one CSV')
    files = tuple(Path(path) for path in paths)
    blocks: list[dict[str, np.ndarray]] = []
    for place, path in enumerate(files):
        report = BadRows(path, MAX_LISTED)
        blocks += _blocks(place, path, form, report)
        report.raise_if_any()
    return drop_duplicates(_joined(files, blocks))


def _joined(files: tuple[Path, ...], blocks: list[dict[str, np.ndarray]]) -> AnnotationTable:
    blocks = [_empty_block(), *blocks]
    arrays = {}
    for name in list(blocks[0]):
        # Popped, so that a column's blocks are gone before the next column is joined.
        arrays[name] = np.concatenate([block.pop(name) for block in blocks])
    arrays['keypoints'] = arrays['keypoints'].astype(np.float64, copy=False)
    return AnnotationTable(paths=files, **arrays)


def _blocks(
    place: int, path: Path, form: CellForm, report: BadRows
) -> Iterator[dict[str, np.ndarray]]:
    with open_rows(path) as (layout, numbered):
        if form is PREDICTIONS and not layout.labelled:
            raise ValueError(f'{path}: no key points: expected the columns of a submission')
        while rows := list(islice(numbered, _BLOCK)):
            block = _parse(rows, layout, form, report)
            yield {**block, 'file_ids': np.full(len(block['lines']), place)}


def _parse(
    block: list[tuple[int, list[str]]], layout: Layout, form: CellForm, report: BadRows
) -> dict[str, np.ndarray]:
    """Turn rows into arrays, leaving out bad ones, which go to the report."""
    lines, rows = [], []
    for line, row in block:
        right_width = len(row) == layout.width
        cells = layout.cells(row) if right_width else row
        if right_width and is_legal(cells, form):
            lines.append(line)
            rows.append(cells)
        else:
            report.add(line, row, layout, form)
    if not rows:
        return _empty_block()
    keypoints = np.full((len(rows), len(KEYPOINTS), 2), -1, form.number)
    visibility = np.full((len(rows), len(KEYPOINTS)), -1, np.int8)
    if layout.labelled:
        # The cells have been checked one by one: only now is a parser this lenient safe.
        text = '_'.join(['_'.join(row[2:]) for row in rows])
        numbers: np.ndarray = np.fromstring(text, form.number, sep='_')
        triples = numbers.reshape(len(rows), len(KEYPOINTS), 3)
        keypoints[:], visibility[:] = triples[..., :2], triples[..., 2]
    return {
        'image_ids': np.array([row[0] for row in rows]),
        'category_ids': np.array([_PLACES[row[1]] for row in rows], np.int8),
        'keypoints': keypoints,
        'visibility': visibility,
        'labelled': np.full(len(rows), layout.labelled),
        'lines': np.array(lines),
        'file_ids': np.zeros(len(rows), np.int64),
    }


def _empty_block() -> dict[str, np.ndarray]:
    return {
        'image_ids': np.zeros(0, np.str_),
        'category_ids': np.zeros(0, np.int8),
        'keypoints': np.zeros((0, len(KEYPOINTS), 2), np.int16),
        'visibility': np.zeros((0, len(KEYPOINTS)), np.int8),
        'labelled': np.zeros(0, bool),
        'lines': np.zeros(0, np.int64),
        'file_ids': np.zeros(0, np.int64),
    }
