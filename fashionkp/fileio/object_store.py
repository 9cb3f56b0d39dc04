"""Files and folders on this machine or in an object store, by path or URI."""

from contextlib import suppress
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fashionkp.fileio.atomic_file import temporary_name
from fashionkp.fileio.folder_files import files_in, is_hidden
from fashionkp.optional_packages import require

if TYPE_CHECKING:
    import pyarrow as pa

PARQUET = '.parquet'
"""Ending of the names of Parquet files."""


def is_uri(location: str) -> bool:
    """Return whether a location is a URI such as ``s3://bucket/shop``, not a path."""
    return '://' in location


def absolute_location(location: str) -> str:
    """Return a path made absolute; a URI as it is.

    Example:
        >>> absolute_location('s3://bucket/out')
        's3://bucket/out'
    """
    return location if is_uri(location) else str(Path(location).absolute())


def without_options(location: str) -> str:
    """Return a URI without its options; a path as it is."""
    return location.partition('?')[0] if is_uri(location) else location


def suffix_of(location: str) -> str:
    """Return the suffix of the name of a path or URI, in lower case.

    Example:
        >>> suffix_of('s3://bucket/a.CSV?region=eu')
        '.csv'
    """
    return Path(without_options(location)).suffix.lower()


def filesystem_of(location: str) -> tuple[Any, str]:
    """Return pyarrow's file system of a location, and the location's path in it.

    Args:
        location: A path, or a URI of a kind that pyarrow knows: s3, gs, abfs, hdfs, file; with
            ``fsspec+`` before it, also one that fsspec knows.

    Raises:
        MissingPackage: If pyarrow is not installed.
        ValueError: If the URI is malformed or of another kind.
    """
    fs = require('pyarrow.fs')
    if not is_uri(location):
        return fs.LocalFileSystem(), str(Path(location).absolute())
    return _filesystem_of_uri(location)


@lru_cache(maxsize=64)  # connecting to a store may take a request
def _filesystem_of_uri(uri: str) -> tuple[Any, str]:
    fs = require('pyarrow.fs')
    try:
        system, path = fs.FileSystem.from_uri(uri)
    except (ValueError, ImportError) as error:
        raise ValueError(f'{uri}: {error}') from error
    return system, path.rstrip('/')


def list_files(
    location: str,
    suffixes: tuple[str, ...],
    *,
    recursive: bool = False,
    left_out: list[str] | None = None,
) -> list[str]:
    """Return the sorted paths, in their file system, of the files at a location.

    Args:
        location: A file, or a folder; empty if it does not exist.
        suffixes: Suffixes, in lower case, of the files to return from a folder. Hidden files, such
            as temporary ones, and those in hidden folders are left out.
        recursive: Whether to include the folders in a folder.
        left_out: List that the paths of other files are added to; not hidden ones in a store.
    """
    system, path = filesystem_of(location)
    fs = require('pyarrow.fs')
    kind = system.get_file_info(path).type
    if kind != fs.FileType.Directory:
        return [path] if kind == fs.FileType.File else []
    if recursive and isinstance(system, fs.LocalFileSystem):  # which would follow links in circles
        files = files_in(path, suffixes)
        used, others = [*map(str, files.used)], [*map(str, files.left_out)]
    else:
        infos = system.get_file_info(fs.FileSelector(path, recursive=recursive))
        paths = sorted(
            info.path
            for info in infos
            if info.type == fs.FileType.File
            and not any(map(is_hidden, info.path.removeprefix(path).split('/')))
        )
        used = [each for each in paths if each.lower().endswith(suffixes)]
        others = [each for each in paths if not each.lower().endswith(suffixes)]
    if left_out is not None:
        left_out += others
    return used


def write_table(table: 'pa.Table', location: str, name: str) -> None:
    """Write a Parquet file, which appears once it is complete.

    Args:
        table: The rows.
        location: Path or URI of the folder; it is created if missing.
        name: The file's name in it; an existing file is replaced.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    sink = pa.BufferOutputStream()
    pq.write_table(table, sink)
    write_bytes(sink.getvalue(), location, name)


def write_bytes(content: Any, location: str, name: str) -> None:
    """Write a file, which appears once it is complete.

    Args:
        content: Bytes, or a buffer of pyarrow.
        location: Path or URI of the folder; it is created if missing.
        name: The file's name in it, or its path from there; an existing file is replaced.
    """
    system, path = filesystem_of(location)
    folder = f'{path}/{name}'.rpartition('/')[0]
    system.create_dir(folder, recursive=True)
    temporary = f'{folder}/{temporary_name()}'
    try:
        with system.open_output_stream(temporary) as stream:
            stream.write(content)
        system.move(temporary, f'{path}/{name}')
    except BaseException:
        with suppress(OSError):  # the file may not exist, or the store may be out of reach
            system.delete_file(temporary)
        raise
