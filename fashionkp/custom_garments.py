"""Garments that users declare in files of their own, beside those of FashionAI."""

import os
import re
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from fashionkp.keypoints import mirror

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

GARMENTS_VARIABLE = 'FASHIONKP_GARMENTS'
"""Environment variable that names the files; processes that are started inherit it."""

HOW_TO = '(--garments, docs/garments.md)'
"""How to declare a garment, for errors."""

_KEYS = ('keypoints', 'new_keypoints', 'normalizing_pair', 'skeleton')
_NAME = re.compile(r'[a-z][a-z0-9]*')
_NAME_TEXT = 'small letters and digits, as it names folders, columns and configs'
_TAKEN = ('all', 'auto')  # ends of configs for all points; "predict --category auto"
# What stands before a point's _x in tables, or is a column itself.
_POINT = re.compile(r'(?!(?:image|category|image_id|image_category)$)[a-z][a-z0-9]*(_[a-z0-9]+)*')
_POINT_TEXT = 'small letters, digits and single underscores, with no end like _x, _y or _v'
_COORDINATES = ('_x', '_y', '_v')


@dataclass(frozen=True)
class Declaration:
    """A garment as a file declares it.

    Attributes:
        path: The file.
        name: Of the garment.
        keypoints: Names of its key points.
        new_keypoints: Those of them that FashionAI does not have.
        normalizing_pair: The two of them whose distance in the ground truth is the unit of error.
        skeleton: Pairs that a drawing joins by a line; none where that is to be derived.
    """

    path: Path
    name: str
    keypoints: tuple[str, ...]
    new_keypoints: tuple[str, ...]
    normalizing_pair: tuple[str, str]
    skeleton: tuple[tuple[str, str], ...]


def declare(paths: Iterable[str | Path]) -> None:
    """Let this process, and those that it starts, know the garments of files.

    To be called before anything imports :mod:`fashionkp.categories`, which reads the files.

    Raises:
        ValueError: The facts were read already, without these files.
    """
    value = os.pathsep.join(str(Path(path).absolute()) for path in paths)
    if 'fashionkp.categories' in sys.modules and os.environ.get(GARMENTS_VARIABLE) != value:
        raise ValueError(
            f'{value}: too late to declare garments, this process has read those that there are: '
            f'set {GARMENTS_VARIABLE} before it starts'
        )
    os.environ[GARMENTS_VARIABLE] = value


def declared_files() -> list[Path]:
    """The files that :data:`GARMENTS_VARIABLE` names."""
    return [Path(path) for path in os.environ.get(GARMENTS_VARIABLE, '').split(os.pathsep) if path]


def read_declarations(
    paths: Iterable[Path], keypoints: Sequence[str], categories: Iterable[str]
) -> tuple[Declaration, ...]:
    """Read files of garments.

    Args:
        paths: TOML files with a table for each garment; see docs/garments.md.
        keypoints: Names of FashionAI's key points.
        categories: Names of FashionAI's categories.

    Returns:
        The garments, in the order of the files.

    Raises:
        FileNotFoundError: There is no such file.
        ValueError: A file is no TOML or does not declare a garment; the message names file, table
            and key, and what would be right.
    """
    owners: dict[str, str] = dict.fromkeys(categories, 'FashionAI')
    found = []
    for path in paths:
        for name, table in _tables(path).items():
            where = f'{path}: [{name}]'
            if not _NAME.fullmatch(name) or name in _TAKEN:
                raise ValueError(
                    f'{where}: not a name for a garment: expected {_NAME_TEXT}, not '
                    f'{" or ".join(_TAKEN)}'
                )
            if name in owners:
                raise ValueError(f'{where}: {owners[name]} has a {name} already: choose a new name')
            owners[name] = str(path)
            found.append(_declaration(path, name, table, keypoints))
    return tuple(found)


