"""Where the files of the official downloads go, and what stands there afterwards."""

import re
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

import numpy as np

from fashionkp.annotations import AnnotationTable
from fashionkp.annotations.reader import inspect_annotations
from fashionkp.images.suffixes import OUTPUT_SUFFIXES

_IMAGES, _TABLES = 'Images', 'Annotations'
_ENDS = re.compile(r'(\.(zip|tar|tgz|gz|csv))+$', re.IGNORECASE)
_KINDS = (
    (re.compile(r'(?<![a-z])warm'), 'warm_up'),
    (re.compile(r'(?<![a-z])test[ _-]?(?P<letter>[ab])(?![a-z])'), 'test_{letter}'),
    (re.compile(r'(?<![a-z])train(?![a-z])'), 'train'),
    (re.compile(r'(?<![a-z])test(?![a-z])'), 'test'),
)
_SECOND_ROUND = re.compile(r'(?<![a-z])(?:round|r)[ _-]?2(?![0-9])')


@dataclass(frozen=True)
class Part:
    """One of the data sets in a tidy folder.

    Attributes:
        name: Its folder.
        tables: Names of its tables.
        rows: Images that the tables name, each once.
        labelled: How many of them have labels.
        missing: How many of them are not there.
        images: Images that are there.
        malformed: Rows that no reader takes.
        unreadable: Why tables cannot be read, or not to their end, by their names.
    """

    name: str
    tables: tuple[str, ...]
    rows: int
    labelled: int
    missing: int
    images: int
    malformed: int = 0
    unreadable: dict[str, str] = field(default_factory=dict)


def place(places: tuple[str, ...]) -> str | None:
    """Where a file goes, below the tidy folder; None for one that is left out.

    Args:
        places: Name of each archive from the outermost on, and the path in the innermost.

    Example:
        >>> place(('fashionAI_train.tar', 'fashionAI/Annotations/train.csv'))
        'train/Annotations/train.csv'
        >>> place(('all.zip', 'round1_test_b.tar.gz', './Images/skirt/a.jpg'))
        'test_b/Images/skirt/a.jpg'
    """
    path = PurePosixPath(places[-1])
    folders, name = path.parts[:-1], path.name
    if name.startswith('.') or '__MACOSX' in folders:
        return None
    ending = path.suffix.lower()
    if ending in OUTPUT_SUFFIXES and _IMAGES in folders:
        first = folders.index(_IMAGES)
        part = part_name((*places[:-1], *folders[:first]))
        return '/'.join([part, *folders[first:], name])
    if ending == '.csv':
        return '/'.join([part_name((*places[:-1], *_outside(folders))), _TABLES, name])
    return None


def part_name(names: tuple[str, ...]) -> str:
    """What a data set is called, from the names of the archives and folders around it.

    The innermost name that tells is the one that counts.

    Example:
        >>> part_name(('fashionAI_key_points_warm_up_train.tar', 'train'))
        'warm_up'
        >>> part_name(('round2_test_a.tar',)), part_name(('my_shop.zip', ''))
        ('round2_test_a', 'my_shop')
    """
    plain = [_ENDS.sub('', name).lower() for name in names if name]
    second = 'round2_' if any(map(_SECOND_ROUND.search, plain)) else ''
    for kind, title in _KINDS:
        for name in reversed(plain):
            if found := kind.search(name):
                return second + title.format(**found.groupdict())
    return re.sub(r'[^\w-]+', '_', plain[-1]).strip('_') or 'data'


def _outside(folders: tuple[str, ...]) -> tuple[str, ...]:
    return folders[: folders.index(_TABLES)] if _TABLES in folders else folders


def tidy_up(root: Path) -> list[Part]:
    """Bring tables to their images, and lists without labels out of the way of answers.

    A table none of whose images is beside it, such as answers that were released later, goes to
    the data set that has them. A list all of whose images have labels in another table goes up a
    folder, where no reader looks.

    Args:
        root: The folder of the data sets; done twice, it changes nothing more.

    Returns:
        What stands there, by name.
    """
    parts = sorted(path for path in root.iterdir() if path.is_dir())
    for part in parts:
        for path in sorted((part / _TABLES).glob('*.csv')):
            _bring_home(path, part, parts)
    for part in parts:
        _set_lists_aside(part)
        for folder in (part / _TABLES, part):
            if folder.is_dir() and not any(folder.iterdir()):
                folder.rmdir()
    return [_part(path) for path in parts if path.is_dir()]


def _bring_home(path: Path, part: Path, parts: list[Path]) -> None:
    ids = _read([path]).image_ids
    counts = {other: sum((other / name).is_file() for name in ids) for other in (part, *parts)}
    home = max(counts, key=lambda other: counts[other])
    if counts[part] or not counts[home]:
        return
    target = home / _TABLES / path.name
    if target.exists() and target.read_bytes() != path.read_bytes():
        target = target.with_name(f'{part.name}_{path.name}')
    target.parent.mkdir(exist_ok=True)
    path.replace(target)


def _set_lists_aside(part: Path) -> None:
    tables = {path: _read([path]) for path in sorted((part / _TABLES).glob('*.csv'))}
    answered = {
        name for table in tables.values() for name in table.image_ids[table.labelled].tolist()
    }
    for path, table in tables.items():
        if len(table) and not table.labelled.any() and answered.issuperset(table.image_ids):
            path.replace(part / path.name)


def _part(path: Path) -> Part:
    files = sorted((path / _TABLES).glob('*.csv'))
    table, malformed, broken = inspect_annotations(*files)
    ids = np.unique(table.image_ids).tolist()
    return Part(
        name=path.name,
        tables=tuple(file.name for file in files),
        rows=len(ids),
        labelled=len(np.unique(table.image_ids[table.labelled])),
        missing=sum(not (path / name).is_file() for name in ids),
        images=sum(file.is_file() for file in (path / _IMAGES).rglob('*')),
        malformed=len(malformed),
        unreadable={file.name: fault for file, fault in broken.items()},
    )


def _read(files: list[Path]) -> AnnotationTable:
    # What is wrong with rows is for the doctor to tell, not for an unpacker to stumble over.
    return inspect_annotations(*files)[0]
