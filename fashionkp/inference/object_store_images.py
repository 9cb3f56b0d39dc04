"""Images in an object store, and images in or named by Parquet files."""

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from functools import lru_cache, partial
from pathlib import Path, PurePosixPath
from typing import Any

import numpy as np

from fashionkp.fileio.object_store import (
    PARQUET,
    filesystem_of,
    is_uri,
    list_files,
    suffix_of,
    without_options,
)
from fashionkp.images.reading import decode_image, read_image
from fashionkp.images.suffixes import IMAGE_SUFFIXES
from fashionkp.inference.source_image import VIDEO_SUFFIXES, SourceImage
from fashionkp.optional_packages import require

_ROWS = 32  # of a Parquet file in memory at a time
_NAME, _CATEGORY, _BYTES, _PATH = 'image_id', 'image_category', 'bytes', 'path'


@dataclass(frozen=True)
class StoredFile:
    """Reads an image from a file in an object store.

    Attributes:
        store: A URI in the same store.
        path: Path of the file in the store.
        name: Name of the image, for errors.
    """

    store: str
    path: str
    name: str

    def content(self) -> bytes:
        """Return the content of the file."""
        try:
            with filesystem_of(self.store)[0].open_input_file(self.path) as file:
                return file.read()
        except OSError as error:
            raise OSError(f'cannot read image {self.name}: {error}') from error

    def __call__(self) -> np.ndarray:
        """Return the image, (H, W, 3) uint8, BGR."""
        return decode_image(self.content(), self.name)


@dataclass(frozen=True)
class StoredRow:
    """Reads an image from a row of a Parquet file.

    Attributes:
        store: A path or URI in the same file system.
        path: Path of the Parquet file there.
        group: Index of the row group.
        row: Index of the row in the group.
        name: Name of the image, for errors.
    """

    store: str
    path: str
    group: int
    row: int
    name: str

    def content(self) -> bytes:
        """Return the content of the image's file; for one thread at a time."""
        content = _row_reader(self.store, self.path, self.group).content(self.row)
        if content is None:
            raise ValueError(f'cannot read image {self.name}: its row has no {_BYTES}')
        return content

    def __call__(self) -> np.ndarray:
        """Return the image, (H, W, 3) uint8, BGR."""
        return decode_image(self.content(), self.name)


class _RowReader:
    """Reads the images of a row group, which must be read from its start: fast in row order."""

    def __init__(self, store: str, path: str, group: int) -> None:
        # buffered, since a row group may be larger than memory
        self._file = _open_parquet(store, path, pre_buffer=False, buffer_size=2**20)
        self._group = group
        self._start, self._end = 0, 0

    def content(self, row: int) -> bytes | None:
        """Return the content of an image's file."""
        if row < self._start or not self._end:
            self._batches = self._file.iter_batches(
                _ROWS, row_groups=[self._group], columns=[_BYTES]
            )
            self._start, self._end = 0, 0
        while row >= self._end:
            self._rows = next(self._batches).column(0)
            self._start, self._end = self._end, self._end + len(self._rows)
        return self._rows[row - self._start].as_py()


@lru_cache(maxsize=2)
def _row_reader(store: str, path: str, group: int) -> _RowReader:
    return _RowReader(store, path, group)


def _open_parquet(store: str, path: str, **kwargs: Any) -> Any:
    pq = require('pyarrow.parquet')
    try:
        return pq.ParquetFile(filesystem_of(store)[0].open_input_file(path), **kwargs)
    except (OSError, ValueError) as error:  # the base classes of pyarrow's own errors
        raise ValueError(f'{path}: cannot read this Parquet file: {error}') from error


