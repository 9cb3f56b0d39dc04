"""The rows of FashionAI tables as arrays."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field, fields
from pathlib import Path

import numpy as np
from numpy.typing import ArrayLike

from fashionkp.annotations.archive import image_root
from fashionkp.categories import CATEGORIES, CATEGORY_NAMES, KEYPOINTS
from fashionkp.keypoints import OFFICIAL_KEYPOINTS

COLUMNS = ('image_id', 'image_category', *KEYPOINTS)
"""Header of the tables: the official one, then the key points of custom garments."""

OFFICIAL_COLUMNS = COLUMNS[: 2 + len(OFFICIAL_KEYPOINTS)]
"""Header of the official tables."""

CATEGORY_POINTS = np.array(
    [[name in category.keypoints for name in KEYPOINTS] for category in CATEGORIES.values()]
)
"""Key points of each category, (5, 24), bool; more of both with custom garments."""


def _no_rows() -> np.ndarray:
    return np.zeros(0, np.int64)


@dataclass(frozen=True, eq=False)
class AnnotationTable:
    """Annotated, predicted or unlabelled garments, one per row.

    N is the number of rows, 24 that of key points, which is larger with custom garments.

    Attributes:
        image_ids: Path of the image below the archive's folder, (N,), str.
        category_ids: Index of the category in :data:`~fashionkp.categories.CATEGORIES`, (N,),
            int8.
        keypoints: (N, 24, 2), float64, pixels of the original image; (-1, -1) if absent.
        visibility: (N, 24), int8: 1 visible, 0 annotated but occluded, -1 absent.
        labelled: (N,), bool; False for rows read without key points, which are then all absent.
        paths: The files that were read; empty for a table made in memory.
        file_ids: Index of each row's file in ``paths``, (N,), int64.
        lines: Line of each row in its file, (N,), int64, counted from 1. In a table made in
            memory, the number of the row.
    """

    image_ids: np.ndarray
    category_ids: np.ndarray
    keypoints: np.ndarray
    visibility: np.ndarray
    labelled: np.ndarray
    paths: tuple[Path, ...] = ()
    file_ids: np.ndarray = field(default_factory=_no_rows)
    lines: np.ndarray = field(default_factory=_no_rows)

    def __post_init__(self) -> None:
        rows = len(self.image_ids)
        if not self.paths and not len(self.lines):
            object.__setattr__(self, 'file_ids', np.zeros(rows, np.int64))
            object.__setattr__(self, 'lines', np.arange(1, rows + 1))
        shapes = {'keypoints': (rows, len(KEYPOINTS), 2), 'visibility': (rows, len(KEYPOINTS))}
        for name in self._row_names():
            shape, expected = np.shape(getattr(self, name)), shapes.get(name, (rows,))
            if shape != expected:
                raise ValueError(f'{name} of {rows} rows has shape {shape}: expected {expected}')

    @classmethod
    def from_cells(
        cls,
        image_ids: Sequence[str],
        category_ids: ArrayLike,
        cells: ArrayLike,
        *,
        path: Path,
        lines: Sequence[int],
        labelled: np.ndarray | None = None,
    ) -> 'AnnotationTable':
        """Build a table of one file from the numbers of its cells.

        Args:
            image_ids: Image id of each row, N.
            category_ids: Category id of each row, N.
            cells: x, y and v of each key point, (N, 24, 3); -1, -1, -1 where absent.
            path: The file.
            lines: Line of each row, N.
            labelled: Rows that have labels, (N,) bool; all by default.
        """
        count = len(image_ids)
        numbers = np.array(cells, np.float64).reshape(count, len(KEYPOINTS), 3)
        return cls(
            image_ids=np.array(image_ids, np.str_),
            category_ids=np.array(category_ids, np.int8),
            keypoints=np.ascontiguousarray(numbers[..., :2]),
            visibility=numbers[..., 2].astype(np.int8),
            labelled=np.ones(count, bool) if labelled is None else labelled,
            paths=(path,),
            file_ids=np.zeros(count, np.int64),
            lines=np.array(lines, np.int64),
        )

    def __len__(self) -> int:
        return len(self.image_ids)

    @property
    def category_names(self) -> np.ndarray:
        """Name of each row's category, (N,), str."""
        return np.array(CATEGORY_NAMES)[self.category_ids]

    @property
    def image_roots(self) -> tuple[Path, ...]:
        """Folder that the image ids of each file in ``paths`` are relative to."""
        return tuple(image_root(path) for path in self.paths)

    def image_path(self, row: int, root: str | Path | None = None) -> Path:
        """Return the image file of a row.

        Args:
            row: Index of the row.
            root: Folder that the image ids are relative to; by default that of the archive around
                the row's file.

        Raises:
            ValueError: If the table was made in memory and ``root`` is None.
        """
        if root is None:
            self._require_paths()
            root = image_root(self.paths[self.file_ids[row]])
        return Path(root, self.image_ids[row])

    def image_paths(self, root: str | Path | None = None) -> list[Path]:
        """Return the image file of each row, N; see :meth:`image_path`."""
        image_ids = self.image_ids.tolist()
        if root is not None:
            return [Path(root, image_id) for image_id in image_ids]
        self._require_paths()
        roots, file_ids = self.image_roots, self.file_ids.tolist()
        return [roots[i] / image_id for i, image_id in zip(file_ids, image_ids, strict=True)]

    def _require_paths(self) -> None:
        if not self.paths:
            raise ValueError('a table made in memory has no folder of images: give one')

    def extents(self) -> tuple[np.ndarray, np.ndarray]:
        """Return the corners of the box around each row's annotated key points.

        Returns:
            Top left and bottom right corner, (N, 2) each, pixels; (0, 0) of rows without any.
        """
        annotated = (self.visibility >= 0)[..., None]
        low = np.where(annotated, self.keypoints, np.inf).min(1)
        high = np.where(annotated, self.keypoints, -np.inf).max(1)
        has_any = annotated.any(1)
        return np.where(has_any, low, 0.0), np.where(has_any, high, 0.0)

    def take(self, index: np.ndarray) -> 'AnnotationTable':
        """Return some of the rows: ``index`` is a boolean mask (N,) or indices (M,)."""
        index = np.asarray(index)
        if index.dtype != bool:
            index = index.astype(np.int64)  # an empty list would be an array of floats
        return AnnotationTable(
            paths=self.paths, **{name: getattr(self, name)[index] for name in self._row_names()}
        )

    def fingerprint(self) -> str:
        """Return a text that is the same for the same rows in the same order, from any file."""
        digest = hashlib.blake2b(digest_size=8)
        digest.update('\n'.join(self.image_ids.tolist()).encode())
        for column in (self.category_ids, self.keypoints, self.visibility, self.labelled):
            digest.update(np.ascontiguousarray(column).tobytes())
        return digest.hexdigest()

    def location(self, row: int) -> str:
        """Return file and line of a row, for messages.

        Returns:
            Such as ``train.csv:12``, with folders if two files share a name; ``row 12`` for a
            table made in memory.
        """
        line = self.lines[row]
        if not self.paths:
            return f'row {line}'
        path = self.paths[self.file_ids[row]]
        shared = sum(other.name == path.name for other in self.paths) > 1
        return f'{path if shared else path.name}:{line}'

    @classmethod
    def _row_names(cls) -> list[str]:
        return [item.name for item in fields(cls) if item.name != 'paths']
