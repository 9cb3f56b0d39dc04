"""Checks of the files that a command is to write, before it does any work."""

import errno
import os
import stat
from collections.abc import Hashable, Iterable
from pathlib import Path

from fashionkp.fileio.atomic_file import temporary_name
from fashionkp.fileio.object_store import is_uri

PAGE_SUFFIXES = ('.html', '.htm')
"""Suffixes of HTML pages, in lower case."""

_Location = str | Path


def refuse_overwriting_inputs(outputs: Iterable[_Location], inputs: Iterable[_Location]) -> None:
    """Check that no output is one of the inputs, by whatever path, link or mount.

    Args:
        outputs: Paths or URIs of the files that are to be written; they need not exist.
        inputs: Paths or URIs of the files that are read. Name the files in a folder one by one:
            a folder may well hold its own outputs.

    Raises:
        ValueError: If an output is also an input; the message names both.
    """
    names = map(str, outputs)
    by_identity = {id_: name for name in names if (id_ := _identity(name)) is not None}
    for name in map(str, inputs) if by_identity else ():
        output = by_identity.get(_identity(name))
        if output is not None:
            same = 'an input' if output == name else f'the same file as the input {name}'
            raise ValueError(f'{output}: it is {same}: choose another output')


def _identity(location: str) -> Hashable:
    """Return a key that is equal for all names of one file; None if it is no regular file."""
    if is_uri(location):
        return location
    try:
        status = os.stat(location)
    except (OSError, ValueError):  # missing, or a name that no file can have
        return None
    # several may read and write one device, pipe or terminal
    return (status.st_dev, status.st_ino) if stat.S_ISREG(status.st_mode) else None


def require_page(output: _Location) -> None:
    """Check that the name of an HTML page ends with ``.html``, unless it is a device or a pipe.

    Raises:
        ValueError: If it does not, as when a table is named where a page is to be written.
    """
    if Path(output).suffix.lower() not in PAGE_SUFFIXES and not _is_special(output):
        raise ValueError(f'{output}: expected a name that ends with .html')


def _is_special(output: _Location) -> bool:
    """Return whether a path is that of a device or a pipe."""
    try:
        mode = os.stat(output).st_mode
    except OSError:
        return False
    return not (stat.S_ISREG(mode) or stat.S_ISDIR(mode))


def require_writable(output: _Location) -> None:
    """Check that a file can be written, by creating and removing an empty one beside it.

    Folders that do not exist are not created: the check is of the first one above that does.

    Args:
        output: Path of the file; a URI is not checked.

    Raises:
        OSError: If it cannot be written; the error names it.
    """
    if is_uri(str(output)):
        return
    try:
        status = os.stat(output)
    except FileNotFoundError:
        status = None
    if status and stat.S_ISDIR(status.st_mode):
        raise _error(errno.EISDIR, output)
    if status and not stat.S_ISREG(status.st_mode):  # a device or pipe, which is not replaced
        if not os.access(output, os.W_OK):
            raise _error(errno.EACCES, output)
        return
    _require_new_file(Path(os.path.realpath(output)).parent, output)


def require_writable_folder(output: _Location) -> None:
    """Check that files can be written to a folder, as :func:`require_writable` does."""
    if is_uri(str(output)):
        return
    if os.path.exists(output) and not os.path.isdir(output):
        raise _error(errno.ENOTDIR, output)
    _require_new_file(Path(os.path.realpath(output)), output)


def _require_new_file(folder: Path, output: _Location) -> None:
    """Create and remove a file in a folder, or in the first one above it that exists."""
    existing = next(path for path in (folder, *folder.parents) if os.path.lexists(path))
    probe = existing / temporary_name()
    try:
        probe.touch(exist_ok=False)
        probe.unlink()
    except OSError as error:
        raise _error(error.errno or errno.EIO, output) from None


def _error(number: int, output: _Location) -> OSError:
    return OSError(number, os.strerror(number), str(output))
