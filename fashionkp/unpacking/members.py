"""The files in tar and zip archives, and in archives within them, which are not trusted."""

import gzip
import lzma
import stat
import struct
import tarfile
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from fashionkp.annotations.cells import IMAGE_ID, expected_image_id

ALLOWANCE = 2**26
"""Bytes that any archive may unpack to; a large one may add 20 times its size. Images hardly
shrink in an archive, and tables shrink to a tenth."""

_GROWTH = 20
_MAX_MEMBERS = 10**6
_MAX_DEPTH = 3
_CHUNK = 2**20
_ARCHIVES = ('.zip', '.tar', '.tar.gz', '.tgz')
BROKEN = (
    tarfile.TarError,
    zipfile.BadZipFile,
    zlib.error,
    gzip.BadGzipFile,
    lzma.LZMAError,
    struct.error,
    EOFError,
    IndexError,
    OverflowError,
    NotImplementedError,  # such as a zip of a later version
    MemoryError,  # LZMA allocates what a header states
)
"""Errors that readers of archives raise for damaged ones."""


@dataclass
class Member:
    """A file in an archive.

    Attributes:
        names: Name of each archive, outermost first, and the path in the innermost one.
        content: Its content; to be read before the next member is requested.
    """

    names: tuple[str, ...]
    content: IO[bytes]


class _Budget:
    """Limits the bytes and the files that an archive unpacks to."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.bytes_left = ALLOWANCE + _GROWTH * path.stat().st_size
        self.members_left = _MAX_MEMBERS

    def take(self, size: int) -> None:
        self.bytes_left -= size
        if self.bytes_left < 0:
            raise ValueError(
                f'{self.path}: unpacks to more than {ALLOWANCE >> 20} MiB and {_GROWTH} times its '
                'size, unlike any archive of images: refused'
            )

    def take_member(self) -> None:
        self.members_left -= 1
        if self.members_left < 0:
            raise ValueError(f'{self.path}: more than {_MAX_MEMBERS} files: refused')


class _CountedStream:
    """A stream whose bytes are taken from a budget."""

    def __init__(self, stream: IO[bytes], budget: _Budget) -> None:
        self._stream, self._budget = stream, budget

    def read(self, size: int = -1) -> bytes:
        data = self._stream.read(_CHUNK if size < 0 or size > _CHUNK else size)
        self._budget.take(len(data))
        return data


def archive_members(path: Path, file: IO[bytes]) -> Iterator[Member]:
    """Yield the regular files of an archive and of the archives in it, in their order.

    A path in them is relative and does not lead out of a folder.

    Args:
        path: The archive, for messages.
        file: The open archive; its position shows how much has been read.

    Raises:
        ValueError: If it is not a tar, tar.gz or zip; contains a link, a device or a path that
            leads out of its folder; is encrypted; or unpacks to far more data than an archive of
            images. Also while a member is read.
        BROKEN: If it is damaged; also while a member is read.
    """
    yield from _members(file, (path.name,), _Budget(path))


def _members(file: IO[bytes], names: tuple[str, ...], budget: _Budget) -> Iterator[Member]:
    if len(names) > _MAX_DEPTH:
        raise ValueError(f'{budget.path}: archives within archives, {len(names)} deep: refused')
    start = file.read(4)
    file.seek(0)
    if start == b'PK\x03\x04':
        members = _zip_members(file, names, budget)
    else:
        # a tar's headers count against the budget, too
        is_gzip = start[:2] == b'\x1f\x8b'
        stream: Any = gzip.GzipFile(fileobj=file) if is_gzip else file
        members = _tar_members(_CountedStream(stream, budget), names, budget)
    for name, content in members:
        if name.lower().endswith(_ARCHIVES):
            with _seekable_copy(content) as archive:
                yield from _members(archive, (*names, name), budget)
        else:
            yield Member((*names, name), content)


def _zip_members(
    file: IO[bytes], names: tuple[str, ...], budget: _Budget
) -> Iterator[tuple[str, Any]]:
    with zipfile.ZipFile(file) as archive:
        for info in archive.infolist():
            budget.take_member()
            name = _checked_name(info.filename, names, budget)
            kind = stat.S_IFMT(info.external_attr >> 16)
            if info.is_dir():
                continue
            if kind and kind != stat.S_IFREG:
                raise ValueError(f'{_location(budget, names, name)}: not a regular file: refused')
            if info.flag_bits & 1:
                raise ValueError(f'{_location(budget, names, name)}: encrypted: unpack it yourself')
            with _opened(archive, info, _location(budget, names, name)) as content:
                yield name, _CountedStream(content, budget)


def _opened(archive: zipfile.ZipFile, info: zipfile.ZipInfo, location: str) -> IO[bytes]:
    try:
        return archive.open(info)
    except NotImplementedError:  # such as Deflate64, which Windows uses for large files
        names: dict[int, str] = getattr(zipfile, 'compressor_names', {})
        method = names.get(info.compress_type, f'method {info.compress_type}')
        raise ValueError(
            f'{location}: compressed by {method}, which is not supported: unpack it yourself'
        ) from None


def _tar_members(stream: Any, names: tuple[str, ...], budget: _Budget) -> Iterator[tuple[str, Any]]:
    with _open_tar(stream, names, budget) as archive:
        for info in archive:
            budget.take_member()
            name = _checked_name(info.name, names, budget)
            if info.isdir():
                continue
            if not info.isreg():
                what = f'a link to {info.linkname!r}' if info.linkname else 'not a regular file'
                raise ValueError(f'{_location(budget, names, name)}: {what}: refused')
            if info.issparse():  # the holes are not counted, as they take no space in the archive
                raise ValueError(f'{_location(budget, names, name)}: a sparse file: refused')
            content = archive.extractfile(info)
            assert content is not None  # it is a regular file
            yield name, content
            # else the headers of all files stay in memory
            archive.members = []  # type: ignore[attr-defined]
        _require_end(archive.fileobj)


def _require_end(stream: Any) -> None:
    """Raise TarError unless only zeros follow: a reader stops in silence at a damaged header."""
    while data := stream.read(_CHUNK):
        if data.strip(b'\0'):
            raise tarfile.ReadError('a damaged header, or more data after its end')


def _open_tar(stream: Any, names: tuple[str, ...], budget: _Budget) -> tarfile.TarFile:
    try:
        return tarfile.open(fileobj=stream, mode='r|')
    except tarfile.ReadError as error:
        where = ': '.join([str(budget.path), *names[1:]])
        raise ValueError(f'{where}: not a tar, tar.gz or zip ({error})') from None


def _checked_name(name: str, names: tuple[str, ...], budget: _Budget) -> str:
    """Return a member's name without ``./`` and final slash, if it is a relative path."""
    plain = name.removeprefix('./').rstrip('/')
    if plain not in ('', '.') and not IMAGE_ID.fullmatch(plain):
        expected = expected_image_id(plain)
        raise ValueError(f'{_location(budget, names, name)}: expected {expected}: refused')
    return plain


def _location(budget: _Budget, names: tuple[str, ...], name: str) -> str:
    return ': '.join([str(budget.path), *names[1:], repr(name)])


@contextmanager
def _seekable_copy(content: Any) -> Iterator[IO[bytes]]:
    """Yield an archive within another one as a file that can be read from any position."""
    with tempfile.TemporaryFile() as file:
        while data := content.read(_CHUNK):
            file.write(data)
        file.seek(0)
        yield file
