"""Reading FashionAI tables: annotations and submissions."""

from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import numpy as np

from fashionkp.annotations.cells import LABELS, PREDICTIONS, CellFormat, is_valid
from fashionkp.annotations.duplicates import drop_duplicates
from fashionkp.annotations.layout import Layout
from fashionkp.annotations.malformed_rows import MalformedRow, MalformedRows
from fashionkp.annotations.rows import open_rows
from fashionkp.annotations.table import AnnotationTable
from fashionkp.categories import CATEGORY_IDS, KEYPOINTS
from fashionkp.fileio.error_list import MAX_LISTED

_BLOCK = 2048  # rows that are Python objects at a time


def read_annotations(*paths: str | Path) -> AnnotationTable:
    """Read annotation files, or lists of images without labels such as ``test.csv``.

    All forms of the archives are read: with or without byte order mark, header or labels, with any
    line ends, shuffled columns or an extra column ``category``. Key points outside of the image
    are valid, as official tables contain some.

    Args:
        *paths: CSV files in UTF-8. Rows that several of them share are kept once.

    Returns:
        The rows of all files, in their order.

    Raises:
        ValueError: If rows are malformed (more or fewer cells than columns, an image id that
            leaves its folder, an unknown category, a cell that is neither ``-1_-1_-1`` nor
            ``x_y_v`` with integers 0..9999 and v 0 or 1, an annotated key point that the category
            does not have), or rows of an image differ.
    """
    return _read(paths, LABELS)


def read_submission(*paths: str | Path) -> AnnotationTable:
    """Read submissions.

    Unlike in annotations, any of the key points may have any coordinates. The three numbers are
    kept as they are: ``-1_-1_-1`` is a key point predicted at (-1, -1).

    Args:
        *paths: CSV files in UTF-8, in any form that :func:`read_annotations` reads.

    Returns:
        The rows of all files, in their order.

    Raises:
        ValueError: If rows are malformed, rows of an image differ, or a file has no key points.
    """
    return _read(paths, PREDICTIONS)


def inspect_annotations(
    *paths: str | Path,
    cell_format: CellFormat = LABELS,
) -> tuple[AnnotationTable, list[MalformedRow], dict[Path, str]]:
    """Read annotation files, and describe what cannot be read instead of raising.

    A row is valid as for :func:`read_annotations`. Rows that files share are all kept.

    Args:
        *paths: CSV files.
        cell_format: Format of the key point cells, of annotations or of submissions.

    Returns:
        The valid rows; the malformed rows; and the error of each file that cannot be read, or not
        to its end.

    Raises:
        OSError: If a file cannot be opened.
    """
    files = tuple(Path(path) for path in paths)
    blocks, malformed_rows, errors = [], [], {}
    for file_id, path in enumerate(files):
        report = MalformedRows(path)
        try:
            for block in _blocks(file_id, path, cell_format, report):
                blocks.append(block)
        except ValueError as error:
            # without the file's name, which the key has, but with the line
            text = str(error).removeprefix(f'{path}: ')
            errors[path] = text.replace(f'{path}:', 'line ', 1)
        malformed_rows += report.rows
    return _join_blocks(files, blocks), malformed_rows, errors


def _read(paths: tuple[str | Path, ...], cell_format: CellFormat) -> AnnotationTable:
    if not paths:
        raise ValueError('no file to read: expected at least one CSV')
    files = tuple(Path(path) for path in paths)
    blocks: list[dict[str, np.ndarray]] = []
    for file_id, path in enumerate(files):
        report = MalformedRows(path, MAX_LISTED)
        blocks += _blocks(file_id, path, cell_format, report)
        report.raise_if_any()
    return drop_duplicates(_join_blocks(files, blocks))


def _join_blocks(files: tuple[Path, ...], blocks: list[dict[str, np.ndarray]]) -> AnnotationTable:
    blocks = [_empty_block(), *blocks]
    arrays = {}
    for name in list(blocks[0]):
        # popped, so that a column's blocks are freed before the next column is joined
        arrays[name] = np.concatenate([block.pop(name) for block in blocks])
    arrays['keypoints'] = arrays['keypoints'].astype(np.float64, copy=False)
    return AnnotationTable(paths=files, **arrays)


def _blocks(
    file_id: int, path: Path, cell_format: CellFormat, report: MalformedRows
) -> Iterator[dict[str, np.ndarray]]:
    """Yield the valid rows of a file as blocks of columns; the others are added to the report."""
    with open_rows(path) as (layout, rows):
        if cell_format is PREDICTIONS and not layout.labelled:
            raise ValueError(f'{path}: no key points: expected the columns of a submission')
        while numbered_rows := list(islice(rows, _BLOCK)):
            block = _parse(numbered_rows, layout, cell_format, report)
            yield {**block, 'file_ids': np.full(len(block['lines']), file_id)}


def _parse(
    numbered_rows: list[tuple[int, list[str]]],
    layout: Layout,
    cell_format: CellFormat,
    report: MalformedRows,
) -> dict[str, np.ndarray]:
    """Return valid rows as arrays; malformed ones are added to the report."""
    lines, rows = [], []
    for line, row in numbered_rows:
        has_width = len(row) == layout.width
        cells = layout.cells(row) if has_width else row
        if has_width and is_valid(cells, cell_format):
            lines.append(line)
            rows.append(cells)
        else:
            report.add(line, row, layout, cell_format)
    if not rows:
        return _empty_block()
    keypoints = np.full((len(rows), len(KEYPOINTS), 2), -1, cell_format.dtype)
    visibility = np.full((len(rows), len(KEYPOINTS)), -1, np.int8)
    if layout.labelled:
        # all cells are valid, so that this lenient parser is safe
        text = '_'.join(['_'.join(row[2:]) for row in rows])
        numbers: np.ndarray = np.fromstring(text, cell_format.dtype, sep='_')
        triples = numbers.reshape(len(rows), len(KEYPOINTS), 3)
        keypoints[:], visibility[:] = triples[..., :2], triples[..., 2]
    return {
        'image_ids': np.array([row[0] for row in rows]),
        'category_ids': np.array([CATEGORY_IDS[row[1]] for row in rows], np.int8),
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
