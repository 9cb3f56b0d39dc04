"""Custom garments: categories beside FashionAI's, declared by users in TOML files."""

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
"""Environment variable with the paths of the files; started processes inherit it."""

HOW_TO = '(--garments, docs/garments.md)'
"""How to declare a garment, for messages."""

LENGTHS = 'lengths'
"""The table of lengths, of all garments or within one; fashionkp.measurements reads it."""
PARTS = 'parts'
"""The table of a garment's parts; fashionkp.alignment reads it."""

_KEYS = ('keypoints', 'new_keypoints', 'normalizing_pair', 'skeleton', LENGTHS, PARTS)
_NAME = re.compile(r'[a-z][a-z0-9]*')
_NAME_TEXT = 'lower-case letters and digits, as it names folders, columns and configs'
_RESERVED = ('all', 'auto')  # configs for all categories; "predict --category auto"
# the part of a column name before _x, and not a column name itself
_POINT = re.compile(r'(?!(?:image|category|image_id|image_category)$)[a-z][a-z0-9]*(_[a-z0-9]+)*')
_POINT_TEXT = 'lower-case letters, digits and single underscores, not ending with _x, _y or _v'
_COORDINATES = ('_x', '_y', '_v')


@dataclass(frozen=True)
class Declaration:
    """A garment as declared in a file.

    Attributes:
        path: The file.
        name: Name of the garment.
        keypoints: Names of its key points.
        new_keypoints: Those that FashionAI does not have.
        normalizing_pair: The two key points whose distance in the ground truth is the unit of
            error.
        skeleton: Pairs of key points joined by a line in drawings; empty if they are to be derived.
    """

    path: Path
    name: str
    keypoints: tuple[str, ...]
    new_keypoints: tuple[str, ...]
    normalizing_pair: tuple[str, str]
    skeleton: tuple[tuple[str, str], ...]


def declare(paths: Iterable[str | Path]) -> None:
    """Declare the garments of files for this process and those that it starts.

    Call it before :mod:`fashionkp.categories` is imported, which reads the files.

    Raises:
        ValueError: If :mod:`fashionkp.categories` has been imported with other files.
    """
    value = os.pathsep.join(str(Path(path).absolute()) for path in paths)
    if 'fashionkp.categories' in sys.modules and os.environ.get(GARMENTS_VARIABLE) != value:
        raise ValueError(
            f'{value}: this process has read its garments already: set {GARMENTS_VARIABLE} before '
            'it starts'
        )
    os.environ[GARMENTS_VARIABLE] = value


def declared_files() -> list[Path]:
    """Return the files in :data:`GARMENTS_VARIABLE`."""
    return [Path(path) for path in os.environ.get(GARMENTS_VARIABLE, '').split(os.pathsep) if path]


def read_declarations(
    paths: Iterable[Path], keypoints: Sequence[str], categories: Iterable[str]
) -> tuple[Declaration, ...]:
    """Read files that declare garments.

    Args:
        paths: TOML files with a table for each garment; see docs/garments.md.
        keypoints: Names of FashionAI's key points.
        categories: Names of FashionAI's categories.

    Returns:
        The garments, in the order of the files.

    Raises:
        FileNotFoundError: If a file does not exist.
        ValueError: If a file is not valid TOML or a declaration is invalid; the message names file,
            table and key, and what is expected.
    """
    owners: dict[str, str] = dict.fromkeys(categories, 'FashionAI')
    declarations = []
    for path in paths:
        for name, table in read_tables(path).items():
            if name == LENGTHS or (table and {*table} <= {LENGTHS, PARTS}):
                continue
            where = f'{path}: [{name}]'
            if not _NAME.fullmatch(name) or name in _RESERVED:
                raise ValueError(
                    f'{where}: invalid name of a garment: expected {_NAME_TEXT}, and not '
                    f'{" or ".join(_RESERVED)}'
                )
            if name in owners:
                raise ValueError(f'{where}: {owners[name]} has a {name} already: choose a new name')
            owners[name] = str(path)
            declarations.append(_declaration(path, name, table, keypoints))
    return tuple(declarations)


def read_tables(path: Path) -> dict[str, dict[str, Any]]:
    """Return the tables of a file by name.

    Raises:
        FileNotFoundError: If it does not exist.
        ValueError: If it is not valid TOML, or has no table.
    """
    if not path.is_file():
        raise FileNotFoundError(f'{path}: no such file: expected one that declares garments')
    try:
        tables = tomllib.loads(path.read_text(encoding='utf-8'))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ValueError(f'{path}: not valid TOML: {error}') from None
    for name, table in tables.items():
        if not isinstance(table, dict):
            raise ValueError(f'{path}: {name} before the first table: expected [GARMENT] above it')
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
            f'{where}: missing normalizing_pair: expected the two key points whose distance is the '
            'unit of error'
        )
    pair = _pair(where, 'normalizing_pair', table['normalizing_pair'], keypoints)
    lines = table.get('skeleton', [])
    if not isinstance(lines, list):
        raise ValueError(f'{where} skeleton = {lines!r}: expected a list of pairs of key points')
    edges = [_pair(where, 'skeleton', line, keypoints) for line in lines]
    return Declaration(
        path,
        name,
        keypoints=keypoints,
        new_keypoints=new,
        normalizing_pair=pair,
        skeleton=_with_mirror_images(edges),
    )


def _names(where: str, key: str, names: Any) -> tuple[str, ...]:
    if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
        raise ValueError(f'{where} {key} = {names!r}: expected a list of names')
    if repeated := [name for name in names if names.count(name) > 1]:
        raise ValueError(f'{where} {key}: {repeated[0]} is repeated')
    return tuple(names)


def _check_reused(where: str, names: Iterable[str], official: Sequence[str]) -> None:
    for name in names:
        if name not in official:
            near = get_close_matches(name, official, 1)
            hint = f' (did you mean {near[0]}?)' if near else ''
            raise ValueError(
                f'{where} keypoints: FashionAI has no {name!r}{hint}: expected names from '
                f'{", ".join(official)}; add a key point of your own to new_keypoints'
            )


def _check_new(where: str, names: Iterable[str], official: Sequence[str]) -> None:
    for name in names:
        if name in official:
            raise ValueError(
                f'{where} new_keypoints: {name} is a key point of FashionAI: add it to keypoints'
            )
        if not _POINT.fullmatch(name) or name.endswith(_COORDINATES):
            raise ValueError(
                f'{where} new_keypoints: {name!r} cannot name columns: expected {_POINT_TEXT}'
            )


def _pair(where: str, key: str, names: Any, keypoints: Sequence[str]) -> tuple[str, str]:
    pair = _names(where, key, names)
    if len(pair) != 2:
        raise ValueError(f'{where} {key}: {names!r}: expected two key points')
    if unknown := [name for name in pair if name not in keypoints]:
        raise ValueError(
            f'{where} {key}: {unknown[0]} is not a key point of this garment: expected two of '
            f'{", ".join(keypoints)}'
        )
    return pair[0], pair[1]


def _with_mirror_images(edges: Iterable[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    """Return edges and their mirror images, each once."""
    unique: dict[frozenset[str], tuple[str, str]] = {}
    for first, second in edges:
        for edge in ((first, second), (mirror(first), mirror(second))):
            unique.setdefault(frozenset(edge), edge)
    return tuple(unique.values())
