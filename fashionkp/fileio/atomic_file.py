"""Writing files and folders so that readers see the old content or the new, never a part of it."""

import errno
import os
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

# the disk or a quota is full, a file is too large for it, or it is broken: such an error of
# write() does not name the file
_DISK_ERRORS = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO)


def temporary_name() -> str:
    """Return a new name for a file or folder that is not complete yet.

    It is hidden, and so short that it is valid wherever the final name is.
    """
    return f'.{secrets.token_hex(6)}.tmp'


@contextmanager
def atomic_write(path: str | Path, mode: str = 'w', **kwargs: Any) -> Iterator[IO[Any]]:
    """Open a file for writing that appears under its name once it is complete.

    The content goes to a temporary file in the same folder, which is created if missing. When the
    block ends, this file replaces ``path`` in one step; if the block raises, it is removed and
    ``path`` stays as it was.

    Args:
        path: The file.
        mode: ``'w'`` for text (UTF-8, line ends as written) or ``'wb'`` for bytes.
        **kwargs: Passed to :func:`open`.

    Yields:
        The open file.

    Raises:
        ValueError: If ``mode`` is another one.
        OSError: If writing fails, as on a full disk; the error names ``path``.
    """
    if mode not in ('w', 'wb'):
        raise ValueError(f"unknown mode {mode!r}: expected 'w' or 'wb'")
    if mode == 'w':
        kwargs = {'encoding': 'utf-8', 'newline': '', **kwargs}
    path = Path(path)
    if path.is_dir():
        raise IsADirectoryError(f'{path}: a folder: expected a file or a new name')
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(temporary_name())
    try:
        with temporary.open(mode.replace('w', 'x'), **kwargs) as file:
            yield file
        os.replace(temporary, path)
    except BaseException as error:
        temporary.unlink(missing_ok=True)
        if isinstance(error, OSError) and error.errno in _DISK_ERRORS and error.filename is None:
            raise OSError(error.errno, f'{error.strerror}, writing', str(path)) from error
        raise


@contextmanager
def atomic_folder(path: str | Path) -> Iterator[Path]:
    """Make a folder that appears under its name once it is complete.

    Args:
        path: The folder; it must not exist, or be empty.

    Yields:
        A temporary folder beside it, to be filled. It takes the name ``path`` when the block ends,
        and is removed if the block raises.

    Raises:
        FileExistsError: If ``path`` exists and is not an empty folder.
    """
    path = Path(path)
    if path.exists() and (not path.is_dir() or any(path.iterdir())):
        raise FileExistsError(f'{path}: exists already: choose another folder')
    temporary = path.with_name(temporary_name())
    temporary.mkdir(parents=True)
    try:
        yield temporary
        if path.exists():
            path.rmdir()
        temporary.rename(path)
    finally:
        shutil.rmtree(temporary, ignore_errors=True)