def _tables(path: Path) -> dict[str, dict[str, Any]]:
    """The garments of a file by name."""
    if not path.is_file():
        raise FileNotFoundError(f'{path}: no such file: expected one that declares garments')
    try:
        tables = tomllib.loads(path.read_text(encoding='utf-8'))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ValueError(f'{path}: not TOML: {error}') from None
    for name, table in tables.items():
        if not isinstance(table, dict):
            raise ValueError(f'{path}: {name} stands before the first [garment]')
    if not tables:
        raise ValueError(f'{path}: no garment: expected a table such as [jumpsuit]')
    return tables


def _declaration(
    path: Path, name: str, table: dict[str, Any], official: Sequence[str]
) -> Declaration:
    where = f'{path}: [{name}]'
    if unknown := [key for key in table if key not in _KEYS]:
        raise ValueError(f'{where} {unknown[0]}: unknown key: expected {", ".join(_KEYS)}')
    reused = _names(where, 'keypoints', table.get('keypoints', []))
    new = _names(where, 'new_keypoints', table.get('new_keypoints', []))
    _check_reused(where, reused, official)
    _check_new(where, new, official)
    keypoints = (*reused, *new)
    for point in keypoints:
        if mirror(point) not in keypoints:
            raise ValueError(
                f'{where}: {point} without its mirror image {mirror(point)}: expected both'
            )
    if 'normalizing_pair' not in table:
        raise ValueError(
            f'{where}: no normalizing_pair: expected the two key points whose distance is the unit '
            'of error'
        )
    pair = _pair(where, 'normalizing_pair', table['normalizing_pair'], keypoints)
    lines = table.get('skeleton', [])
    if not isinstance(lines, list):
        raise ValueError(f'{where} skeleton = {lines!r}: expected a list of pairs of key points')
    edges = [_pair(where, 'skeleton', line, keypoints) for line in lines]
    return Declaration(path, name, keypoints, new, pair, _on_both_sides(edges))


def _names(where: str, key: str, names: Any) -> tuple[str, ...]:
    if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
        raise ValueError(f'{where} {key} = {names!r}: expected a list of names')
    if repeated := [name for name in names if names.count(name) > 1]:
        raise ValueError(f'{where} {key}: {repeated[0]} stands there twice')
    return tuple(names)


def _check_reused(where: str, names: Iterable[str], official: Sequence[str]) -> None:
    for name in names:
        if name not in official:
            near = get_close_matches(name, official, 1)
            meant = f' (did you mean {near[0]}?)' if near else ''
            raise ValueError(
                f'{where} keypoints: FashionAI has no {name!r}{meant}: expected names from '
                f'{", ".join(official)}; a point of your own goes into new_keypoints'
            )


def _check_new(where: str, names: Iterable[str], official: Sequence[str]) -> None:
    for name in names:
        if name in official:
            raise ValueError(
                f'{where} new_keypoints: {name} is one of FashionAI: it goes into keypoints'
            )
        if not _POINT.fullmatch(name) or name.endswith(_COORDINATES):
            raise ValueError(
                f'{where} new_keypoints: {name!r} cannot name columns: expected {_POINT_TEXT}'
            )


def _pair(where: str, key: str, names: Any, keypoints: Sequence[str]) -> tuple[str, str]:
    pair = _names(where, key, names)
    if len(pair) != 2:
        raise ValueError(f'{where} {key}: {names!r}: expected two key points')
    if strange := [name for name in pair if name not in keypoints]:
        raise ValueError(
            f'{where} {key}: {strange[0]} is no key point of this garment: expected two of '
            f'{", ".join(keypoints)}'
        )
    return pair[0], pair[1]


def _on_both_sides(edges: Iterable[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    """Edges and their mirror images, each once."""
    found: dict[frozenset[str], tuple[str, str]] = {}
    for first, second in edges:
        for edge in ((first, second), (mirror(first), mirror(second))):
            found.setdefault(frozenset(edge), edge)
    return tuple(found.values())
