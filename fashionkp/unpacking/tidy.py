"""Paths of the official downloads' files in one tidy folder, and the data sets in it."""

import re
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

import numpy as np

from fashionkp.annotations import AnnotationTable
from fashionkp.annotations.archive import tables_in
from fashionkp.annotations.reader import inspect_annotations
from fashionkp.fileio.folder_files import files_in, is_hidden
from fashionkp.images.suffixes import OUTPUT_SUFFIXES

_IMAGES, _TABLES = 'Images', 'Annotations'
_FILE_SUFFIXES = re.compile(r'(\.(zip|tar|tgz|gz|csv))+$', re.IGNORECASE)
_KINDS = (
    (re.compile(r'(?<![a-z])warm'), 'warm_up'),
    (re.compile(r'(?<![a-z])test[ _-]?(?P<letter>[ab])(?![a-z])'), 'test_{letter}'),
    (re.compile(r'(?<![a-z])train(?![a-z])'), 'train'),
    (re.compile(r'(?<![a-z])test(?![a-z])'), 'test'),
)
_SECOND_ROUND = re.compile(r'(?<![a-z])(?:round|r)[ _-]?2(?![0-9])')


@dataclass(frozen=True)
class Part:
    """A data set in the tidy folder.

    Attributes:
        name: Its folder.
        tables: Names of its tables.
        rows: Number of distinct images in its tables.
        labelled: Number of these with labels.
        missing: Number of these without a file.
        images: Number of image files.
        malformed: Number of malformed rows.
        unreadable: Errors of tables that cannot be read, or not to their end, by their names.
    """

    name: str
    tables: tuple[str, ...]
    rows: int
    labelled: int
    missing: int
    images: int
    malformed: int = 0
    unreadable: dict[str, str] = field(default_factory=dict)


def target_path(names: tuple[str, ...]) -> str | None:
    """Return the path of a file below the tidy folder; None if it is left out.

    Args:
        names: Name of each archive, outermost first, and the path in the innermost one.

    Example:
        >>> target_path(('fashionAI_train.tar', 'fashionAI/Annotations/train.csv'))
        'train/Annotations/train.csv'
        >>> target_path(('all.zip', 'round1_test_b.tar.gz', './Images/skirt/a.jpg'))
        'test_b/Images/skirt/a.jpg'
        >>> target_path(('train.zip', 'IMAGES/skirt/a.jpg'))  # packed again on Windows
        'train/Images/skirt/a.jpg'
    """
    path = PurePosixPath(names[-1])
    folders, name = path.parts[:-1], path.name
    if any(map(is_hidden, path.parts)):
        return None
    suffix = path.suffix.lower()
    images, tables = (_index(folders, name) for name in (_IMAGES, _TABLES))
    if suffix in OUTPUT_SUFFIXES and images is not None:
        part = part_name((*names[:-1], *folders[:images]))
        return '/'.join([part, _IMAGES, *folders[images + 1 :], name])
    if suffix == '.csv':
        outer = folders[:tables]
        return '/'.join([part_name((*names[:-1], *outer)), _TABLES, name])
    return None


def _index(folders: tuple[str, ...], name: str) -> int | None:
    """Return the index of a folder whose name may be in small or large letters."""
    matches = (index for index, folder in enumerate(folders) if folder.lower() == name.lower())
    return next(matches, None)


def part_name(names: tuple[str, ...]) -> str:
    """Return the name of a data set, by the innermost archive or folder that says what it is.

    Args:
        names: Names of the archives and folders around it, outermost first.

    Example:
        >>> part_name(('fashionAI_key_points_warm_up_train.tar', 'train'))
        'warm_up'
        >>> part_name(('round2_test_a.tar',)), part_name(('my_shop.zip', ''))
        ('round2_test_a', 'my_shop')
    """
    stems = [_FILE_SUFFIXES.sub('', name).lower() for name in names if name]
    prefix = 'round2_' if any(map(_SECOND_ROUND.search, stems)) else ''
    for pattern, title in _KINDS:
        for stem in reversed(stems):
            if match := pattern.search(stem):
                return prefix + title.format(**match.groupdict())
    return re.sub(r'[^\w-]+', '_', stems[-1]).strip('_') or 'data'


def tidy_up(root: Path) -> list[Part]:
    """Move tables to their images, and lists without labels away from labelled tables.

    A table none of whose images is beside it, such as labels that were released later, moves to the
    data set with most of its images. A list whose images all have labels in another table moves up
    one folder, where no reader looks for tables.

    Args:
        root: Folder of the data sets. A second call changes nothing.

    Returns:
        The data sets, by name.
    """
    parts = sorted(path for path in root.iterdir() if path.is_dir() and not is_hidden(path.name))
    for part in parts:
        for path in tables_in(part / _TABLES):
            _move_to_images(path, part, parts)
    for part in parts:
        _set_lists_aside(part)
        _spell_as_in_tables(part)
        for folder in (part / _TABLES, part):
            if folder.is_dir() and not any(folder.iterdir()):
                folder.rmdir()
    return [_describe(path) for path in parts if path.is_dir()]


def _move_to_images(path: Path, part: Path, parts: list[Path]) -> None:
    image_ids = _read(path).image_ids
    counts = {
        other: sum((other / image_id).is_file() for image_id in image_ids)
        for other in (part, *parts)
    }
    best = max(counts, key=lambda other: counts[other])
    if counts[part] or not counts[best]:
        return
    target = best / _TABLES / path.name
    if target.exists() and target.read_bytes() != path.read_bytes():
        target = target.with_name(f'{part.name}_{path.name}')
    target.parent.mkdir(exist_ok=True)
    path.replace(target)


def _set_lists_aside(part: Path) -> None:
    tables = {path: _read(path) for path in tables_in(part / _TABLES)}
    labelled = {
        image_id
        for table in tables.values()
        for image_id in table.image_ids[table.labelled].tolist()
    }
    for path, table in tables.items():
        if len(table) and not table.labelled.any() and labelled.issuperset(table.image_ids):
            path.replace(part / path.name)


def _spell_as_in_tables(part: Path) -> None:
    """Rename the folder of images if tables spell it in other letters, such as ``images``."""
    tables = tables_in(part / _TABLES)
    tops = {image_id.partition('/')[0] for path in tables for image_id in _read(path).image_ids}
    others = [top for top in tops if top.lower() == _IMAGES.lower()]
    if _IMAGES not in others and len(others) == 1 and (part / _IMAGES).is_dir():
        (part / _IMAGES).rename(part / others[0])


def _describe(path: Path) -> Part:
    files = tables_in(path / _TABLES)
    table, malformed_rows, errors = inspect_annotations(*files)
    image_ids = np.unique(table.image_ids).tolist()
    return Part(
        name=path.name,
        tables=tuple(file.name for file in files),
        rows=len(image_ids),
        labelled=len(np.unique(table.image_ids[table.labelled])),
        missing=sum(not (path / image_id).is_file() for image_id in image_ids),
        images=sum(
            len(files_in(folder, OUTPUT_SUFFIXES).used)
            for folder in path.iterdir()
            if folder.name.lower() == _IMAGES.lower() and folder.is_dir()
        ),
        malformed=len(malformed_rows),
        unreadable={file.name: error for file, error in errors.items()},
    )


def _read(path: Path) -> AnnotationTable:
    # the doctor reports malformed rows; unpacking does not stop at them
    return inspect_annotations(path)[0]
