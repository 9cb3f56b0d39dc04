"""Images in an object store, and images in or named by Parquet files."""

from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import lru_cache, partial
from pathlib import PurePosixPath
from typing import Any

import numpy as np

from fashionkp.fileio.object_store import filesystem_of, is_uri, list_files
from fashionkp.images.reading import decode_image, read_image
from fashionkp.inference.source_image import IMAGE_SUFFIXES, VIDEO_SUFFIXES, SourceImage
from fashionkp.optional_packages import require

PARQUET = '.parquet'

AHEAD = 16
"""Images of an object store that are fetched while earlier ones are looked at."""

_ROWS = 32  # of a Parquet file in memory at a time
_NAME, _CATEGORY, _BYTES, _PATH = 'image_id', 'image_category', 'bytes', 'path'


@dataclass(frozen=True)
class StoredFile:
    """Reads an image out of a file in an object store.

    Attributes:
        place: A URI of the same store.
        path: The file's path there.
        name: What errors call it.
    """

    place: str
    path: str
    name: str

    def content(self) -> bytes:
        """Content of the file."""
        try:
            with filesystem_of(self.place)[0].open_input_file(self.path) as file:
                return file.read()
        except OSError as error:
            raise OSError(f'cannot read image {self.name}: {error}') from error

    def __call__(self) -> np.ndarray:
        """The image, (H, W, 3) uint8, BGR."""
        return decode_image(self.content(), self.name)


@dataclass(frozen=True)
class StoredRow:
    """Reads an image out of a Parquet file.

    Attributes:
        place: A path or URI in the same file system.
        path: The file's path there.
        group: The row group.
        row: The row in it.
        name: What errors call the image.
    """

    place: str
    path: str
    group: int
    row: int
    name: str

    def __call__(self) -> np.ndarray:
        """The image, (H, W, 3) uint8, BGR."""
        content = _row_reader(self.place, self.path, self.group).content(self.row)
        if content is None:
            raise ValueError(f'cannot read image {self.name}: no {_BYTES} in its row')
        return decode_image(content, self.name)


class _RowReader:
    """Images of a row group, which can only be read from its beginning: fast in order."""

    def __init__(self, place: str, path: str, group: int) -> None:
        # in pieces, since a row group may be larger than memory
        self._file = _open_parquet(place, path, pre_buffer=False, buffer_size=2**20)
        self._group = group
        self._start, self._end = 0, 0

    def content(self, row: int) -> bytes | None:
        """Content of an image's file."""
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
def _row_reader(place: str, path: str, group: int) -> _RowReader:
    return _RowReader(place, path, group)


def _open_parquet(place: str, path: str, **kwargs: Any) -> Any:
    pq = require('pyarrow.parquet', 'pyarrow')
    try:
        return pq.ParquetFile(filesystem_of(place)[0].open_input_file(path), **kwargs)
    except (OSError, ValueError) as error:  # pyarrow's own errors are such
        raise ValueError(f'{path}: not a Parquet file that can be read: {error}') from error


def stored_images(place: str) -> list[SourceImage]:
    """The images of a place.

    Args:
        place: A URI of an image or a folder, which is searched with all its folders; or the path
            or URI of a Parquet file, or of a folder of such whose name ends like theirs. Its
            columns: ``bytes`` (an image's file) or else ``path`` (its path from the Parquet file's
            folder, or its URI), and ``image_id`` (by default the path, or file and row) and
            ``image_category`` where there are such.

    Raises:
        FileNotFoundError: There is no such file, or no image.
        MissingPackage: pyarrow is not installed.
        ValueError: Another kind of file, or columns that are none of these.
    """
    if place.lower().endswith(PARQUET):
        files = list_files(place, (PARQUET,), deep=True)
        found = [image for path in files for image in _in_parquet(place, path)]
    else:
        if place.lower().endswith(('.csv', *VIDEO_SUFFIXES)):
            raise ValueError(f'{place}: tables and videos are read from paths, not from URIs')
        found = []
        for path in list_files(place, IMAGE_SUFFIXES, deep=True):
            name = _name(place, path)
            found.append(SourceImage(name, StoredFile(place, path, name)))
    if not found:
        raise FileNotFoundError(f'{place}: no such file, or no image in it')
    return found


def _name(place: str, path: str) -> str:
    """What a file of a place is called: as the place was given, without a URI's options."""
    return place.partition('?')[0].rstrip('/') + path.removeprefix(filesystem_of(place)[1])


def _in_parquet(place: str, path: str) -> Iterator[SourceImage]:
    file = _open_parquet(place, path)
    names = _checked_columns(file.schema_arrow, path)
    columns = [name for name in (_NAME, _CATEGORY, _PATH) if name in names]
    total = 0
    for group in range(file.num_row_groups):
        count = file.metadata.row_group(group).num_rows
        rows = file.read_row_group(group, columns=columns).to_pylist() if columns else [{}] * count
        for row, cells in enumerate(rows):
            told = cells.get(_NAME, cells.get(_PATH))
            name = f'{_name(place, path)}#{total + row:06}' if told is None else str(told)
            if _BYTES in names:
                read: Any = StoredRow(place, path, group, row, name)
            else:
                read = _named(place, path, cells[_PATH], name)
            yield SourceImage(name, read, cells.get(_CATEGORY))
        total += count


def _checked_columns(schema: Any, path: str) -> list[str]:
    """Names of the columns, which tell of images."""
    types = require('pyarrow.types', 'pyarrow')
    names = schema.names
    if not {_BYTES, _PATH} & {*names}:
        raise ValueError(f'{path}: columns {", ".join(names)}: expected {_BYTES} or {_PATH}')
    if _BYTES in names:
        kind = schema.field(_BYTES).type
        if not (types.is_binary(kind) or types.is_large_binary(kind)):
            raise ValueError(f'{path}: column {_BYTES} of type {kind}: expected binary')
    return names


def _named(place: str, table: str, image: str | None, name: str) -> Any:
    """What reads an image that a Parquet file names."""
    if image is None:
        raise ValueError(f'{table}: {name}: no {_PATH}')
    if is_uri(image):
        return StoredFile(image, filesystem_of(image)[1], name)
    path = str(PurePosixPath(table).parent / image)
    return StoredFile(place, path, name) if is_uri(place) else partial(read_image, path, name)


def prefetch(images: Iterable[SourceImage]) -> Iterator[SourceImage]:
    """The same images in the same order; those of object stores are fetched beforehand."""
    waiting: deque[tuple[SourceImage, Future[bytes] | None]] = deque()
    with ThreadPoolExecutor(AHEAD) as pool:
        for image in images:
            file = image.read if isinstance(image.read, StoredFile) else None
            waiting.append((image, pool.submit(file.content) if file else None))
            if file is None or len(waiting) > AHEAD:
                yield _fetched(*waiting.popleft())
        yield from (_fetched(*one) for one in waiting)


def _fetched(image: SourceImage, content: 'Future[bytes] | None') -> SourceImage:
    if content is None:
        return image
    return replace(image, read=lambda: decode_image(content.result(), image.name))
