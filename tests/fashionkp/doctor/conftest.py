"""A small valid data set that tests change to give it faults."""

import csv
import hashlib
import shutil
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import cv2
import numpy as np
import pytest

from fashionkp.annotations import COLUMNS
from fashionkp.categories import CATEGORIES, KEYPOINTS
from fashionkp.doctor import run_checks

SIZE = (400, 320)
"""Width and height of its images, pixels."""

HEADER = list(COLUMNS)


@dataclass
class Archive:
    """A folder with images, and a table that is written by :meth:`write`.

    Attributes:
        root: The folder.
        rows: Cells of each row; the first row is in line 2.
        header: Column names.
        start: Bytes before the header.
        end: Bytes at the end of each line.
    """

    root: Path
    rows: list[list[str]] = field(default_factory=list)
    header: list[str] = field(default_factory=lambda: list(COLUMNS))
    start: bytes = b''
    end: bytes = b'\n'

    @property
    def table(self) -> Path:
        return self.root / 'train.csv'

    def image(self, row: int) -> Path:
        return self.root / self.rows[row][0]

    def set(self, row: int, **points: str) -> None:
        """Write cells of a row, named by their key points."""
        for name, cell in points.items():
            self.rows[row][COLUMNS.index(name)] = cell

    def write(self) -> Path:
        """Write the table and return the folder."""
        lines = [self.header, *self.rows] if self.header else self.rows
        text = self.end.join(','.join(line).encode() for line in lines)
        self.table.write_bytes(self.start + text + self.end)
        return self.root


def photo(seed: int) -> np.ndarray:
    """Return an image that looks different for each seed, (H, W, 3)."""
    patches = np.random.default_rng(seed).integers(0, 256, (8, 8, 3), np.uint8)
    return cv2.resize(patches, SIZE, interpolation=cv2.INTER_CUBIC)


def row(category: str, name: str) -> list[str]:
    """Return a valid row: left points left of right ones, none coincident or near an edge."""
    cells = []
    for i, keypoint in enumerate(KEYPOINTS):
        x = 100 if 'left' in keypoint else 300 if 'right' in keypoint else 200
        own = keypoint in CATEGORIES[category].keypoints
        cells.append(f'{x}_{20 + 12 * i}_{i % 2}' if own else '-1_-1_-1')
    return [f'Images/{category}/{name}.jpg', category, *cells]


def hexadecimal(number: int) -> str:
    return hashlib.md5(str(number).encode()).hexdigest()


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    """Return ten rows: blouse, outwear, trousers, skirt, dress, blouse, ..."""
    archive = Archive(tmp_path / 'archive')
    for i in range(10):
        archive.rows.append(row(list(CATEGORIES)[i % 5], hexadecimal(i)))
        archive.image(i).parent.mkdir(parents=True, exist_ok=True)
        cv2.imwrite(str(archive.image(i)), photo(i))
    return archive


@pytest.fixture
def test_archive(archive: Archive, tmp_path: Path) -> Callable[..., Path]:
    """Write test data with some rows of the archive, by index, and all its images."""

    def write(*rows: int) -> Path:
        root = tmp_path / 'test_data'
        shutil.copytree(archive.write() / 'Images', root / 'Images')
        lines = archive.table.read_text().split('\n')
        (root / 'test.csv').write_text('\n'.join(lines[i] for i in (0, *(r + 1 for r in rows))))
        return root

    return write


@pytest.fixture
def read_table() -> Callable[[Path], list[list[str]]]:
    """Read the cells of a CSV."""

    def read(path: Path) -> list[list[str]]:
        with path.open(newline='') as file:
            return list(csv.reader(file))

    return read


@pytest.fixture
def diagnosis(archive):
    """Five malformed rows, and two with a point at an edge."""
    for i in range(5):
        archive.rows[i][2] = '<b>&'
    archive.set(8, hemline_right='400_200_1')
    archive.set(7, waistband_right='399_200_1')
    return run_checks(archive.write())
