"""A data set as the doctor sees it: all that can be read, and notes on what cannot."""

from codecs import BOM_UTF8
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path

import numpy as np

from fashionkp.annotations import AnnotationTable, annotation_files
from fashionkp.annotations.bad_rows import BadRow
from fashionkp.annotations.layout import Layout
from fashionkp.annotations.reader import inspect_annotations
from fashionkp.annotations.rows import first_row, open_rows
from fashionkp.datasets.image_inspection import ImageFacts, inspect_images
from fashionkp.datasets.near_duplicates import near_duplicate_groups

_HEAD = 2**16  # bytes that tell a file's line ends


@dataclass(frozen=True)
class TableFile:
    """The form of a table.

    Attributes:
        path: The file.
        fault: Why it cannot be read, or not to its end; '' where it can.
        layout: Where its columns are; None where that cannot be told.
        header: Its first row, a header or not.
        byte_order_mark: Whether it starts with one.
        carriage_returns: Whether its lines end as on Windows.
    """

    path: Path
    fault: str = ''
    layout: Layout | None = None
    header: tuple[str, ...] = ()
    byte_order_mark: bool = False
    carriage_returns: bool = False


@dataclass(frozen=True, eq=False)
class DataSet:
    """Tables and images.

    Attributes:
        source: The table or folder that was named.
        files: Its tables.
        table: The N legal rows, also those that repeat others.
        bad_rows: The malformed rows.
        images: What was noted of each image that rows name; None where images were not
            opened.
        test: The data set to be tested on, where leaks into it are to be found.
    """

    source: Path
    files: tuple[TableFile, ...]
    table: AnnotationTable
    bad_rows: tuple[BadRow, ...] = ()
    images: dict[Path, ImageFacts] | None = None
    test: 'DataSet | None' = field(default=None, repr=False)

    @cached_property
    def image_paths(self) -> list[Path]:
        """File of each row's image, N."""
        return self.table.image_paths()

    @cached_property
    def sizes(self) -> np.ndarray:
        """Width and height of each row's image, (N, 2), pixels; 0 where they are not known."""
        if self.images is None:
            return np.zeros((len(self.table), 2), np.int64)
        sizes = [self.images[path].size for path in self.image_paths]
        return np.array(sizes, np.int64).reshape(-1, 2)

    @cached_property
    def image_folders(self) -> set[Path]:
        """The folders at the top of the rows' images, such as ``Images``."""
        roots = np.array([str(root) for root in self.table.image_roots])[self.table.file_ids]
        ids = self.table.image_ids.tolist()
        tops = {(root, name.split('/')[0]) for root, name in zip(roots.tolist(), ids, strict=True)}
        return {Path(root, top) for root, top in tops}

    @property
    def has_images(self) -> bool:
        """Whether images came with the tables, as they do not with mere annotations."""
        return any(folder.exists() for folder in self.image_folders)

    @cached_property
    def copies(self) -> tuple[np.ndarray, np.ndarray]:
        """Rows of nearly identical images.

        Returns:
            Pairs of a row and a later one of this data set, (M, 2); and pairs of a row of this data
            set and one of its test data, (L, 2).
        """
        own = self._thumbnails()
        both = own + (self.test._thumbnails() if self.test else [])
        rows = np.array([row for row, _ in both], np.int64)
        first = near_duplicate_groups([thumbnail for _, thumbnail in both])
        places = np.arange(len(both))
        copies = np.flatnonzero((first != places)[: len(own)])
        # Of each group of copies, the first one of the test data.
        groups, tested = np.unique(first[len(own) :], return_index=True)
        leaks = np.flatnonzero(np.isin(first[: len(own)], groups))
        tested = tested[np.searchsorted(groups, first[leaks])] + len(own)
        return (
            np.stack([rows[first[copies]], rows[copies]], -1),
            np.stack([rows[leaks], rows[tested]], -1),
        )

    def _thumbnails(self) -> list[tuple[int, np.ndarray]]:
        """First row and thumbnail of each image that can be read."""
        if self.images is None:
            return []
        found, seen = [], set()
        for row, path in enumerate(self.image_paths):
            thumbnail = self.images[path].thumbnail
            if thumbnail is not None and path not in seen:
                seen.add(path)
                found.append((row, thumbnail))
        return found


def read_data_set(source: str | Path) -> DataSet:
    """Read tables, whatever is wrong with them; images are not opened.

    Args:
        source: A table, or the folder of an archive.

    Raises:
        FileNotFoundError: There is no table.
    """
    paths = annotation_files(source)
    table, bad_rows, broken = inspect_annotations(*paths)
    files = tuple(_table_file(path, broken.get(path, '')) for path in paths)
    return DataSet(Path(source), files, table, tuple(bad_rows))


def _table_file(path: Path, fault: str) -> TableFile:
    with path.open('rb') as file:
        head = file.read(_HEAD)
    mark, returns = head.startswith(BOM_UTF8), b'\r\n' in head
    if fault:
        return TableFile(path, fault, None, (), mark, returns)
    with open_rows(path) as (layout, _):
        return TableFile(path, '', layout, tuple(first_row(path)), mark, returns)


def with_images(data: DataSet, *, show_progress: bool = False) -> DataSet:
    """Open the images of a data set.

    Args:
        data: The data set.
        show_progress: Whether to show a progress bar.

    Returns:
        The data set with notes on each of its images.
    """
    paths = sorted(set(data.image_paths))
    facts = inspect_images(paths, show_progress=show_progress)
    return replace(data, images=dict(zip(paths, facts, strict=True)))
