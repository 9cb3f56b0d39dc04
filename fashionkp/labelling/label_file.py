"""The file that labels are saved to: read once, and written at every save."""

import fcntl
import json
import os
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

import numpy as np

from fashionkp.annotations import AnnotationTable, image_root, read_annotations
from fashionkp.annotations.rows import open_rows
from fashionkp.annotations.table import COLUMNS
from fashionkp.annotations.writer import annotation_lines
from fashionkp.fileio.atomic_file import atomic_write
from fashionkp.formats.coco import read_coco_garments
from fashionkp.formats.coco.writer import coco_text
from fashionkp.images.reading import image_size
from fashionkp.labelling.garments import (
    LabelledGarment,
    garments_of_table,
    table_of_garments,
    version_of,
)

SUFFIXES = ('.csv', '.json')
"""Suffixes of FashionAI tables and COCO JSON."""

_Garments = dict[str, list[LabelledGarment]]


class Conflict(Exception):
    """The labels of a photo have changed since they were opened."""


class LabelFile:
    """The labels of photos in a FashionAI table, or in COCO JSON if the name ends with ``.json``.

    Each save writes the file as a whole under a temporary name, which then replaces it. A file that
    another program has changed is read again first. Several threads and processes may save.

    Args:
        path: The file; it need not exist.
        start: Table or COCO JSON to begin with as long as ``path`` does not exist.

    Attributes:
        path: The file.
        several: Whether it can hold several garments of a photo.
        root: Folder that the image ids are relative to.
        categories: Category of each image that has a row without labels.

    Raises:
        ValueError: If the file is malformed, or holds what a save would lose.
    """

    def __init__(self, path: str | Path, start: str | Path | None = None) -> None:
        self.path = Path(path)
        if self.path.suffix.lower() not in SUFFIXES:
            raise ValueError(f'{path}: expected a name that ends with {" or ".join(SUFFIXES)}')
        self.several = self.path.suffix.lower() == '.json'
        self.root = image_root(self.path)
        self.categories: dict[str, str] = {}
        self._lock = threading.RLock()
        self._garments: _Garments = {}
        self._lines: dict[str, str] = {}  # of a table
        self._sizes: dict[str, tuple[int, int]] = {}  # for COCO JSON
        self._signature = _signature(self.path)
        if self._signature:
            self._set(self._read(self.path))
        elif start is not None:
            self._set(self._read(Path(start)))

    def image_ids(self) -> list[str]:
        """Return the ids of the images that the file names, with or without labels."""
        with self._lock:
            return [*dict.fromkeys([*self._garments, *self.categories])]

    def garments(self, image_id: str) -> list[LabelledGarment]:
        """Return the labelled garments of a photo, none if it is not labelled.

        Raises:
            ValueError: If the file was changed by another program and cannot be read any more.
        """
        with self._lock:
            self._read_again_if_changed()
            return list(self._garments.get(image_id, ()))

    def is_labelled(self, image_id: str) -> bool:
        """Return whether a photo has labels, without looking at the file."""
        return image_id in self._garments

    def table(self) -> AnnotationTable:
        """Return the labels as a table whose lines are the numbers of its rows."""
        with self._lock:
            return table_of_garments(self.path, _rows(self._garments))

    def save(self, image_id: str, garments: Sequence[LabelledGarment], version: str) -> str:
        """Replace the garments of a photo; the file is complete when this returns.

        Args:
            image_id: The photo.
            garments: Its garments; none removes its labels.
            version: :func:`~fashionkp.labelling.garments.version_of` the garments that it had when
                it was opened.

        Returns:
            The new version.

        Raises:
            Conflict: If it has other garments now.
            ValueError: If a table would have to hold several garments of the photo.
            OSError: If the file cannot be written; it stays as it was.
        """
        if not self.several:
            garments = [garment.rounded() for garment in garments]
            self._require_one({image_id: garments})
        with self._lock, _locked_folder(self.path.parent):
            self._read_again_if_changed()
            if version != version_of(self._garments.get(image_id, ())):
                raise Conflict(f'{image_id}: the labels have changed since they were opened')
            changed = {**self._garments, image_id: list(garments)}
            if not garments:
                del changed[image_id]
            self._write(changed, image_id)
        return version_of(garments)

    def _require_one(self, garments: Mapping[str, Sequence[LabelledGarment]]) -> None:
        for image_id, several in garments.items():
            if len(several) > 1:
                raise ValueError(
                    f'{image_id}: {len(several)} garments: a FashionAI table holds one for each '
                    'image; -o labels.json holds several'
                )

    def _read_again_if_changed(self) -> None:
        # a file that has been removed is written again by the next save
        signature = _signature(self.path)
        if signature is not None and signature != self._signature:
            self._set(self._read(self.path))
            self._signature = signature

    def _read(self, path: Path) -> _Garments:
        is_table = path.suffix.lower() == '.csv'
        table = read_annotations(path) if is_table else read_coco_garments(path)
        if path == self.path:
            (_require_plain_table if is_table else _require_plain_coco)(path, table)
        unlabelled = ~table.labelled
        names = zip(table.image_ids[unlabelled], table.category_names[unlabelled], strict=True)
        self.categories = {str(image_id): str(name) for image_id, name in names}
        return garments_of_table(table)

    def _set(self, garments: _Garments) -> None:
        if not self.several:
            garments = {
                name: [item.rounded() for item in items] for name, items in garments.items()
            }
            self._require_one(garments)
            self._lines = self._table_lines(garments)
        self._garments = garments

    def _table_lines(self, garments: _Garments) -> dict[str, str]:
        """Return the line of each image in a table, after that of the header, which has no id."""
        lines = annotation_lines(table_of_garments(self.path, _rows(garments)))
        return dict(zip(['', *garments], lines, strict=True))

    def _write(self, garments: _Garments, image_id: str) -> None:
        lines = dict(self._lines)
        if not self.several:
            if image_id not in garments:
                lines.pop(image_id, None)
            lines |= self._table_lines({i: garments[i] for i in [image_id] if i in garments})
        with atomic_write(self.path) as file:
            file.writelines(self._coco_text(garments) if self.several else lines.values())
        self._garments, self._lines, self._signature = garments, lines, _signature(self.path)

    def _coco_text(self, garments: _Garments) -> Iterator[str]:
        rows = _rows(garments)
        for image_id in garments.keys() - self._sizes.keys():
            path = self.root / image_id
            if path.is_file():
                self._sizes[image_id] = image_size(path)
        sizes = None
        if garments.keys() <= self._sizes.keys():
            sizes = np.array([self._sizes[name] for name, _ in rows], np.int64).reshape(-1, 2)
        return coco_text(table_of_garments(self.path, rows), sizes)


