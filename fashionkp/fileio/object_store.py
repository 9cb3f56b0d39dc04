"""Files and folders of this machine, or of an object store, by path or URI."""

import secrets
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fashionkp.optional_packages import require

if TYPE_CHECKING:
    import pyarrow as pa


def is_uri(place: str) -> bool:
    """Whether a place is a URI such as ``s3://bucket/shop``, and no path."""
    return '://' in place


def filesystem_of(place: str) -> tuple[Any, str]:
    """The file system that has a place, and the place's path there.

    Args:
        place: A path, or a URI of a kind that pyarrow knows: s3, gs, abfs, hdfs, file; others with
            ``fsspec+`` before them where fsspec knows them.

    Raises:
        MissingPackage: pyarrow is not installed.
        ValueError: A URI of another kind, or none.
    """
    fs = require('pyarrow.fs', 'pyarrow')
    if not is_uri(place):
        return fs.LocalFileSystem(), str(Path(place).absolute())
    return _of_uri(place)


@lru_cache(maxsize=64)  # a store may want to be asked for each
def _of_uri(uri: str) -> tuple[Any, str]:
    fs = require('pyarrow.fs', 'pyarrow')
    try:
        system, path = fs.FileSystem.from_uri(uri)
    except (ValueError, ImportError) as error:
        raise ValueError(f'{uri}: {error}') from error
    return system, path.rstrip('/')


def list_files(place: str, endings: tuple[str, ...], deep: bool = False) -> list[str]:
    """Paths, in their file system, of the files at a place.

    Args:
        place: A file, or a folder; there may be none.
        endings: How the names of files in a folder end, in small letters.
        deep: Whether to look into the folders in it too.

    Returns:
        In order; without those in a folder that are hidden, which temporary files are.
    """
    system, path = filesystem_of(place)
    fs = require('pyarrow.fs', 'pyarrow')
    kind = system.get_file_info(path).type
    if kind != fs.FileType.Directory:
        return [path] if kind == fs.FileType.File else []
    found = system.get_file_info(fs.FileSelector(path, recursive=deep))
    return sorted(
        info.path
        for info in found
        if info.type == fs.FileType.File
        and info.base_name.lower().endswith(endings)
        and not info.base_name.startswith('.')
    )


def write_parquet(table: 'pa.Table', place: str, name: str) -> None:
    """Write a Parquet file, which appears once it is complete.

    Args:
        table: The rows.
        place: Path or URI of the folder; it is created if missing.
        name: The file's name in it; an existing file is replaced.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    sink = pa.BufferOutputStream()
    pq.write_table(table, sink)
    write_bytes(sink.getvalue(), place, name)


def write_bytes(content: Any, place: str, name: str) -> None:
    """Write a file, which appears once it is complete.

    Args:
        content: Bytes, or a buffer of pyarrow.
        place: Path or URI of the folder; it is created if missing.
        name: The file's name in it; an existing file is replaced.
    """
    system, folder = filesystem_of(place)
    system.create_dir(folder, recursive=True)
    temporary = f'{folder}/.{secrets.token_hex(6)}.tmp'
    try:
        with system.open_output_stream(temporary) as stream:
            stream.write(content)
        system.move(temporary, f'{folder}/{name}')
    except BaseException:
        system.delete_file(temporary)
        raise
