"""A plain table of one's own garments: a column for each number, or a cell for each point."""

import csv
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from fashionkp.annotations import AnnotationTable
from fashionkp.annotations.cells import IMAGE_ID, IMAGE_ID_TEXT, LABEL_LIMIT
from fashionkp.categories import CATEGORIES, CATEGORY_CHOICES, KEYPOINTS
from fashionkp.custom_garments import HOW_TO
from fashionkp.fileio.error_list import error_list
from fashionkp.fileio.text import short_repr

IMAGE, CATEGORY = 'image', 'category'
_SEEN = {'': 1, 'visible': 1, '1': 1, 'occluded': 0, 'hidden': 0, '0': 0, 'absent': -1, '-1': -1}
_NUMBER = re.compile(r'[0-9]{1,9}(?:\.[0-9]*)?', re.ASCII)
_LEGAL = f'x y or x y v, pixels 0..{LABEL_LIMIT - 1} and v {", ".join(filter(None, _SEEN))}'


@dataclass(frozen=True)
class _Header:
    """Columns of a file: names, and a way to find a point's x, y and v in a row."""

    image: int
    category: int
    width: int
    points: dict[str, Callable[[list[str]], list[str]]]


class _Fault(ValueError):
    """Column, value and what is legal there."""

    def __str__(self) -> str:
        column, value, legal = self.args
        return f'{column} = {short_repr(value)}: expected {legal}'


def read_wide_table(path: str | Path) -> AnnotationTable:
    """Read a table whose header names the columns ``image``, ``category`` and the key points.

    A key point has columns ``NAME_x``, ``NAME_y`` and, if wanted, ``NAME_v``; or one column
    ``NAME`` whose cells hold the two or three numbers, with blanks between them. A point without
    column, and one whose cells are empty, is absent; one without v is visible. Columns may stand
    in any order and be separated by commas, semicolons or tabs.

    Args:
        path: The CSV, in UTF-8.

    Returns:
        The rows, with coordinates as they stand, fractions of pixels too.

    Raises:
        ValueError: A column is unknown, repeated or missing, or a cell is not legal; the message
            names file, line and column.
    """
    path = Path(path)
    rows, faults, lines = [], [], []
    try:
        with path.open(encoding='utf-8-sig', newline='') as file:
            first = file.readline()
            file.seek(0)
            reader = csv.reader(file, delimiter=max(',;\t', key=first.count))
            header = _header(path, next(reader, []))
            for cells in reader:
                if not any(cell.strip() for cell in cells):
                    continue
                try:
                    rows.append(_row(header, [cell.strip() for cell in cells]))
                    lines.append(reader.line_num)
                except _Fault as fault:
                    faults.append(f'{path}:{reader.line_num}: {fault}')
    except (UnicodeDecodeError, csv.Error) as error:
        raise ValueError(f'{path}: not a CSV in UTF-8 ({error})') from None
    faults += _repeats(path, [row[0] for row in rows], lines)
    if faults:
        raise ValueError(error_list(f'{len(faults)} bad rows', faults))
    images, category_ids, points = zip(*rows, strict=True) if rows else ((), (), ())
    return AnnotationTable.from_cells(images, category_ids, points, path=path, lines=lines)


def _header(path: Path, cells: list[str]) -> _Header:
    names = [cell.strip() for cell in cells]
    numbers = {f'{point}_{axis}': point for point in KEYPOINTS for axis in 'xyv'}
    known = {IMAGE, CATEGORY, *KEYPOINTS, *numbers}
    used = dict.fromkeys(numbers.get(name, name) for name in names if name in known)
    points = [name for name in used if name in KEYPOINTS]
    wanted = [IMAGE, CATEGORY]
    for point in points:
        if point not in names:
            wanted += [f'{point}_x', f'{point}_y']
    faults = {
        'unknown': [name for name in names if name not in known],
        'repeated': [name for name in dict.fromkeys(names) if names.count(name) > 1],
        'missing': [name for name in wanted if name not in names],
        'superfluous': [name for name in names if numbers.get(name) in names],
    }
    text = '; '.join(f'{kind} columns {", ".join(map(repr, f))}' for kind, f in faults.items() if f)
    if text or not points:
        raise ValueError(
            f'{path}:1: {text or "no key point"}: expected {IMAGE}, {CATEGORY} and NAME_x, NAME_y, '
            f'NAME_v or NAME for key points from {", ".join(KEYPOINTS)}, or points that a file '
            f'declares {HOW_TO}'
        )
    places = {point: _finder(names, point) for point in points}
    return _Header(names.index(IMAGE), names.index(CATEGORY), len(names), places)


def _finder(names: list[str], point: str) -> Callable[[list[str]], list[str]]:
    if point in names:
        place = names.index(point)
        return lambda row: row[place].split()
    columns = [names.index(f'{point}_{axis}') for axis in 'xyv' if f'{point}_{axis}' in names]

    def cells(row: list[str]) -> list[str]:
        found = [row[column] for column in columns]
        return found if any(found[:2]) or found[2:] not in ([], ['']) else []

    return cells


def _row(header: _Header, row: list[str]) -> tuple[str, int, list[tuple[float, float, int]]]:
    if len(row) != header.width:
        raise _Fault('the row', f'{len(row)} cells', str(header.width))
    image, name = row[header.image], row[header.category]
    if not IMAGE_ID.fullmatch(image):
        raise _Fault(IMAGE, image, IMAGE_ID_TEXT)
    if name not in CATEGORIES:
        raise _Fault(CATEGORY, name, CATEGORY_CHOICES)
    cells = {point: find(row) for point, find in header.points.items()}
    points = [_point(point, cells.get(point, [])) for point in KEYPOINTS]
    for point, (_, _, seen) in zip(KEYPOINTS, points, strict=True):
        if seen >= 0 and point not in CATEGORIES[name].keypoints:
            raise _Fault(point, ' '.join(cells[point]), f'nothing: {name} has no such point')
    return image, list(CATEGORIES).index(name), points


def _point(name: str, cells: list[str]) -> tuple[float, float, int]:
    seen = _SEEN.get(cells[2] if len(cells) > 2 else '')
    if not cells or (seen == -1 and len(cells) == 3):
        return -1, -1, -1
    told = ' '.join(cells)
    if len(cells) not in (2, 3) or seen is None or not all(map(_NUMBER.fullmatch, cells[:2])):
        raise _Fault(name, told, _LEGAL)
    x, y = float(cells[0]), float(cells[1])
    if max(x, y) >= LABEL_LIMIT:
        raise _Fault(name, told, _LEGAL)
    return x, y, seen


def _repeats(path: Path, images: list[str], lines: list[int]) -> list[str]:
    first: dict[str, int] = {}
    return [
        f'{path}:{line}: {IMAGE} = {short_repr(image)}: expected one garment an image, line '
        f'{first[image]} has it too'
        for image, line in zip(images, lines, strict=True)
        if first.setdefault(image, line) != line
    ]
