"""The parts of garments that crops show, stated by their key points."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from fashionkp.categories import CATEGORIES
from fashionkp.custom_garments import PARTS, declared_files, read_tables
from fashionkp.keypoints import mirror

WHOLE = 'whole'
"""The part that has all points of a garment."""

WIDE, NARROW = 0.3, 0.12
"""Margins: of parts whose points are only on a line of it, such as a hem; and of those whose points
are around it."""

_KEYS = ('keypoints', 'from', 'to')


@dataclass(frozen=True)
class Part:
    """A part of a garment.

    Attributes:
        name: Its name; left and right are those of the image.
        keypoints: Key points that a crop of it holds.
        start: Key points whose centre is above that of ``end`` in the crop; if empty, the part is
            turned with the garment.
        end: See ``start``.
        margin: Space around the key points in a crop, as a share of the longer side of their box.
    """

    name: str
    keypoints: tuple[str, ...]
    start: tuple[str, ...] = ()
    end: tuple[str, ...] = ()
    margin: float = WIDE

    @property
    def needed(self) -> tuple[str, ...]:
        """All key points that must be present."""
        return tuple(dict.fromkeys(self.keypoints + self.start + self.end))

    def mirrored(self) -> 'Part':
        """Return the part on the other side."""
        keypoints, start, end = (
            tuple(map(mirror, names)) for names in (self.keypoints, self.start, self.end)
        )
        return Part(mirror(self.name), keypoints, start, end, margin=self.margin)


def _limb(name: str, keypoints: tuple[str, ...], start: tuple[str, ...], end: str) -> list[Part]:
    """Return a part that points down along a sleeve or leg, on both sides."""
    ends = (f'{end}_in', f'{end}_out')
    left = Part(name, keypoints + ends, start, ends, margin=NARROW if keypoints else WIDE)
    return [left, left.mirrored()]


_CUFF, _BOTTOM = 'cuff_left', 'bottom_left'

# Names repeat: a garment's part is the first that its category has and whose points are present.
_DEFINITIONS = (
    Part('collar', ('neckline_left', 'neckline_right', 'center_front')),
    Part('collar', ('neckline_left', 'neckline_right')),
    *_limb(
        'left_sleeve', ('shoulder_left', 'armpit_left'), ('shoulder_left', 'armpit_left'), _CUFF
    ),
    *_limb('left_sleeve', ('armpit_left',), ('armpit_left',), _CUFF),
    *_limb('left_cuff', (), ('shoulder_left', 'armpit_left'), _CUFF),
    *_limb('left_cuff', (), ('armpit_left',), _CUFF),
    Part('waist', ('waistline_left', 'waistline_right')),
    Part('waist', ('waistband_left', 'waistband_right')),
    Part('hem', ('top_hem_left', 'top_hem_right')),
    Part('hem', ('hemline_left', 'hemline_right')),
    *_limb('left_leg', ('waistband_left', 'crotch'), ('waistband_left', 'crotch'), _BOTTOM),
    *_limb('left_leg', ('waistline_left', 'crotch'), ('waistline_left', 'crotch'), _BOTTOM),
    *_limb('left_leg_hem', (), ('crotch',), _BOTTOM),
)


def read_parts(paths: Iterable[Path]) -> dict[str, tuple[Part, ...]]:
    """Read the parts that files declare for single garments; docs/catalogue.md describes them.

    Returns:
        Parts by category, in the order of the files.

    Raises:
        ValueError: If a part is malformed or has a key point that the garment has not; the message
            names file, table and part.
    """
    parts: dict[str, tuple[Part, ...]] = {}
    for path in paths:
        for name, table in read_tables(path).items():
            if PARTS not in table:
                continue
            where = f'{path}: [{name}.{PARTS}]'
            if name not in CATEGORIES:
                raise ValueError(
                    f'{where}: unknown garment: expected one of {", ".join(CATEGORIES)}'
                )
            if not isinstance(table[PARTS], dict):
                raise ValueError(f'{where} = {table[PARTS]!r}: expected a table of parts')
            declared = _declared(table[PARTS], name, where)
            parts[name] = parts.get(name, ()) + declared
    return parts


def _declared(table: Mapping[str, Any], category: str, where: str) -> tuple[Part, ...]:
    """Return parts and, unless they are stated too, their mirror images."""
    parts = [_part(name, value, category, f'{where} {name}') for name, value in table.items()]
    mirrored = (part.mirrored() for part in parts)
    return (*parts, *(part for part in mirrored if part.name not in table))


def _part(name: str, value: Any, category: str, where: str) -> Part:
    if name == WHOLE or not name.replace('_', '').isalnum() or not name.islower():
        raise ValueError(
            f'{where}: invalid name of a part: expected lower-case letters, digits and '
            f'underscores, and not {WHOLE}'
        )
    fields = value if isinstance(value, dict) else {'keypoints': value}
    if unknown := [key for key in fields if key not in _KEYS]:
        raise ValueError(f'{where}: unknown key {unknown[0]!r}: expected {", ".join(_KEYS)}')
    if ('from' in fields) != ('to' in fields):
        raise ValueError(f'{where}: expected both from and to, or none of them')
    points = {key: _names(fields.get(key, []), category, f'{where} {key}') for key in _KEYS}
    if not points['keypoints']:
        raise ValueError(f'{where}: no key points: expected a list of names')
    return Part(name, points['keypoints'], points['from'], points['to'])


def _names(value: Any, category: str, where: str) -> tuple[str, ...]:
    known = CATEGORIES[category].keypoints
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise ValueError(f'{where} = {value!r}: expected a list of key points')
    if unknown := [item for item in value if item not in known]:
        raise ValueError(
            f'{where}: {unknown[0]!r} is not a key point of a {category}: expected some of '
            f'{", ".join(known)}'
        )
    return tuple(value)


def _parts(category: str, declared: tuple[Part, ...]) -> dict[str, tuple[Part, ...]]:
    keypoints = CATEGORIES[category].keypoints
    own = {part.name for part in declared}
    parts: dict[str, tuple[Part, ...]] = {}
    for part in (*declared, *(part for part in _DEFINITIONS if part.name not in own)):
        if {*part.needed} <= {*keypoints}:
            parts[part.name] = (*parts.get(part.name, ()), part)
    return {**parts, WHOLE: (Part(WHOLE, keypoints, margin=NARROW),)}


_DECLARED = read_parts(declared_files())

CATEGORY_PARTS: dict[str, dict[str, tuple[Part, ...]]] = {
    name: _parts(name, _DECLARED.get(name, ())) for name in CATEGORIES
}
"""Parts of each category by name; of several, a garment has the first whose points are present."""

PART_NAMES: tuple[str, ...] = tuple(
    dict.fromkeys(name for parts in CATEGORY_PARTS.values() for name in parts)
)
"""Names of all parts."""
