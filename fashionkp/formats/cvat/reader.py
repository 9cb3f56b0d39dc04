"""Reading what CVAT exports."""

import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import fields
from pathlib import Path, PurePosixPath
from typing import IO

import numpy as np

from fashionkp.annotations import AnnotationTable
from fashionkp.formats.coco.reader import read_coco_garments
from fashionkp.formats.cvat.xml_reader import read_cvat_xml
from fashionkp.formats.foreign_names import ForeignNames

MAX_BYTES = 2**30
"""Largest size of annotations in a zip: a million key points take 100 MB of XML."""

_XML = 'annotations.xml'
_JSON = 'annotations/person_keypoints_*.json'


def read_cvat(
    path: str | Path,
    names: ForeignNames | None = None,
    images: str | Path | None = None,
) -> AnnotationTable:
    """Read *CVAT for images 1.1* or *COCO Keypoints 1.0* as a table, one row per garment.

    Args:
        path: The zip that CVAT exports, with or without images, which are not read; or the XML or
            JSON in it.
        names: The file's names of categories and key points.
        images: Folder in which to look for the images; by default that of the file.

    Returns:
        The rows; ``lines`` are indices of images, counted from 1.

    Raises:
        FileNotFoundError: If the file does not exist.
        ValueError: If it is another kind of file or damaged, is larger than :data:`MAX_BYTES`
            unpacked, or no garment is left.
    """
    path = Path(path)
    with path.open('rb') as file:
        start = file.read(2)
        file.seek(0)
        if start == b'PK' or path.suffix.lower() == '.zip':
            return _read_zip(path, file, names, images)
        if path.suffix.lower() != '.json':
            return read_cvat_xml(path, file, names, images)
    return read_coco_garments(path, names, images)


def _read_zip(
    path: Path, file: IO[bytes], names: ForeignNames | None, images: str | Path | None
) -> AnnotationTable:
    with _named_errors(path), zipfile.ZipFile(file) as archive:
        members = [info.filename for info in archive.infolist()]
        xml = [name for name in members if name == _XML]
        json = [name for name in members if PurePosixPath(name).match(_JSON)]
        if xml:
            with archive.open(xml[0]) as content:
                return read_cvat_xml(path, _Limited(path, content), names, images)
        if not json:
            raise ValueError(f'{path}: neither {_XML} nor {_JSON}: expected what CVAT exports')
        tables = []
        for name in json:
            with archive.open(name) as content:
                data = _Limited(path, content).read_all()
            try:
                text = data.decode('utf-8-sig')
            except UnicodeDecodeError as error:
                raise ValueError(f'{path}: {name}: not text in UTF-8: {error.reason}') from None
            tables.append(read_coco_garments(path, names, images, text=text))
    return _joined(path, tables)


def _joined(path: Path, tables: list[AnnotationTable]) -> AnnotationTable:
    """Return the rows of all subsets of a project."""
    if len(tables) == 1:
        return tables[0]
    names = [field.name for field in fields(AnnotationTable) if field.name != 'paths']
    columns = {name: np.concatenate([getattr(table, name) for table in tables]) for name in names}
    return AnnotationTable(paths=(path,), **columns)


class _Limited:
    """A file in a zip whose size is limited."""

    def __init__(self, path: Path, content: IO[bytes]) -> None:
        self._path, self._content, self._left = path, content, MAX_BYTES

    def read(self, size: int) -> bytes:
        data = self._content.read(size)
        self._left -= len(data)
        if self._left < 0:
            raise ValueError(f'{self._path}: unpacks to more than {MAX_BYTES >> 20} MiB: refused')
        return data

    def read_all(self) -> bytes:
        return b''.join(iter(lambda: self.read(2**20), b''))


@contextmanager
def _named_errors(path: Path) -> Iterator[None]:
    """Name the file in errors of reading a zip."""
    try:
        yield
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as error:
        # RuntimeError: a password is needed
        raise ValueError(f'{path}: cannot be unpacked: {error}') from None