def stored_images(
    location: str, left_out: list[str] | None = None, without: Collection[str] = ()
) -> list[SourceImage]:
    """Return the images at a location, without reading them.

    Args:
        location: URI of an image, or of a folder, which is searched recursively; or path or URI of
            a Parquet file, or of a folder of such files whose name ends like theirs. Its columns:
            ``bytes`` (the content of an image file) or ``path`` (relative to the Parquet file's
            folder, or a URI), and optionally ``image_id`` (by default the path, or file and row)
            and ``image_category``.
        left_out: As for :func:`~fashionkp.inference.sources.find_images`; hidden files in an object
            store are not listed.
        without: URIs of folders whose images are left out, where they lie in a given folder.

    Raises:
        FileNotFoundError: If the location does not exist, or has no image.
        MissingPackage: If pyarrow is not installed.
        ValueError: If it is another kind of file, or lacks the columns.
    """
    suffix, others = suffix_of(location), list[str]()
    if suffix == PARQUET:
        files = list_files(location, (PARQUET,), recursive=True)
        images = [image for path in files for image in _in_parquet(location, path)]
    elif suffix in ('.csv', *VIDEO_SUFFIXES):
        raise ValueError(f'{location}: tables and videos are read from paths, not from URIs')
    else:
        images = _image_files(location, others, without)
    if left_out is not None:
        left_out += [_name(location, path) for path in others]
    if not images:
        raise FileNotFoundError(f'{location}: no such file, or no image in it')
    return images


def _image_files(location: str, others: list[str], without: Collection[str]) -> list[SourceImage]:
    """Return the images that are files; paths of other files are added to ``others``."""
    folders = (f'{_name(each, "")}/' for each in without if is_uri(each))
    skipped = tuple(each for each in folders if each != f'{_name(location, "")}/')
    files = list_files(location, IMAGE_SUFFIXES, recursive=True, left_out=others)
    # a location that is a file may be of any kind
    named = ((_name(location, path), path) for path in files if suffix_of(path) in IMAGE_SUFFIXES)
    return [
        SourceImage(name, StoredFile(location, path, name))
        for name, path in named
        if not name.startswith(skipped)
    ]


def _name(location: str, path: str) -> str:
    """Return the name of a file at a location: the location as given, without a URI's options."""
    return without_options(location).rstrip('/') + path.removeprefix(filesystem_of(location)[1])


def _in_parquet(location: str, path: str) -> Iterator[SourceImage]:
    table = _open_parquet(location, path)
    names = _check_columns(table.schema_arrow, path)
    columns = [name for name in (_NAME, _CATEGORY, _PATH) if name in names]
    total = 0
    for group in range(table.num_row_groups):
        count = table.metadata.row_group(group).num_rows
        rows = table.read_row_group(group, columns=columns).to_pylist() if columns else [{}] * count
        for row, cells in enumerate(rows):
            image_id = cells.get(_NAME, cells.get(_PATH))
            if image_id is None:
                image_id = f'{_name(location, path)}#{total + row:06}'
            name = str(image_id)
            file = None
            if _BYTES in names:
                read: Any = StoredRow(location, path, group=group, row=row, name=name)
            else:
                read, file = _path_reader(cells[_PATH], name, location=location, table=path)
            yield SourceImage(name, read, cells.get(_CATEGORY), file=file)
        total += count


def _check_columns(schema: Any, path: str) -> list[str]:
    """Return the names of the columns, which must include images or their paths."""
    types = require('pyarrow.types')
    names = schema.names
    if not {_BYTES, _PATH} & {*names}:
        raise ValueError(f'{path}: columns {", ".join(names)}: expected {_BYTES} or {_PATH}')
    if _BYTES in names:
        kind = schema.field(_BYTES).type
        if not (types.is_binary(kind) or types.is_large_binary(kind)):
            raise ValueError(f'{path}: column {_BYTES} of type {kind}: expected binary')
    return names


def _path_reader(
    image: str | None, name: str, *, location: str, table: str
) -> tuple[Callable[[], np.ndarray], Path | None]:
    """Return what reads the image whose path a row of a Parquet file states, and a local file."""
    if image is None:
        raise ValueError(f'{table}: {name}: its row has no {_PATH}')
    if is_uri(image):
        return StoredFile(image, filesystem_of(image)[1], name), None
    path = str(PurePosixPath(table).parent / image)
    if is_uri(location):
        return StoredFile(location, path, name), None
    return partial(read_image, path, name), Path(path)
