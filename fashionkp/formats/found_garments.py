"""The garments that a reader of another program's file finds, and what it skips."""

from pathlib import Path
from typing import NamedTuple

import numpy as np

from fashionkp.annotations import CATEGORY_POINTS, AnnotationTable, image_root
from fashionkp.annotations.cells import LABEL_LIMIT
from fashionkp.categories import CATEGORY_IDS, CATEGORY_NAMES, KEYPOINTS
from fashionkp.formats.foreign_names import ForeignNames
from fashionkp.formats.image_names import image_id_of
from fashionkp.formats.skipped import Skipped


class FoundGarment(NamedTuple):
    """A row of a table.

    Attributes:
        line: Index of its image in the file, counted from 1.
        image_id: Id of the image.
        category_id: Id of the category.
        cells: x, y and v of each key point, (24, 3), as in a table; None without labels.
    """

    line: int
    image_id: str
    category_id: int
    cells: np.ndarray | None


class FoundGarments:
    """Translates names, checks points, and collects garments as the rows of a table.

    Args:
        path: The file.
        names: The file's names of categories and key points.
        images: Folder in which to look for the images; by default that of the file.

    Attributes:
        skipped: What is skipped.
    """

    def __init__(
        self, path: Path, names: ForeignNames | None, images: str | Path | None = None
    ) -> None:
        self._path, self._names = path, names or ForeignNames()
        self._root = image_root(path) if images is None else Path(images)
        self._garments: list[FoundGarment] = []
        self.skipped = Skipped()

    def add(self, garment: FoundGarment) -> None:
        """Add a row."""
        self._garments.append(garment)

    def image_id(self, name: str) -> str:
        """Return the id of an image, empty if there is none, by its name in the file."""
        return image_id_of(name, self._root)

    def category_id(self, name: str) -> int | None:
        """Return the id of a category by its name in the file; None if it is not a garment."""
        ours = self._names.category(name)
        return None if ours is None else CATEGORY_IDS[ours]

    def channel(self, category: str, point: object) -> int | None:
        """Return the id of a key point by the file's names; None if our category lacks it."""
        category_id = self.category_id(category)
        if category_id is None:
            return None
        name = self._names.keypoint(category, point) if isinstance(point, str) else None
        if name is not None and CATEGORY_POINTS[category_id, KEYPOINTS.index(name)]:
            return KEYPOINTS.index(name)
        what = f'key points that {CATEGORY_NAMES[category_id]} does not have'
        self.skipped.add(what, f'{category}: {point}')
        return None

    def put(
        self, cells: np.ndarray, channel: int, point: tuple[float, float, int], image_id: str
    ) -> None:
        """Put a key point into a row.

        Args:
            cells: x, y and v of each key point, (24, 3); changed unless the point is out of range.
            channel: Id of the key point.
            point: x, y and v as in a table.
            image_id: Id of the image.
        """
        x, y, _ = point
        if 0 <= x < LABEL_LIMIT and 0 <= y < LABEL_LIMIT:
            cells[channel] = point
            return
        where = f'{image_id} {KEYPOINTS[channel]}: {x:g}, {y:g}'
        self.skipped.add(f'key points outside of 0..{LABEL_LIMIT - 1}', where)

    def table(self) -> AnnotationTable:
        """Return the rows in the order in which they were added; a warning lists what was skipped.

        Raises:
            ValueError: If there are none, but something was skipped.
        """
        garments = self._garments
        if not garments and str(self.skipped):
            hint = '(--map translates names)'
            raise ValueError(f'{self._path}: no garment that can be used {hint}\n{self.skipped}')
        self.skipped.report()
        cells = [no_points() if row.cells is None else row.cells for row in garments]
        return AnnotationTable.from_cells(
            [row.image_id for row in garments],
            [row.category_id for row in garments],
            cells,
            path=self._path,
            lines=[row.line for row in garments],
            labelled=np.array([row.cells is not None for row in garments], bool),
        )


def no_points() -> np.ndarray:
    """Return the cells of a row whose key points are all absent, (24, 3)."""
    return np.full((len(KEYPOINTS), 3), -1.0)
