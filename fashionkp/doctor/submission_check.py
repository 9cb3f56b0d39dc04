"""What is wrong with a submission, and where, before it is handed in."""

from codecs import BOM_UTF8
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from fashionkp.annotations import COLUMNS, AnnotationTable, read_annotations
from fashionkp.annotations.cells import PREDICTIONS, cell_errors, is_valid
from fashionkp.annotations.layout import Layout
from fashionkp.annotations.rows import NumberedRows, first_row, open_rows
from fashionkp.annotations.table import OFFICIAL_COLUMNS
from fashionkp.categories import CATEGORIES, KEYPOINTS, OFFICIAL_SIDE
from fashionkp.fileio.error_list import first_items

MAX_REPORTED = 10
"""Problems of a kind that a report spells out; the others are counted."""

# The smallest official images are 310 px long: garments that never pass half of it are no pixels.
_SMALL = 155
_ENOUGH = 10  # images that tell the scale; fewer may all show a small garment in a corner

KINDS = {
    'form': ('error', 'the file has not the official form'),
    'row': ('error', 'malformed rows'),
    'cell': ('error', 'malformed cells'),
    'unknown': ('error', 'rows for images that are not asked for'),
    'repeated': ('error', 'rows for an image that has one already'),
    'category': ('error', 'rows for another category than is asked for'),
    'missing': ('error', 'images without a row'),
    'unpredicted': (
        'error',
        'rows with points that are not predicted, which count as if at (-1, -1)',
    ),
    'scale': ('error', 'coordinates in another scale than pixels'),
    'outside': (
        'warning',
        f'rows with points outside of 0..{OFFICIAL_SIDE}, as large as images are',
    ),
    'foreign': ('warning', 'rows with points that the garment does not have, which are ignored'),
}
"""Kinds of problems: how grave they are, and what they are called."""


@dataclass(frozen=True)
class Problem:
    """Something wrong at one place.

    Attributes:
        kind: One of :data:`KINDS`.
        where: The file, and the line in it where there is one.
        text: What is wrong: the image, or the column and its value, and what is expected.
    """

    kind: str
    where: str
    text: str

    @property
    def is_error(self) -> bool:
        """Whether the submission would be refused or lose points; otherwise it is a warning."""
        return KINDS[self.kind][0] == 'error'


def check_submission(path: str | Path, test: str | Path) -> tuple[int, list[Problem]]:
    """Compare a submission with the list of images that are asked for.

    Args:
        path: The submission.
        test: ``test.csv``, or another table with the same images.

    Returns:
        Number of rows, and the problems: those of the file's form, of its rows, missing rows.

    Raises:
        ValueError: ``test`` is malformed.
        OSError: A file cannot be read.
    """
    path, asked = Path(path), read_annotations(test)
    problems: list[Problem] = []
    check = _RowCheck(path, asked)
    try:
        with open_rows(path) as (layout, rows):
            problems += _form_problems(path, layout)
            if layout.labelled:
                problems += check.problems(layout, rows)
    except ValueError as error:
        place, _, text = str(error).removeprefix(str(path)).partition(': ')
        problems.append(Problem('form', f'{path}{place}', text))
        return check.count, problems  # what the rest of the file holds is not known
    if layout.labelled:
        problems += check.missing()
        problems += _scale_problems(path, np.array(check.points).reshape(-1, 2), check.count)
    return check.count, problems


def report(problems: Sequence[Problem]) -> str:
    """Problems by their kind, for reading.

    Args:
        problems: What :func:`check_submission` has found.
    """
    lines = []
    for kind, (severity, name) in KINDS.items():
        found = [problem for problem in problems if problem.kind == kind]
        if found:
            lines.append(f'{severity}: {name} ({len(found)})')
            texts = [f'{problem.where}: {problem.text}' for problem in found]
            lines += [f'  {item}' for item in first_items(texts, limit=MAX_REPORTED)]
    return '\n'.join(lines)


def _form_problems(path: Path, layout: Layout) -> Iterator[Problem]:
    where = f'{path}:1'
    with path.open('rb') as file:
        if file.read(len(BOM_UTF8)) == BOM_UTF8:
            yield Problem('form', where, 'a byte order mark before the first column')
    first = first_row(path)
    if not layout.has_header:
        yield Problem('form', where, f'no header: expected {",".join(COLUMNS)}')
        return
    if not layout.labelled:
        yield Problem('form', where, f'no key points: expected the columns {", ".join(COLUMNS)}')
        return
    if tuple(first) in (COLUMNS, OFFICIAL_COLUMNS):
        return
    extra = [name for name in first if name.strip() not in COLUMNS]
    if extra:
        text = f'columns {", ".join(map(repr, extra))} are too many'
    elif len(first) < layout.width:
        text = f'{len(first)} column names: expected {layout.width}'
    else:
        columns = [name for name in COLUMNS if name in first]
        pairs = zip(columns, first, strict=True)
        place = next(i for i, (ours, theirs) in enumerate(pairs) if ours != theirs)
        text = f'column {place + 1} is {first[place]!r}: expected {columns[place]!r}'
    yield Problem('form', where, text)


