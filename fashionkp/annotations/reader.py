"""Reading FashionAI tables: annotations and submissions."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

import numpy as np

from fashionkp.annotations.cells import LABELS, PREDICTIONS, CellForm, faults, is_legal
from fashionkp.annotations.duplicates import drop_duplicates
from fashionkp.annotations.layout import Layout
from fashionkp.annotations.rows import open_rows
from fashionkp.annotations.table import AnnotationTable
from fashionkp.categories import CATEGORIES, KEYPOINTS

MAX_REPORTED = 20
"""Bad rows of a file that a report spells out; the others are counted."""

_BLOCK = 2048  # rows that are Python objects at a time
_PLACES = {name: place for place, name in enumerate(CATEGORIES)}


def read_annotations(*paths: str | Path) -> AnnotationTable:
    """Read annotation files, or lists of images without labels such as ``test.csv``.

    Every form that the archives come in is read: with or without a byte order mark, header or
    labels, with any line ends, shuffled columns or an extra column ``category``. Points outside
    of the picture are legal, as official tables have some.

    Args:
        *paths: CSV files in UTF-8. Rows that several of them share are kept once.

    Returns:
        The rows of all files, in their order.

    Raises:
        ValueError: Rows that are malformed (not 26 or 2 cells, an image id that leaves its
            folder, an unknown category, a cell that is neither ``-1_-1_-1`` nor ``x_y_v`` with
            integers 0..9999 and v 0 or 1, a point annotated that the category does not have), or
            rows that give the same image other labels.
    """
    return _read(paths, LABELS)


def read_predictions(*paths: str | Path) -> AnnotationTable:
    """Read submissions.

    Unlike in annotations, coordinates may be any numbers, on any of the 24 points. The three
    numbers are kept as they stand: ``-1_-1_-1`` is a point predicted at (-1, -1).

    Args:
        *paths: CSV files in UTF-8, in any form that :func:`read_annotations` takes.

    Returns:
        The rows of all files, in their order.

    Raises:
        ValueError: Malformed rows, contradicting rows for one image, or a file without points.
    """
    return _read(paths, PREDICTIONS)


def _read(paths: tuple[str | Path, ...], form: CellForm) -> AnnotationTable:
    if not paths:
        raise ValueError('no file to read: expected at least one CSV')
    files = tuple(Path(path) for path in paths)
    blocks = [_empty_block()]
    for place, path in enumerate(files):
        blocks += ({**b, 'file_ids': np.full(len(b['lines']), place)} for b in _blocks(path, form))
    arrays = {}
    for name in list(blocks[0]):
        # Popped, so that a column's blocks are gone before the next column is joined.
        arrays[name] = np.concatenate([block.pop(name) for block in blocks])
    arrays['keypoints'] = arrays['keypoints'].astype(np.float64, copy=False)
    return drop_duplicates(AnnotationTable(paths=files, **arrays))


def _blocks(path: Path, form: CellForm) -> Iterator[dict[str, np.ndarray]]:
    report = _Report(path)
    with open_rows(path) as (layout, numbered):
        if form is PREDICTIONS and not layout.labelled:
            raise ValueError(f'{path}: no key points: expected the columns of a submission')
        while block := list(islice(numbered, _BLOCK)):
            yield _parse(block, layout, form, report)
    report.raise_if_any()


@dataclass
class _Report:
    """The bad rows of a file."""

    path: Path
    count: int = 0
    texts: list[str] = field(default_factory=list)

    def add(self, line: int, row: list[str], layout: Layout, form: CellForm) -> None:
        self.count += 1
        if self.count > MAX_REPORTED:
            return
        where = f'{self.path}:{line}'
        if len(row) != layout.width:
            self.texts.append(f'{where}: {len(row)} cells: expected {layout.width}')
            return
        found = list(faults([row[place] for place in layout.order], form))
        column, value, legal = found[0]
        shown = repr(value if len(value) <= 60 else value[:57] + '...')
        more = f' (and {len(found) - 1} more cells)' if len(found) > 1 else ''
        self.texts.append(f'{where}: {column} = {shown}: expected {legal}{more}')

    def raise_if_any(self) -> None:
        if not self.count:
            return
        left = self.count - len(self.texts)
        more = [f'and {left} more bad rows'] if left else []
        raise ValueError('\n  '.join([f'{self.count} bad rows', *self.texts, *more]))


def _parse(
    block: list[tuple[int, list[str]]], layout: Layout, form: CellForm, report: _Report
) -> dict[str, np.ndarray]:
    """Turn rows into arrays, leaving out bad ones, which go to the report."""
    lines, rows = [], []
    in_order = layout.is_official
    for line, row in block:
        right_width = len(row) == layout.width
        cells = row if in_order or not right_width else [row[i] for i in layout.order]
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
