"""Names of categories and key points in files of other programs."""

import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from fashionkp.categories import CATEGORIES, KEYPOINTS
from fashionkp.fileio.text import short_repr

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

_TABLES = ('categories', 'keypoints')


@dataclass(frozen=True)
class ForeignNames:
    """How a file calls categories and key points.

    Names that are ours already need not be listed.

    Attributes:
        categories: Our category by the file's name.
        keypoints: Our key point by the file's name.
        keypoints_of: The same for single categories, by the file's name of the category; it comes
            before ``keypoints``.

    Example:
        >>> names = ForeignNames(categories={'pants': 'trousers'}, keypoints={'fork': 'crotch'})
        >>> names.category('pants'), names.category('skirt'), names.category('person')
        ('trousers', 'skirt', None)
        >>> names.keypoint('pants', 'fork'), names.keypoint('pants', 'nose')
        ('crotch', None)
    """

    categories: Mapping[str, str] = field(default_factory=dict)
    keypoints: Mapping[str, str] = field(default_factory=dict)
    keypoints_of: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def category(self, name: str) -> str | None:
        """Return our name of a category; None if it is no garment that we know."""
        name = self.categories.get(name, name)
        return name if name in CATEGORIES else None

    def keypoint(self, category: str, name: str) -> str | None:
        """Return our name of a key point; None if there is none.

        Args:
            category: The file's name of the category.
            name: The file's name of the key point.
        """
        name = self.keypoints_of.get(category, {}).get(name) or self.keypoints.get(name, name)
        return name if name in KEYPOINTS else None


def read_foreign_names(path: str | Path) -> ForeignNames:
    """Read names from a TOML file.

    Args:
        path: Has the tables ``[categories]`` and ``[keypoints]``, both optional, in which the
            file's names are keys and ours are values. A table ``[keypoints.NAME]`` is for the
            file's category NAME only.

    Raises:
        FileNotFoundError: If the file does not exist.
        ValueError: If it is not valid TOML, or a value is not one of our names; the message states
            file, key and value.
    """
    try:
        tables = tomllib.loads(Path(path).read_text(encoding='utf-8'))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ValueError(f'{path}: not valid TOML: {error}') from None
    if unknown := [name for name in tables if name not in _TABLES]:
        raise ValueError(f'{path}: {unknown[0]}: expected the tables [categories] and [keypoints]')
    for name, table in tables.items():
        if not isinstance(table, dict):
            raise ValueError(f'{path}: {name} = {short_repr(table)}: expected a table [{name}]')
    points = tables.get('keypoints', {})
    by_category = {key: value for key, value in points.items() if isinstance(value, dict)}
    shared = {key: value for key, value in points.items() if key not in by_category}
    return ForeignNames(
        categories=_checked(f'{path}: [categories]', tables.get('categories', {}), [*CATEGORIES]),
        keypoints=_checked(f'{path}: [keypoints]', shared, KEYPOINTS),
        keypoints_of={
            key: _checked(f'{path}: [keypoints.{key}]', table, KEYPOINTS)
            for key, table in by_category.items()
        },
    )


def _checked(where: str, names: dict[str, Any], ours: Sequence[str]) -> dict[str, str]:
    """Return names whose values are all ours."""
    for key, value in names.items():
        if value not in ours:
            near = get_close_matches(str(value), ours, 1)
            hint = f' (did you mean {near[0]}?)' if near else ''
            raise ValueError(
                f'{where} {key} = {short_repr(value)}{hint}: expected one of {", ".join(ours)}'
            )
    return names
