"""A folder of small files on this machine or in an object store, written whole or not at all."""

import os
import shutil
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from fashionkp.fileio.atomic_file import atomic_write
from fashionkp.fileio.folder_files import files_directly_in
from fashionkp.fileio.marks import has_mark, stream_has_mark
from fashionkp.fileio.object_store import (
    filesystem_of,
    is_uri,
    list_files,
    without_options,
    write_bytes,
)
from fashionkp.optional_packages import require

_REQUESTS = 16  # to an object store at a time


@dataclass(frozen=True)
class Folder:
    """A folder by path, or by a URI that pyarrow knows; pyarrow is needed for URIs only.

    Attributes:
        location: The path or URI.
    """

    location: str

    def names(self, suffix: str) -> list[str]:
        """Return the sorted names of the files that end in ``suffix``; a folder may be missing."""
        if is_uri(self.location):
            return [path.rpartition('/')[2] for path in list_files(self.location, (suffix,))]
        return [path.name for path in files_directly_in(self.location, (suffix,)).used]

    def read(self, name: str) -> bytes:
        """Return the content of a file."""
        if not is_uri(self.location):
            return Path(self.location, name).read_bytes()
        system, path = filesystem_of(self.location)
        with system.open_input_file(f'{path}/{name}') as file:
            return file.read()

    def path(self, name: str) -> str:
        """Return the path or URI of a file, without the options of a URI."""
        if not is_uri(self.location):
            return str(Path(self.location, name))
        return f'{without_options(self.location).rstrip("/")}/{name}'

    def write(self, name: str, content: bytes) -> None:
        """Write a file, which appears once it is complete; folders are created if missing."""
        if is_uri(self.location):
            write_bytes(content, self.location, name)
            return
        with atomic_write(Path(self.location, name), 'wb') as file:
            file.write(content)

    def taken(self, names: Iterable[str], mark: str) -> list[str]:
        """Return the names of files that exist and that a program has not marked as its own.

        Args:
            names: Names of files, or their paths from the folder.
            mark: ASCII text at the start or the end of files that may be replaced. Links never may.
        """
        if not is_uri(self.location):
            paths = {name: Path(self.location, name) for name in names}
            return [n for n, p in paths.items() if os.path.lexists(p) and not has_mark(p, mark)]
        names = list(names)
        with ThreadPoolExecutor(_REQUESTS) as pool:
            taken = pool.map(lambda name: self._is_taken_in_store(name, mark), names)
            return [name for name, is_taken in zip(names, taken, strict=True) if is_taken]

    def _is_taken_in_store(self, name: str, mark: str) -> bool:
        system, folder = filesystem_of(self.location)
        kinds = require('pyarrow.fs').FileType
        kind = system.get_file_info(f'{folder}/{name}').type
        if kind == kinds.NotFound:
            return False
        if kind != kinds.File:
            return True
        with system.open_input_file(f'{folder}/{name}') as file:
            return not stream_has_mark(file, mark)

    def remove(self) -> None:
        """Remove the folder, if it exists, with all that is in it."""
        if not is_uri(self.location):
            if Path(self.location).is_dir():
                shutil.rmtree(self.location)
            return
        system, path = filesystem_of(self.location)
        if system.get_file_info(path).type == require('pyarrow.fs').FileType.Directory:
            system.delete_dir(path)


@contextmanager
def local_path(location: str) -> Iterator[Path]:
    """Yield a path to write a file to; if ``location`` is a URI, the file is then uploaded there.

    Args:
        location: Path or URI of the file.
    """
    if not is_uri(location):
        yield Path(location)
        return
    folder, name = split_location(location)
    with TemporaryDirectory() as temporary:
        path = Path(temporary, 'file')
        yield path
        write_bytes(path.read_bytes(), folder, name)


def split_location(location: str) -> tuple[str, str]:
    """Split a path or URI into folder and name; the options of a URI stay with the folder.

    Example:
        >>> split_location('s3://bucket/shop/a.csv?region=eu')
        ('s3://bucket/shop?region=eu', 'a.csv')
        >>> split_location('a.csv')
        ('.', 'a.csv')
    """
    if not is_uri(location):
        path = Path(location)
        return str(path.parent), path.name
    base, question_mark, options = location.partition('?')
    folder, _, name = base.rpartition('/')
    return folder + question_mark + options, name


def subfolder(location: str, name: str) -> str:
    """Return the location of a folder in the folder at a path or URI.

    Example:
        >>> subfolder('s3://bucket/shop?region=eu', 'front')
        's3://bucket/shop/front?region=eu'
    """
    if not is_uri(location):
        return str(Path(location, name))
    base, question_mark, options = location.partition('?')
    if not base.endswith('://'):
        base = base.rstrip('/')
    return f'{base}/{name}{question_mark}{options}'
