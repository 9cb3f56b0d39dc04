"""Writing files so that a reader meets the old content or the new one, never a part of it."""

import errno
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

# The disk or a quota is full, a file is too large for it, or it is broken: writing says so, and
# does not say of which file.
_DISK = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO)


@contextmanager
def atomic_write(path: str | Path, mode: str = 'w', **kwargs: Any) -> Iterator[IO[Any]]:
    """Open a file for writing that takes its name only once it is complete.

    The content goes to a temporary name in the same folder, which is made where it is missing.
    When the block ends the file replaces ``path`` in one step; when the block raises, the
    temporary file is removed and whatever stood at ``path`` stays as it was.

    Args:
        path: Where the file is to be.
        mode: ``'w'`` for text (UTF-8, line ends as written) or ``'wb'`` for bytes.
        **kwargs: Passed to :func:`open`.

    Yields:
        The open file.

    Raises:
        ValueError: ``mode`` does not create a file.
        OSError: Writing fails; it names ``path``, as when the disk is full.
    """
    if mode not in ('w', 'wb'):
        raise ValueError(f"unknown mode {mode!r}: expected 'w' or 'wb'")
    if mode == 'w':
        kwargs = {'encoding': 'utf-8', 'newline': '', **kwargs}
    path = Path(path)
    if path.is_dir():
        raise IsADirectoryError(f'{path} is a folder: a file is to be written there')
    path.parent.mkdir(parents=True, exist_ok=True)
    # Short, so that the temporary name fits wherever the final one does.
    temporary = path.with_name(f'.{secrets.token_hex(6)}.tmp')
    try:
        with temporary.open(mode.replace('w', 'x'), **kwargs) as file:
            yield file
        os.replace(temporary, path)
    except BaseException as error:
        temporary.unlink(missing_ok=True)
        if isinstance(error, OSError) and error.errno in _DISK and error.filename is None:
            raise OSError(error.errno, f'{error.strerror}, writing', str(path)) from error
        raise
