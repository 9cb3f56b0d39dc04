"""Your own lengths, from the files that declare garments."""

import re
from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Any, NamedTuple

from fashionkp.categories import CATEGORIES, KEYPOINTS
from fashionkp.custom_garments import LENGTHS, read_tables
from fashionkp.measurements.measurement import WAYPOINT_TEXT, Measurement

_NAME = re.compile(r'[a-z][a-z0-9]*(_[a-z0-9]+)*')
_ENDINGS = ('_pixels', '_cm', '_margin')  # of columns
_NAME_TEXT = (
    f'lower-case letters, digits and single underscores, not ending with {", ".join(_ENDINGS)}'
)

LengthTable = dict[str, tuple[Measurement, ...]]
"""Lengths by name; of several, the first whose key points a garment has is used."""


class DeclaredLengths(NamedTuple):
    """The lengths that files declare.

    Attributes:
        shared: Those of all garments that have their key points.
        by_category: Those of single categories, by the category's name.
    """

    shared: LengthTable
    by_category: dict[str, LengthTable]


def length_table(definitions: Mapping[str, Any], where: str = '') -> LengthTable:
    """Return the lengths that a table of texts states.

    Args:
        definitions: By name, the texts of a path; or a list of such paths, of which a garment has
            the first whose key points it has. A length of one side is that of the other side too,
            mirrored, unless the table states that one.
        where: Table and file, for errors.

    Raises:
        ValueError: If a name or a path is malformed; the message names the length.

    Example:
        >>> list(length_table({'cuff_left': ['cuff_left_in', 'cuff_left_out']}))
        ['cuff_left', 'cuff_right']
    """
    stated = {name: _paths(name, value, where) for name, value in definitions.items()}
    table: LengthTable = {}
    for name, measurements in stated.items():
        table[name] = measurements
        mirrored = tuple(measurement.mirrored() for measurement in measurements)
        if mirrored[0].name not in stated:
            table[mirrored[0].name] = mirrored
    return table


def read_lengths(paths: Iterable[Path]) -> DeclaredLengths:
    """Read the lengths of files that declare garments; docs/measuring.md describes them.

    Raises:
        ValueError: If a length is malformed, given twice, or needs key points that no garment has;
            the message names file, table and length.
    """
    shared: LengthTable = {}
    by_category: dict[str, LengthTable] = {}
    for path in paths:
        for name, table in read_tables(path).items():
            definitions = table if name == LENGTHS else table.get(LENGTHS)
            if definitions is None:
                continue
            where = f'{path}: [{LENGTHS}]' if name == LENGTHS else f'{path}: [{name}.{LENGTHS}]'
            if name != LENGTHS and name not in CATEGORIES:
                raise ValueError(
                    f'{where}: unknown garment: expected one of {", ".join(CATEGORIES)}'
                )
            if not isinstance(definitions, dict):
                raise ValueError(f'{where} = {definitions!r}: expected a table of lengths')
            lengths = length_table(definitions, where)
            owners = [name] if name != LENGTHS else [*CATEGORIES]
            _check(lengths, owners, where)
            known = shared if name == LENGTHS else by_category.setdefault(name, {})
            if repeated := [length for length in lengths if length in known]:
                raise ValueError(f'{where} {repeated[0]}: another file has it already')
            known.update(lengths)
    return DeclaredLengths(shared, by_category)


def _paths(name: str, value: Any, where: str) -> tuple[Measurement, ...]:
    place = f'{where} {name}'.strip()
    if not _NAME.fullmatch(name) or name.endswith(_ENDINGS):
        raise ValueError(f'{place}: invalid name of a length: expected {_NAME_TEXT}')
    paths = value if _is_list(value, list) else [value]
    if not paths or not all(_is_list(path, str) for path in paths):
        raise ValueError(
            f'{place} = {value!r}: expected a list of points, each {WAYPOINT_TEXT}, or a list of '
            'such lists'
        )
    try:
        return tuple(Measurement.parse(name, path) for path in paths)
    except ValueError as error:
        raise ValueError(f'{place}: {error}') from None


def _is_list(value: Any, kind: type) -> bool:
    return (
        isinstance(value, list | tuple)
        and len(value) > 0
        and all(isinstance(item, kind) for item in value)
    )


def _check(lengths: LengthTable, owners: Iterable[str], where: str) -> None:
    """Raise if no garment has the key points of a path."""
    sets = [CATEGORIES[name].keypoints for name in owners]
    known = [name for name in KEYPOINTS if any(name in points for points in sets)]
    for measurement in (m for measurements in lengths.values() for m in measurements):
        place = f'{where} {measurement.name}'
        for name in measurement.keypoints:
            if name not in known:
                near = get_close_matches(name, known, 1)
                hint = f' (did you mean {near[0]}?)' if near else ''
                raise ValueError(
                    f'{place}: unknown key point {name!r}{hint}: expected some of '
                    f'{", ".join(known)}'
                )
        if not any({*measurement.keypoints} <= {*points} for points in sets):
            raise ValueError(
                f'{place}: no garment has all of {", ".join(measurement.keypoints)}: expected key '
                'points of one garment'
            )
