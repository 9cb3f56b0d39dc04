"""Which files of a folder are used: one rule for images, tables and whatever else is looked for.

Subfolders are searched, those behind links too. Hidden files and folders, and those that other
systems leave behind, are left out, and so are files with other suffixes; what is left out is
returned, so that it can be reported.
"""

import os
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from fashionkp.fileio.error_list import first_items
from fashionkp.fileio.text import escape_control_characters

_FOREIGN = frozenset(('__macosx', '@eadir', '#recycle', '$recycle.bin', 'thumbs.db', 'desktop.ini'))
"""Names, in lower case, of what macOS, Windows and storage devices add to folders."""

_MAX_LISTED = 5
_MAX_VISITS = 16  # of a folder by different links, which may form a maze


@dataclass
class FolderFiles:
    """The files of a folder.

    Attributes:
        used: Paths of the files that are used, sorted.
        left_out: Paths of the files, and of the folders as a whole, that are not, sorted.
    """

    used: list[Path] = field(default_factory=list)
    left_out: list[Path] = field(default_factory=list)


def is_hidden(name: str) -> bool:
    """Return whether a file or folder is hidden, or left behind by another system.

    Example:
        >>> [is_hidden(name) for name in ('._a.jpg', '.Trash', 'Thumbs.db', 'a.jpg')]
        [True, True, True, False]
    """
    return name.startswith('.') or name.lower() in _FOREIGN


def files_in(
    folder: str | Path, suffixes: tuple[str, ...], without: Iterable[Path] = ()
) -> FolderFiles:
    """Return the files of a folder and its subfolders.

    A link is followed unless it leads to a folder that it lies in.

    Args:
        folder: The folder.
        suffixes: Suffixes, in lower case, of the files to use.
        without: Subfolders to leave out, such as that of a run's own drawings; they need not exist.

    Raises:
        OSError: If one of the folders cannot be read.
    """
    result = FolderFiles()
    left_out = [_identity(path) for path in without if path.is_dir()]
    visits = Counter(dict.fromkeys(left_out, _MAX_VISITS))
    visits.pop(_identity(folder), None)  # the whole folder is never left out
    for path, is_used in _walk(Path(folder), suffixes, (), visits):
        (result.used if is_used else result.left_out).append(path)
    result.used.sort()
    result.left_out.sort()
    return result


def files_directly_in(folder: str | Path, suffixes: tuple[str, ...]) -> FolderFiles:
    """Return the files of a folder that have a suffix, without subfolders.

    Args:
        folder: The folder; there are no files if it does not exist.
        suffixes: Suffixes, in lower case.

    Returns:
        Hidden files are left out. A link to nowhere is used, so that reading it is an error.
    """
    if not os.path.isdir(folder):
        return FolderFiles()
    with os.scandir(folder) as entries:
        paths = sorted(
            Path(folder, entry.name)
            for entry in entries
            if entry.name.lower().endswith(suffixes) and not entry.is_dir()
        )
    hidden = [path for path in paths if is_hidden(path.name)]
    return FolderFiles([path for path in paths if not is_hidden(path.name)], hidden)


def _walk(
    folder: Path,
    suffixes: tuple[str, ...],
    above: tuple[tuple[int, int], ...],
    visits: Counter[tuple[int, int]],
) -> Iterator[tuple[Path, bool]]:
    """Yield each file, and each folder that is left out, with whether it is used."""
    identity = _identity(folder)
    if identity in above or visits[identity] == _MAX_VISITS:
        yield folder, False
        return
    visits[identity] += 1
    with os.scandir(folder) as entries:
        listed = list(entries)
    for entry in listed:
        path = folder / entry.name
        if is_hidden(entry.name):
            yield path, False
        elif entry.is_dir():
            yield from _walk(path, suffixes, (*above, identity), visits)
        else:
            yield path, path.suffix.lower() in suffixes and entry.is_file()


def _identity(folder: str | Path) -> tuple[int, int]:
    status = os.stat(folder)
    return status.st_dev, status.st_ino


def left_out_text(paths: Iterable[str | Path]) -> str:
    """Return how many files were left out, by suffix, and the first of them, in one line.

    Example:
        >>> left_out_text(['shop/a.heic', 'shop/b.heic', 'shop/._c.jpg'])
        '3 files skipped (2 .heic, 1 hidden): shop/a.heic, shop/b.heic, shop/._c.jpg'
    """
    names = [str(path) for path in paths]
    kinds = Counter(_kind(Path(name)) for name in names)
    counts = ', '.join(f'{count} {kind}' for kind, count in kinds.most_common())
    first = ', '.join(first_items(names, limit=_MAX_LISTED))
    files = 'file' if len(names) == 1 else 'files'
    return escape_control_characters(f'{len(names)} {files} skipped ({counts}): {first}')


def _kind(path: Path) -> str:
    return 'hidden' if is_hidden(path.name) else path.suffix or 'without suffix'
