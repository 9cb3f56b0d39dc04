"""Downloads that can be resumed and are checked before they appear under their name."""

import http.client
from collections.abc import Callable
from email.message import Message
from pathlib import Path
from typing import IO
from urllib.error import HTTPError, URLError
from urllib.request import Request, urlopen

from fashionkp.fileio.atomic_file import name_errors
from fashionkp.model_zoo.cache import fetched_files, has_checksum, lock_folder, model_folder
from fashionkp.model_zoo.catalogue import ModelEntry, RemoteFile
from fashionkp.progress import progress_bar
from fashionkp.version import __version__

TIMEOUT = 30.0
"""Seconds that a server may be silent."""

_BLOCK = 1 << 18  # bytes


def fetch(entry: ModelEntry, report: Callable[[str], None]) -> list[Path]:
    """Fetch the files of a model that are missing, or that have changed on the disk.

    Args:
        entry: The model.
        report: Called with lines for the user: first the notice of the licence.

    Returns:
        The paths of all files.

    Raises:
        OSError: If a file cannot be fetched or written.
        ValueError: If a file has another checksum.
    """
    folder = model_folder(entry)
    folder.mkdir(parents=True, exist_ok=True)
    with lock_folder(folder, lambda: report(f'{entry.name}: waiting: another process fetches it')):
        complete = {path.name: path for path in fetched_files(entry)}
        missing = [
            file
            for file in entry.files
            if file.name not in complete or not has_checksum(complete[file.name], file)
        ]
        if missing:
            report(entry.notice)
        for number, file in enumerate(missing, 1):
            report(f'{file.name} ({number} of {len(missing)})')
            download(file, folder / file.name)
    return [folder / file.name for file in entry.files]


def download(file: RemoteFile, path: Path) -> None:
    """Download a file, or what is missing of it since an earlier attempt.

    What has arrived is in a hidden file beside ``path``. A connection that breaks is resumed at
    once, as long as each attempt gets further than the one before.

    Args:
        file: The file.
        path: Where it appears when it is complete and has the right checksum.

    Raises:
        OSError: If the server cannot be reached or refuses, the connection breaks again and again,
            or the file cannot be written.
        ValueError: If the checksum is another one; what has arrived is then removed.
    """
    partial = _PartialFile(path)
    with name_errors(path):
        reached = partial.size
        while not _receive(file.url, partial):
            if partial.size <= reached:
                raise ConnectionError(
                    f'{file.url}: the connection broke after {partial.size / 1e6:.1f} MB, which '
                    'are kept: run the command again to resume'
                )
            reached = partial.size
        if not has_checksum(partial.path, file):
            partial.remove()
            raise ValueError(
                f'{file.url}: wrong checksum: its SHA-256 does not begin with {file.sha256}, so '
                'that it was removed: run the command again, in case it was damaged on its way'
            )
        partial.path.replace(path)
        partial.remove()


class _PartialFile:
    """What has arrived of a file, and the version of the file on the server that it belongs to.

    Args:
        path: Path of the complete file.

    Attributes:
        path: Path of the part.
    """

    def __init__(self, path: Path) -> None:
        self.path = path.with_name(f'.{path.name}.part')
        self._version = path.with_name(f'.{path.name}.version')

    @property
    def size(self) -> int:
        """Number of bytes that have arrived."""
        return self.path.stat().st_size if self.path.is_file() else 0

    @property
    def version(self) -> str:
        """ETag or date of the file on the server; empty if the part cannot be resumed."""
        return self._version.read_text() if self.size and self._version.is_file() else ''

    def restart(self, version: str) -> None:
        """Empty the part and set its version."""
        self.path.write_bytes(b'')
        self._version.write_text(version)

    def remove(self) -> None:
        """Remove the part, if it exists, and its version."""
        self.path.unlink(missing_ok=True)
        self._version.unlink(missing_ok=True)


def _receive(url: str, partial: _PartialFile) -> bool:
    """Append to a part what the server sends; return whether the file is complete.

    The server is asked for the rest of the same version. It sends the whole file instead if that
    has changed since, or if it does not support ranges.
    """
    headers = {'User-Agent': f'fashionkp/{__version__}'}
    if version := partial.version:
        headers |= {'Range': f'bytes={partial.size}-', 'If-Range': version}
    try:
        response = urlopen(Request(url, headers=headers), timeout=TIMEOUT)
    except HTTPError as error:
        error.close()
        if error.code == http.client.REQUESTED_RANGE_NOT_SATISFIABLE and version:
            return _is_complete(partial, error.headers) or _receive(url, partial)
        raise ConnectionError(f'{url}: the server responds {error.code} {error.reason}') from None
    except (OSError, http.client.HTTPException) as error:
        reason = error.reason if isinstance(error, URLError) else error
        reason = getattr(reason, 'strerror', None) or reason
        raise ConnectionError(f'{url}: cannot be reached: {reason}') from None
    with response:
        if response.status != http.client.PARTIAL_CONTENT:
            partial.restart(_version_of(response.headers))
        length = response.headers['Content-Length']
        total = None if length is None else partial.size + int(length)
        with partial.path.open('ab') as file:
            ended = _copy(response, file, partial.size, total)
    return ended and total in (None, partial.size)


def _copy(
    response: http.client.HTTPResponse, file: IO[bytes], start: int, total: int | None
) -> bool:
    """Append a response to a file; return False if the connection breaks."""
    bar = progress_bar(
        total=total, initial=start, unit='B', unit_scale=True, show=total is not None
    )
    with bar:
        while True:
            try:
                block = response.read1(_BLOCK)
            except (OSError, http.client.HTTPException):
                return False
            if not block:
                return True
            file.write(block)
            bar.update(len(block))


def _is_complete(partial: _PartialFile, headers: Message) -> bool:
    """Return whether a part is the whole file after a refused range; otherwise remove it."""
    if headers['Content-Range'] == f'bytes */{partial.size}':
        return True
    partial.remove()
    return False


def _version_of(headers: Message) -> str:
    """Return what identifies the version of a file byte by byte; empty if there is nothing."""
    tag = headers['ETag']
    return tag if tag and not tag.startswith('W/') else headers['Last-Modified'] or ''
