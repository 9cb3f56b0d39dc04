"""Marks in files, by which a program knows those that it has made and may replace."""

import os
from pathlib import Path
from typing import IO

_RANGE = 512  # bytes at the start and the end of a file


def has_mark(path: Path, mark: str) -> bool:
    """Return whether a file, which is not a link, has a mark: ASCII text at its start or end."""
    if not path.is_file() or path.is_symlink():
        return False
    with path.open('rb') as file:
        return stream_has_mark(file, mark)


def stream_has_mark(file: IO[bytes], mark: str) -> bool:
    """Return whether a file that is open, at its start, has a mark; see :func:`has_mark`."""
    start = file.read(_RANGE)
    size = file.seek(0, os.SEEK_END)
    file.seek(max(0, size - _RANGE))
    return mark.encode('ascii') in start + file.read()
