"""Reading a plain table of custom data: a column per number, or a cell per key point."""

import csv
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from fashionkp.annotations import AnnotationTable
from fashionkp.annotations.cells import IMAGE_ID, LABEL_LIMIT, CellError, expected_image_id
from fashionkp.annotations.layout import column_errors
from fashionkp.categories import CATEGORIES, CATEGORY_CHOICES, CATEGORY_IDS, KEYPOINTS
from fashionkp.custom_garments import HOW_TO
from fashionkp.fileio.error_list import error_list

IMAGE, CATEGORY = 'image', 'category'
_VISIBILITY = {
    '': 1,
    'visible': 1,
    '1': 1,
    'occluded': 0,
    'hidden': 0,
    '0': 0,
    'absent': -1,
    '-1': -1,
}
_NUMBER = re.compile(r'[0-9]{1,9}(?:\.[0-9]*)?', re.ASCII)
_POINT_TEXT = (
    f'x y or x y v, pixels 0..{LABEL_LIMIT - 1} and v {", ".join(filter(None, _VISIBILITY))}'
)
_COLUMNS_TEXT = (
    f'{IMAGE}, {CATEGORY} and NAME_x, NAME_y, NAME_v or NAME for key points from '
    f'{", ".join(KEYPOINTS)}, or key points that a file declares {HOW_TO}'
)


@dataclass(frozen=True)
class _Header:
    """Columns of a file.

    Attributes:
        image: Index of the image column.
        category: Index of the category column.
        width: Number of columns.
        points: For each key point, a function that returns x, y and v from a row; empty if absent.
    """

    image: int
    category: int
    width: int
    points: dict[str, Callable[[list[str]], list[str]]]


class _Row(NamedTuple):
    """Image id, category id, and x, y and v of each key point."""

    image_id: str
    category_id: int
    points: list[tuple[float, float, int]]


def read_wide_table(path: str | Path) -> AnnotationTable:
    """Read a table whose header names the columns ``image``, ``category`` and the key points.

    A key point has columns ``NAME_x``, ``NAME_y`` and optionally ``NAME_v``; or one column ``NAME``
    whose cells contain the two or three numbers, separated by spaces. A key point without a column
    or with empty cells is absent; one without v is visible. Columns may be in any order, and be
    separated by commas, semicolons or tabs.

    Args:
        path: The CSV, in UTF-8.

    Returns:
        The rows, with coordinates as they are, also fractions of pixels.

    Raises:
        ValueError: If a column is unknown, repeated or missing, or a cell is invalid; the message
            names file, line and column.
    """
    path = Path(path)
    rows: dict[int, _Row] = {}
    errors: list[str] = []
    first_lines: dict[str, int] = {}
    for line, row in _read_rows(path):
        if isinstance(row, _Row):
            first_line = first_lines.setdefault(row.image_id, line)
            if first_line == line:
                rows[line] = row
                continue
            expected = f'one garment per image, and line {first_line} has this image'
            row = CellError(IMAGE, row.image_id, expected)
        errors.append(f'{path}:{line}: {row}')
    if errors:
        raise ValueError(error_list(f'{len(errors)} malformed rows', errors))
    return AnnotationTable.from_cells(
        [row.image_id for row in rows.values()],
        [row.category_id for row in rows.values()],
        [row.points for row in rows.values()],
        path=path,
        lines=list(rows),
    )


def _read_rows(path: Path) -> Iterator[tuple[int, _Row | CellError]]:
    """Yield line and content of each row; if a cell is invalid, its error instead."""
    try:
        with path.open(encoding='utf-8-sig', newline='') as file:
            first = file.readline()
            file.seek(0)
            reader = csv.reader(file, delimiter=max(',;\t', key=first.count))
            names = [cell.strip() for cell in next(reader, [])]
            while names and not names[-1]:  # an empty column of a spreadsheet
                names.pop()
            header = _read_header(path, names)
            for cells in reader:
                cells = [cell.strip() for cell in cells]
                while len(cells) > len(names) and not cells[-1]:
                    cells.pop()
                if any(cells):
                    yield reader.line_num, _read_row(header, cells)
    except (UnicodeDecodeError, csv.Error) as error:
        raise ValueError(f'{path}: not a CSV in UTF-8 ({error})') from None


def _read_header(path: Path, cells: list[str]) -> _Header:
    names = [cell.strip() for cell in cells]
    numbers = {f'{point}_{axis}': point for point in KEYPOINTS for axis in 'xyv'}
    known = {IMAGE, CATEGORY, *KEYPOINTS, *numbers}
    used = dict.fromkeys(numbers.get(name, name) for name in names if name in known)
    points = [name for name in used if name in KEYPOINTS]
    required = [IMAGE, CATEGORY]
    for point in points:
        if point not in names:
            required += [f'{point}_x', f'{point}_y']
    errors = column_errors(
        unknown=[name for name in names if name not in known],
        repeated=[name for name in dict.fromkeys(names) if names.count(name) > 1],
        missing=[name for name in required if name not in names],
        superfluous=[name for name in names if numbers.get(name) in names],
    )
    if errors or not points:
        raise ValueError(f'{path}:1: {errors or "no key point"}: expected {_COLUMNS_TEXT}')
    readers = {point: _point_reader(names, point) for point in points}
    return _Header(names.index(IMAGE), names.index(CATEGORY), len(names), readers)


def _point_reader(names: list[str], point: str) -> Callable[[list[str]], list[str]]:
    """Return a function that returns a key point's x, y and v from a row; empty if absent."""
    if point in names:
        column = names.index(point)
        return lambda row: row[column].split()
    columns = [names.index(f'{point}_{axis}') for axis in 'xyv' if f'{point}_{axis}' in names]

    def cells(row: list[str]) -> list[str]:
        x, y, *v = [row[column] for column in columns]
        return [x, y, *v] if x or y or v not in ([], ['']) else []

    return cells


def _read_row(header: _Header, cells: list[str]) -> _Row | CellError:
    """Return the content of a row; if a cell is invalid, its error instead."""
    if len(cells) != header.width:
        return CellError('', f'{len(cells)} cells', str(header.width))
    image_id, name = cells[header.image], cells[header.category]
    if not IMAGE_ID.fullmatch(image_id):
        return CellError(IMAGE, image_id, expected_image_id(image_id))
    if name not in CATEGORIES:
        return CellError(CATEGORY, name, CATEGORY_CHOICES)
    points = []
    for keypoint in KEYPOINTS:
        text = header.points[keypoint](cells) if keypoint in header.points else []
        point = _read_point(text)
        if point is None:
            return CellError(keypoint, ' '.join(text), _POINT_TEXT)
        if point[2] >= 0 and keypoint not in CATEGORIES[name].keypoints:
            expected = f'nothing: {name} has no such key point'
            return CellError(keypoint, ' '.join(text), expected)
        points.append(point)
    return _Row(image_id, CATEGORY_IDS[name], points)


def _read_point(cells: list[str]) -> tuple[float, float, int] | None:
    """Return x, y and v of a key point; None if a cell is invalid."""
    visibility = _VISIBILITY.get(cells[2] if len(cells) > 2 else '')
    if not cells or (visibility == -1 and len(cells) == 3):
        return -1, -1, -1
    if len(cells) not in (2, 3) or visibility is None:
        return None
    if not all(map(_NUMBER.fullmatch, cells[:2])):
        return None
    x, y = float(cells[0]), float(cells[1])
    return (x, y, visibility) if max(x, y) < LABEL_LIMIT else None
