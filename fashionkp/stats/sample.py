"""The rows that statistics are about, and the quantities that numbers and charts share."""

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np

from fashionkp.annotations import AnnotationTable, annotation_files, read_annotations
from fashionkp.categories import CATEGORY_IDS, OFFICIAL_SIDE
from fashionkp.datasets.data_set import DataSet, with_images
from fashionkp.score import normalizing_distances, num_normalizing_points


@dataclass(frozen=True, eq=False)
class Sample:
    """Rows of a data set and the sizes of their images.

    Attributes:
        source: The table or folder that was read.
        table: N rows, one for each image.
        sizes: Width and height of each row's image, (N, 2), pixels; 0 where unknown.
    """

    source: Path
    table: AnnotationTable
    sizes: np.ndarray

    @cached_property
    def categories(self) -> dict[str, np.ndarray]:
        """Mask of the rows of each category that has any, (N,) bool."""
        masks = {name: self.table.category_ids == i for name, i in CATEGORY_IDS.items()}
        return {name: rows for name, rows in masks.items() if rows.any()}

    @property
    def labelled_categories(self) -> list[str]:
        """Names of the categories that have labelled rows."""
        return [name for name, rows in self.categories.items() if self.table.labelled[rows].any()]

    @cached_property
    def num_normalizing_points(self) -> np.ndarray:
        """Number of annotated normalizing points of each row, (N,): 0, 1 or 2."""
        return num_normalizing_points(self.table.visibility, self.table.category_ids)

    def normalizing_distances(self, category: str) -> np.ndarray:
        """Return the normalizing distances of a category's rows that have one, (M,), pixels."""
        rows = self.categories[category] & (self.num_normalizing_points == 2)
        return normalizing_distances(self.table.keypoints[rows], self.table.category_ids[rows])

    @cached_property
    def relative_keypoints(self) -> np.ndarray:
        """Key points as fractions of their image's size, (N, 24, 2); NaN where absent.

        An image of unknown size counts as one of 512 x 512, as large as the official ones are at
        most.
        """
        sizes = np.where(self.sizes > 0, self.sizes, OFFICIAL_SIDE)
        annotated = self.table.visibility[..., None] >= 0
        return np.where(annotated, self.table.keypoints / sizes[:, None], np.nan)

    @property
    def known_sizes(self) -> np.ndarray:
        """Sizes of the images whose size is known, (M, 2), pixels."""
        return self.sizes[self.sizes.min(1, initial=1) > 0]


def read_sample(
    source: str | Path, *, open_images: bool = True, show_progress: bool = False
) -> Sample:
    """Read a data set. A row that repeats another counts once.

    Args:
        source: An annotation table, or the folder of an archive.
        open_images: Whether to read the sizes of the images, where there are images.
        show_progress: Whether to show a progress bar for the images.

    Raises:
        FileNotFoundError: If there is no table.
        ValueError: If a table is malformed, or there are no rows.
    """
    data = DataSet(Path(source), (), read_annotations(*annotation_files(source)))
    if not len(data.table):
        raise ValueError(f'{source}: no rows')
    if open_images and data.has_images:
        data = with_images(data, show_progress=show_progress)
    return Sample(data.source, data.table, data.sizes)