class _RowCheck:
    """Looks at one row after the other and remembers what it has seen."""

    def __init__(self, path: Path, asked: AnnotationTable) -> None:
        self.path = path
        self.asked = asked
        self.categories = dict(
            zip(asked.image_ids.tolist(), asked.category_names.tolist(), strict=True)
        )
        self.lines: dict[str, int] = {}
        self.points: list[tuple[float, float]] = []
        self.count = 0

    def problems(self, layout: Layout, rows: NumberedRows) -> Iterator[Problem]:
        for line, row in rows:
            self.count += 1
            where = f'{self.path}:{line}'
            if len(row) != layout.width:
                yield Problem('row', where, f'{len(row)} cells: expected {layout.width}')
                # Too short or too long, it may still say for which image it is.
                self.lines.setdefault(layout.identity(row)[0], line)
                continue
            cells = layout.cells(row)
            yield from self._identity_problems(cells[0], cells[1], line, where)
            if is_valid(cells, PREDICTIONS):
                yield from self._point_problems(cells, where)
                continue
            for column, value, legal in cell_errors(cells, PREDICTIONS):
                yield Problem('cell', where, f'{column} = {value!r}: expected {legal}')

    def missing(self) -> Iterator[Problem]:
        for row, image in enumerate(self.asked.image_ids.tolist()):
            if image not in self.lines:
                yield Problem('missing', str(self.path), f'{image} ({self.asked.location(row)})')

    def _identity_problems(
        self, image: str, category: str, line: int, where: str
    ) -> Iterator[Problem]:
        if image in self.lines:
            text = f'image_id = {image!r}: as in line {self.lines[image]}'
            yield Problem('repeated', where, text)
        self.lines.setdefault(image, line)
        expected = self.categories.get(image)
        if expected is None:
            yield Problem('unknown', where, f'image_id = {image!r}: not in the list')
        elif category in CATEGORIES and category != expected:
            text = f'image_category = {category!r}: expected {expected!r}'
            yield Problem('category', where, text)

    def _point_problems(self, cells: list[str], where: str) -> Iterator[Problem]:
        own = CATEGORIES[cells[1]].keypoints
        found: dict[str, list[str]] = {'unpredicted': [], 'outside': [], 'foreign': []}
        for name, cell in zip(KEYPOINTS, cells[2:], strict=True):
            x, y, _ = map(float, cell.split('_'))
            absent = x == y == -1
            if name not in own:
                if not absent:
                    found['foreign'].append(f'{name} = {cell!r}')
            elif absent:
                found['unpredicted'].append(f'{name} = {cell!r}')
            else:
                self.points.append((x, y))
                if not (0 <= x <= OFFICIAL_SIDE and 0 <= y <= OFFICIAL_SIDE):
                    found['outside'].append(f'{name} = {cell!r}')
        for kind, texts in found.items():
            if texts:
                more = f' (and {len(texts) - 1} more)' if len(texts) > 1 else ''
                yield Problem(kind, where, texts[0] + more)


def _scale_problems(path: Path, points: np.ndarray, rows: int) -> Iterator[Problem]:
    if fault := scale_fault(points, rows):
        yield Problem('scale', str(path), fault)


def scale_fault(points: np.ndarray, rows: int) -> str:
    """Why points cannot be pixels of the official images.

    Args:
        points: All points of a table, (P, 2), said to be pixels.
        rows: Rows that they come from.

    Returns:
        The reason; '' where they can be pixels.
    """
    if not len(points):
        return ''
    outside = float((points > OFFICIAL_SIDE).any(-1).mean())
    largest = float(np.abs(points).max())
    if outside > 0.5:
        return (
            f'{outside:.0%} of the points lie beyond {OFFICIAL_SIDE}: expected pixels of the images'
        )
    if largest <= 1 or (largest < _SMALL and rows >= _ENOUGH):
        return f'no coordinate is larger than {largest:g}: expected pixels of the images'
    return ''
