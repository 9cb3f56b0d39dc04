"""Fixtures that make archives and tables."""

import io
import tarfile
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

Files = dict[str, bytes]


def tar_bytes(files: Files, mode: str = 'w') -> bytes:
    """Return a tar with these files, compressed with mode 'w:gz'."""
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode=mode) as archive:
        for name, content in files.items():
            info = tarfile.TarInfo(name)
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))
    return buffer.getvalue()


def zip_bytes(files: Files) -> bytes:
    """Return a compressed zip with these files."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, 'w', zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return buffer.getvalue()


@pytest.fixture
def save(tmp_path) -> Callable[..., Path]:
    """Return a function that writes an archive: ``save('a.zip', {'Images/a.jpg': b'...'})``."""

    def write(name: str, files: Files | bytes) -> Path:
        path = tmp_path / 'downloads' / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(files if isinstance(files, bytes) else archive_bytes(name, files))
        return path

    return write


def archive_bytes(name: str, files: Files) -> bytes:
    """Return an archive of the format of its name."""
    if name.endswith('.zip'):
        return zip_bytes(files)
    return tar_bytes(files, 'w:gz' if name.endswith('gz') else 'w')


@pytest.fixture
def archive() -> Callable[[str, Files], bytes]:
    """Return a function that returns an archive: ``archive('a.tar', {...})``."""
    return archive_bytes


@pytest.fixture
def table(csv_row) -> Callable[..., bytes]:
    """Return a function that returns a table: ``table('skirt', 'a', 'b', labelled=False)``."""
    from fashionkp.annotations import COLUMNS

    def make(category: str, *names: str, labelled: bool = True) -> bytes:
        rows = [csv_row(category, name).split(',') for name in names]
        width = len(COLUMNS) if labelled else 2
        return '\n'.join(','.join(row[:width]) for row in [list(COLUMNS), *rows]).encode()

    return make
