"""The files in tar and zip archives and in archives within them, without trusting any of them."""

import gzip
import stat
import tarfile
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from fashionkp.annotations.cells import IMAGE_ID

ALLOWANCE = 2**26
"""Bytes that any archive may unpack to; a larger one may unpack to 20 times its size beyond that.
Images hardly shrink in an archive, and tables to a tenth."""

_GROWTH = 20
_MOST_MEMBERS = 10**6
_DEEPEST = 3
_CHUNK = 2**20
_ARCHIVES = ('.zip', '.tar', '.tar.gz', '.tgz')
BROKEN = (
    tarfile.TarError,
    zipfile.BadZipFile,
    zlib.error,
    gzip.BadGzipFile,
    EOFError,
    NotImplementedError,  # zipfile, of ways to compress that it does not know
)
"""What readers of damaged archives raise."""


@dataclass
class Member:
    """A file in an archive.

    Attributes:
        places: Name of each archive from the outermost on, and the path in the innermost.
        content: What it holds; to be read before the next member is asked for.
    """

    places: tuple[str, ...]
    content: IO[bytes]


class _Budget:
    """How much an archive may still unpack to."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.left = ALLOWANCE + _GROWTH * path.stat().st_size
        self.members = _MOST_MEMBERS

    def take(self, size: int) -> None:
        self.left -= size
        if self.left < 0:
            raise ValueError(
                f'{self.path}: unpacks to more than {ALLOWANCE >> 20} MiB and {_GROWTH} times its '
                'size, which no archive of images does: refused'
            )

    def take_member(self) -> None:
        self.members -= 1
        if self.members < 0:
            raise ValueError(f'{self.path}: more than {_MOST_MEMBERS} files: refused')


class _Counted:
    """A stream whose bytes are counted against a budget."""

    def __init__(self, stream: IO[bytes], budget: _Budget) -> None:
        self._stream, self._budget = stream, budget

    def read(self, size: int = -1) -> bytes:
        data = self._stream.read(_CHUNK if size < 0 or size > _CHUNK else size)
        self._budget.take(len(data))
        return data


def archive_members(path: Path, file: IO[bytes]) -> Iterator[Member]:
    """The regular files of an archive and of the archives in it, in their order.

    Args:
        path: Where the archive is, for messages.
        file: The archive, open; where it has been read to tells how far the work has come.

    Yields:
        The members; a path in them is relative and never leads upwards.

    Raises:
        ValueError: Neither tar, tar.gz nor zip; a link, a device or a path that leads elsewhere; a
            password; or far more data than an archive of images holds; also while a member is
            read.
        BROKEN: It is damaged; also while a member is read.
    """
    yield from _members(file, (path.name,), _Budget(path))


def _members(file: IO[bytes], places: tuple[str, ...], budget: _Budget) -> Iterator[Member]:
    if len(places) > _DEEPEST:
        raise ValueError(f'{budget.path}: archives within archives, {len(places)} deep: refused')
    start = file.read(4)
    file.seek(0)
    walk = _zip_members if start == b'PK\x03\x04' else _tar_members
    for name, content in walk(file, start, places, budget):
        inner = (*places, name)
        if name.lower().endswith(_ARCHIVES):
            with _copy(content) as archive:
                yield from _members(archive, inner, budget)
        else:
            yield Member(inner, content)


def _zip_members(
    file: IO[bytes], start: bytes, places: tuple[str, ...], budget: _Budget
) -> Iterator[tuple[str, Any]]:
    with zipfile.ZipFile(file) as archive:
        for info in archive.infolist():
            budget.take_member()
            name = _checked(info.filename, places, budget)
            kind = stat.S_IFMT(info.external_attr >> 16)
            if info.is_dir():
                continue
            if kind and kind != stat.S_IFREG:
                raise ValueError(f'{_told(budget, places, name)}: no regular file: refused')
            if info.flag_bits & 1:
                raise ValueError(f'{_told(budget, places, name)}: encrypted: unpack it by hand')
            with archive.open(info) as content:
                yield name, _Counted(content, budget)


def _tar_members(
    file: IO[bytes], start: bytes, places: tuple[str, ...], budget: _Budget
) -> Iterator[tuple[str, Any]]:
    # What a tar's own headers make the reader read counts too.
    stream: Any = gzip.GzipFile(fileobj=file) if start[:2] == b'\x1f\x8b' else file
    with _opened_tar(_Counted(stream, budget), places, budget) as archive:
        for info in archive:
            budget.take_member()
            name = _checked(info.name, places, budget)
            if info.isdir():
                continue
            if not info.isreg():
                text = f'a link to {info.linkname!r}' if info.linkname else 'no regular file'
                raise ValueError(f'{_told(budget, places, name)}: {text}: refused')
            content = archive.extractfile(info)
            assert content is not None  # it is a regular file
            yield name, content
            # else the headers of all files stay in memory
            archive.members = []  # type: ignore[attr-defined]


def _opened_tar(stream: Any, places: tuple[str, ...], budget: _Budget) -> tarfile.TarFile:
    try:
        return tarfile.open(fileobj=stream, mode='r|')
    except tarfile.ReadError as error:
        where = ': '.join([str(budget.path), *places[1:]])
        raise ValueError(f'{where}: neither tar, tar.gz nor zip ({error})') from None


def _checked(name: str, places: tuple[str, ...], budget: _Budget) -> str:
    plain = name.removeprefix('./').rstrip('/')
    if plain not in ('', '.') and not IMAGE_ID.fullmatch(plain):
        raise ValueError(
            f'{_told(budget, places, name)}: expected a relative path of up to 255 characters '
            'without ..: refused'
        )
    return plain


def _told(budget: _Budget, places: tuple[str, ...], name: str) -> str:
    return ': '.join([str(budget.path), *places[1:], repr(name)])


@contextmanager
def _copy(content: Any) -> Iterator[IO[bytes]]:
    """An archive within another one, as a file in which a reader can go back."""
    with tempfile.TemporaryFile() as file:
        while data := content.read(_CHUNK):
            file.write(data)
        file.seek(0)
        yield file