def _rows(garments: Mapping[str, Sequence[LabelledGarment]]) -> list[tuple[str, LabelledGarment]]:
    return [(image_id, garment) for image_id, items in garments.items() for garment in items]


def _signature(path: Path) -> tuple[int, int, int] | None:
    """Return what changes when a file is written again; None if there is no file."""
    try:
        status = path.stat()
    except FileNotFoundError:
        return None
    return status.st_mtime_ns, status.st_size, status.st_ino


@contextmanager
def _locked_folder(folder: Path) -> Iterator[None]:
    """Keep other processes from saving to a folder; the lock ends with this process, too."""
    folder.mkdir(parents=True, exist_ok=True)
    number = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(number, fcntl.LOCK_EX)
        yield
    finally:
        os.close(number)


def _require_plain_table(path: Path, table: AnnotationTable) -> None:
    """Raise ValueError if a table has what it would lose when it is written."""
    other = '-o OUT writes the labels to another file'
    with open_rows(path) as (layout, _):
        extra = [name for name in layout.first_row if name.strip() not in COLUMNS]
        if layout.has_header and extra:
            raise ValueError(f'{path}: column {extra[0]}, which a save would lose: {other}')
    if not table.labelled.all():
        raise ValueError(f'{path}: rows without labels, which a save would lose: {other}')


def _require_plain_coco(path: Path, table: AnnotationTable) -> None:
    """Raise ValueError if COCO JSON has what it would lose when it is written."""
    found = json.loads(path.read_text(encoding='utf-8-sig'))
    written = json.loads(''.join(coco_text(table, None)))
    for image in found['images']:
        image.pop('width', None), image.pop('height', None)
    for name in {**found, **written}:
        if name != 'categories' and found.get(name) != written.get(name):
            raise ValueError(
                f'{path}: {name} that a save would lose or change: -o OUT writes the labels to '
                'another file'
            )
