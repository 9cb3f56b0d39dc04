"""The file that labels are saved to: read once, and written at every save."""

import fcntl
import os
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from fashionkp.annotations import AnnotationTable, image_root, read_annotations
from fashionkp.annotations.no_garment_list import NoGarmentList
from fashionkp.annotations.writer import annotation_lines
from fashionkp.fileio.atomic_file import atomic_write
from fashionkp.fileio.file_signature import file_signature
from fashionkp.formats.coco import read_coco_garments
from fashionkp.formats.coco.writer import coco_text
from fashionkp.images.reading import image_size
from fashionkp.labelling.garments import (
    LabelledGarment,
    garments_of_table,
    table_of_garments,
    version_of,
)
from fashionkp.labelling.lossless import require_lossless

SUFFIXES = ('.csv', '.json')
"""Suffixes of FashionAI tables and COCO JSON."""

_Garments = dict[str, list[LabelledGarment]]


class Conflict(Exception):
    """The labels of a photo have changed since they were opened."""


@dataclass(frozen=True)
class PhotoLabels:
    """The labels of a photo.

    Attributes:
        garments: Its garments.
        no_garment: Whether it was confirmed to show none.
    """

    garments: list[LabelledGarment]
    no_garment: bool = False

    @property
    def version(self) -> str:
        """A text that is the same for the same labels."""
        return version_of(self.garments, no_garment=self.no_garment)

    @property
    def is_labelled(self) -> bool:
        """Whether somebody has labelled the photo, if only as one without a garment."""
        return bool(self.garments) or self.no_garment


class LabelFile:
    """The labels of photos in a FashionAI table, or in COCO JSON if the name ends with ``.json``.

    Each save writes the file as a whole under a temporary name, which then replaces it. A file that
    another program has changed is read again first. Several threads and processes may save. Photos
    that show no garment are in a :class:`~fashionkp.annotations.no_garment_list.NoGarmentList`.

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
        self._signature = file_signature(self.path)
        if self._signature:
            self._set(self._read(self.path))
        elif start is not None:
            self._set(self._read(Path(start)))
        self._no_garment = NoGarmentList(self.path, None if start is None else Path(start))

    def image_ids(self) -> list[str]:
        """Return the ids of the images that the files name, with or without labels."""
        with self._lock:
            return [*dict.fromkeys([*self._garments, *self.categories, *self._no_garment])]

    def photo_labels(self, image_id: str) -> PhotoLabels:
        """Return the labels of a photo.

        Raises:
            ValueError: If a file was changed by another program and cannot be read any more.
        """
        with self._lock:
            self._read_again_if_changed()
            garments = list(self._garments.get(image_id, ()))
            return PhotoLabels(garments, self.has_no_garment(image_id))

    def is_labelled(self, image_id: str) -> bool:
        """Return whether a photo has labels or no garment, without looking at the files."""
        return image_id in self._garments or image_id in self._no_garment

    def has_no_garment(self, image_id: str) -> bool:
        """Return whether a photo was confirmed to show no garment, as :meth:`is_labelled` does."""
        return image_id in self._no_garment and image_id not in self._garments

    def table(self) -> AnnotationTable:
        """Return the labels as a table whose lines are the numbers of its rows."""
        with self._lock:
            return table_of_garments(self.path, _rows(self._garments))

    def save(
        self,
        image_id: str,
        garments: Sequence[LabelledGarment],
        version: str,
        *,
        no_garment: bool = False,
    ) -> PhotoLabels:
        """Replace the labels of a photo; the files are complete when this returns.

        Args:
            image_id: The photo.
            garments: Its garments; none removes its labels.
            version: That of the labels that it had when it was opened.
            no_garment: Whether the photo shows none.

        Raises:
            Conflict: If it has other garments now.
            ValueError: If a table would have to hold several garments of the photo, or a photo
                without a garment has one.
            OSError: If the file cannot be written; it stays as it was.
        """
        if not self.several:
            garments = [garment.rounded() for garment in garments]
            self._require_one({image_id: garments})
        if no_garment and garments:
            raise ValueError(f'{image_id}: {len(garments)} garments, and marked as without one')
        with self._lock, _locked_folder(self.path.parent):
            if version != self.photo_labels(image_id).version:
                raise Conflict(f'{image_id}: the labels have changed since they were opened')
            # in this order, so that a process killed in between leaves the old labels or the new
            if no_garment:
                self._no_garment.add(image_id)
            if garments or image_id in self._garments:
                self._write(image_id, garments)
            if not no_garment:
                self._no_garment.discard(image_id)
        return PhotoLabels(list(garments), no_garment)

    def _require_one(self, garments: Mapping[str, Sequence[LabelledGarment]]) -> None:
        for image_id, several in garments.items():
            if len(several) > 1:
                raise ValueError(
                    f'{image_id}: {len(several)} garments: a FashionAI table holds one for each '
                    'image; -o labels.json holds several'
                )

    def _read_again_if_changed(self) -> None:
        # a file that has been removed is written again by the next save
        signature = file_signature(self.path)
        if signature is not None and signature != self._signature:
            self._set(self._read(self.path))
            self._signature = signature
        self._no_garment.read_again_if_changed()

    def _read(self, path: Path) -> _Garments:
        is_table = path.suffix.lower() == '.csv'
        table = read_annotations(path) if is_table else read_coco_garments(path)
        if path == self.path:
            require_lossless(path, table)
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

    def _write(self, image_id: str, changed: Sequence[LabelledGarment]) -> None:
        garments, lines = {**self._garments, image_id: list(changed)}, dict(self._lines)
        if not changed:
            del garments[image_id]
        if not self.several:
            if image_id not in garments:
                lines.pop(image_id, None)
            lines |= self._table_lines({i: garments[i] for i in [image_id] if i in garments})
        with atomic_write(self.path) as file:
            file.writelines(self._coco_text(garments) if self.several else lines.values())
        self._garments, self._lines, self._signature = garments, lines, file_signature(self.path)

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
