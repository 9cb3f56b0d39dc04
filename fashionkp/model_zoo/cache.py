"""The user's folder of fetched models, and what is in it."""

import fcntl
import hashlib
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from fashionkp.model_zoo.catalogue import ModelEntry, RemoteFile
from fashionkp.optional_packages import require

SHIPPED = Path(__file__).parent
"""Folder of the models that come with this package."""

_BLOCK = 1 << 20  # bytes


def model_folder(entry: ModelEntry) -> Path:
    """Return the folder of a model's files, which may not exist yet.

    Raises:
        MissingPackage: If platformdirs, which knows the system's folder for caches, is not
            installed.
    """
    if entry.shipped:
        return SHIPPED
    return require('platformdirs').user_cache_path('fashionkp') / 'models' / entry.name


def fetched_files(entry: ModelEntry) -> list[Path]:
    """Return the files of a model that are in its folder. A file there is complete."""
    folder = model_folder(entry)
    return [path for file in entry.files if (path := folder / file.name).is_file()]


def has_checksum(path: Path, file: RemoteFile) -> bool:
    """Return whether a file on disk has the checksum of its entry."""
    return sha256_of(path).startswith(file.sha256)


def sha256_of(path: Path) -> str:
    """Return the SHA-256 of a file in hexadecimal."""
    digest = hashlib.sha256()
    with path.open('rb') as content:
        while block := content.read(_BLOCK):
            digest.update(block)
    return digest.hexdigest()


@contextmanager
def lock_folder(folder: Path, on_wait: Callable[[], None]) -> Iterator[None]:
    """Keep other processes from fetching into a folder; the system ends this with the process.

    Args:
        folder: An existing folder.
        on_wait: Called if another process is fetching, before waiting for it.
    """
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            on_wait()
            fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)
