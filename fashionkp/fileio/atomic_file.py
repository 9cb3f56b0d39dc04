"""Writing files and folders so that readers see the old content or the new, never a part of it."""

import errno
import os
import secrets
import shutil
import stat
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Any

# the disk or a quota is full, a file is too large for it, it is broken, or nobody reads the pipe:
# such an error of write() does not name the file
_WRITE_ERRORS = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO, errno.EPIPE)


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
    ``path`` stays as it was. A link is followed, and what is replaced passes on its owner and
    mode. A device, a pipe and standard output are written to instead.

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
    replaced = _status(path)
    if replaced and stat.S_ISDIR(replaced.st_mode):
        raise IsADirectoryError(f'{path}: a folder: expected a file or a new name')
    stream = _standard_stream(replaced)
    if stream is not None or (replaced and not stat.S_ISREG(replaced.st_mode)):
        with name_errors(path), open(path if stream is None else stream, mode, **kwargs) as file:
            yield file
        return
    with (
        _temporary_beside(path) as temporary,
        temporary.open(mode.replace('w', 'x'), **kwargs) as file,
    ):
        _pass_on_owner_and_mode(file.fileno(), replaced)
        yield file


@contextmanager
def _temporary_beside(path: Path) -> Iterator[Path]:
    """Yield the name of a file to create, which then replaces ``path``, or what it is a link to."""
    target = Path(os.path.realpath(path))
    temporary = target.with_name(temporary_name())
    try:
        with name_errors(path, temporary):
            target.parent.mkdir(parents=True, exist_ok=True)
            yield temporary
            os.replace(temporary, target)
    except BaseException:
        with suppress(OSError):  # such as a folder that is a file
            temporary.unlink()
        raise


def _status(path: Path) -> os.stat_result | None:
    try:
        return path.stat()
    except (FileNotFoundError, NotADirectoryError):
        return None


def _standard_stream(status: os.stat_result | None) -> int | None:
    """Return a copy of the descriptor of standard output or error, if a file is one of them.

    What else is printed would be lost if the file were replaced, or overwritten if it were opened.
    """
    for stream in (sys.stdout, sys.stderr):
        with suppress(OSError, ValueError, AttributeError):  # closed, or no file
            number = stream.fileno()
            if status and os.path.samestat(status, os.fstat(number)):
                stream.flush()
                return os.dup(number)
    return None


def _pass_on_owner_and_mode(number: int, replaced: os.stat_result | None) -> None:
    """Give an open file the owner, group and mode of the one that it replaces."""
    if replaced is None:
        return
    for user, group in ((-1, replaced.st_gid), (replaced.st_uid, -1)):
        with suppress(PermissionError):  # only root may give files away
            os.fchown(number, user, group)
    with suppress(PermissionError):
        os.fchmod(number, stat.S_IMODE(replaced.st_mode))


@contextmanager
def name_errors(path: Path, temporary: Path | None = None) -> Iterator[None]:
    """Name a file in errors of writing, which have no name or that of its temporary file."""
    try:
        yield
    except OSError as error:
        names = (error.filename, error.filename2)
        if error.errno in _WRITE_ERRORS and error.filename is None:
            raise OSError(error.errno, f'{error.strerror}, writing', str(path)) from error
        if temporary is not None and str(temporary) in map(str, names):
            raise OSError(error.errno, error.strerror, str(path)) from error
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
    path = Path(os.path.realpath(path))
    require_new_folder(path)
    temporary = path.with_name(temporary_name())
    temporary.mkdir(parents=True)
    try:
        yield temporary
        if path.exists():
            path.rmdir()
        temporary.rename(path)
    finally:
        shutil.rmtree(temporary, ignore_errors=True)


def require_new_folder(path: str | Path) -> None:
    """Check that a folder can be made by :func:`atomic_folder`.

    Raises:
        FileExistsError: If ``path`` exists and is not an empty folder.
    """
    path = Path(path)
    if path.exists() and (not path.is_dir() or any(path.iterdir())):
        raise FileExistsError(f'{path}: exists already: choose another folder')
