"""A data set as it is on disk: all that can be read, and what cannot."""

from codecs import BOM_UTF8
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path

import numpy as np

from fashionkp.annotations import AnnotationTable, annotation_files
from fashionkp.annotations.cells import LABELS, CellFormat
from fashionkp.annotations.layout import Layout
from fashionkp.annotations.malformed_rows import MalformedRow
from fashionkp.annotations.reader import inspect_annotations
from fashionkp.annotations.rows import open_rows
from fashionkp.datasets.image_inspection import ImageFacts, inspect_images
from fashionkp.datasets.near_duplicates import near_duplicate_groups

_HEAD = 2**16  # bytes in which line ends are looked for


@dataclass(frozen=True)
class TableFile:
    """The form of a table's file.

    Attributes:
        path: The file.
        error: Why it cannot be read, or not to its end; empty if it can.
        layout: Its columns; None if it cannot be read.
        byte_order_mark: Whether it starts with one.
        carriage_returns: Whether its lines end as on Windows.
    """

    path: Path
    error: str = ''
    layout: Layout | None = None
    byte_order_mark: bool = False
    carriage_returns: bool = False


@dataclass(frozen=True, eq=False)
class DataSet:
    """Tables and their images.

    Attributes:
        source: The table or folder that was read.
        files: Its tables.
        table: The N valid rows of all tables, including repeated ones.
        malformed_rows: The malformed rows.
        images: Properties of each image that a row names; None if images were not opened.
        test: The data set to be tested on, if leaks into it are looked for.
    """

    source: Path
    files: tuple[TableFile, ...]
    table: AnnotationTable
    malformed_rows: tuple[MalformedRow, ...] = ()
    images: dict[Path, ImageFacts] | None = None
    test: 'DataSet | None' = field(default=None, repr=False)

    @cached_property
    def image_paths(self) -> list[Path]:
        """Image file of each row, N."""
        return self.table.image_paths()

    @cached_property
    def sizes(self) -> np.ndarray:
        """Width and height of each row's image, (N, 2), pixels; 0 if unknown."""
        if self.images is None:
            return np.zeros((len(self.table), 2), np.int64)
        sizes = [self.images[path].size for path in self.image_paths]
        return np.array(sizes, np.int64).reshape(-1, 2)

    @cached_property
    def image_folders(self) -> set[Path]:
        """Topmost folders of the rows' images, such as ``Images``."""
        roots, file_ids = self.table.image_roots, self.table.file_ids.tolist()
        tops = {
            (file_id, image_id.split('/')[0])
            for file_id, image_id in zip(file_ids, self.table.image_ids.tolist(), strict=True)
        }
        return {roots[file_id] / top for file_id, top in tops}

    @property
    def has_images(self) -> bool:
        """Whether there are images beside the tables; annotations come without images, too."""
        return any(folder.exists() for folder in self.image_folders)

    @cached_property
    def copies(self) -> tuple[np.ndarray, np.ndarray]:
        """Pairs of rows with nearly identical images.

        Returns:
            Pairs of a row and a later one of this data set, (M, 2); and pairs of a row of this data
            set and one of the test data, (L, 2).
        """
        own = self._thumbnails()
        both = own + (self.test._thumbnails() if self.test else [])
        rows = np.array([row for row, _ in both], np.int64)
        first = near_duplicate_groups([thumbnail for _, thumbnail in both])
        copies = np.flatnonzero((first != np.arange(len(both)))[: len(own)])
        # of each group of copies, the first one of the test data
        groups, tested = np.unique(first[len(own) :], return_index=True)
        leaks = np.flatnonzero(np.isin(first[: len(own)], groups))
        tested = tested[np.searchsorted(groups, first[leaks])] + len(own)
        return (
            np.stack([rows[first[copies]], rows[copies]], -1),
            np.stack([rows[leaks], rows[tested]], -1),
        )

    def _thumbnails(self) -> list[tuple[int, np.ndarray]]:
        """Return first row and thumbnail of each image that can be read."""
        if self.images is None:
            return []
        first_rows: dict[Path, int] = {}
        for row, path in enumerate(self.image_paths):
            first_rows.setdefault(path, row)
        return [
            (row, thumbnail)
            for path, row in first_rows.items()
            if (thumbnail := self.images[path].thumbnail) is not None
        ]


def read_data_set(source: str | Path, cell_format: CellFormat = LABELS) -> DataSet:
    """Read tables, including malformed ones, without opening images.

    Args:
        source: A table, or the folder of an archive.
        cell_format: Format of the key point cells, of annotations or of submissions.

    Raises:
        FileNotFoundError: If there is no table.
    """
    paths = annotation_files(source)
    table, malformed_rows, errors = inspect_annotations(*paths, cell_format=cell_format)
    files = tuple(_table_file(path, errors.get(path, '')) for path in paths)
    return DataSet(Path(source), files, table, tuple(malformed_rows))


def _table_file(path: Path, error: str) -> TableFile:
    with path.open('rb') as file:
        head = file.read(_HEAD)
    form = TableFile(
        path,
        error,
        byte_order_mark=head.startswith(BOM_UTF8),
        carriage_returns=b'\r\n' in head,
    )
    if error:
        return form
    with open_rows(path) as (layout, _):
        return replace(form, layout=layout)


def with_images(data: DataSet, *, show_progress: bool = False) -> DataSet:
    """Return a data set with the properties of its images, which are opened.

    Args:
        data: The data set.
        show_progress: Whether to show a progress bar.
    """
    paths = sorted(set(data.image_paths))
    facts = inspect_images(paths, show_progress=show_progress)
    return replace(data, images=dict(zip(paths, facts, strict=True)))
