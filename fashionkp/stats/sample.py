"""The rows that are counted, and what numbers and charts both ask about them."""

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np

from fashionkp.annotations import AnnotationTable, annotation_files, read_annotations
from fashionkp.categories import CATEGORIES, OFFICIAL_SIDE
from fashionkp.datasets.data_set import DataSet, with_images
from fashionkp.score import normalizing_distances, normalizing_points


@dataclass(frozen=True, eq=False)
class Sample:
    """Rows of a data set and the sizes of their images.

    Attributes:
        source: The table or folder that was named.
        table: N rows, one for each image.
        sizes: Width and height of each row's image, (N, 2), pixels; 0 where not known.
    """

    source: Path
    table: AnnotationTable
    sizes: np.ndarray

    @cached_property
    def categories(self) -> dict[str, np.ndarray]:
        """Which rows each category has, (N,) bool; categories without rows are left out."""
        masks = {name: self.table.category_ids == i for i, name in enumerate(CATEGORIES)}
        return {name: rows for name, rows in masks.items() if rows.any()}

    @cached_property
    def pair_points(self) -> np.ndarray:
        """How many normalizing points of each row are annotated, (N,)."""
        return normalizing_points(self.table.visibility, self.table.category_ids)

    def units(self, category: str) -> np.ndarray:
        """Normalizing distances of a category's rows that have both points, (M,), pixels."""
        rows = self.categories[category] & (self.pair_points == 2)
        return normalizing_distances(self.table.keypoints[rows], self.table.category_ids[rows])

    @cached_property
    def places(self) -> np.ndarray:
        """Points relative to their images, (N, 24, 2), 0 to 1; NaN where absent.

        Images of unknown size are taken to be as large as the official ones may be.
        """
        sizes = np.where(self.sizes > 0, self.sizes, OFFICIAL_SIDE)
        annotated = self.table.visibility[..., None] >= 0
        return np.where(annotated, self.table.keypoints / sizes[:, None], np.nan)

    @property
    def known_sizes(self) -> np.ndarray:
        """Sizes of those images of which they are known, (M, 2), pixels."""
        return self.sizes[self.sizes.min(1, initial=1) > 0]


def read_sample(
    source: str | Path, *, open_images: bool = True, show_progress: bool = False
) -> Sample:
    """Read a data set.

    Args:
        source: A table, or the folder of an archive.
        open_images: Whether to ask images for their sizes, where there are any.
        show_progress: Whether to show a progress bar for the images.

    Raises:
        FileNotFoundError: There is no table.
        ValueError: A malformed table, or one without rows.
    """
    data = DataSet(Path(source), (), read_annotations(*annotation_files(source)))
    if not len(data.table):
        raise ValueError(f'{source}: no rows')
    if open_images and data.has_images:
        data = with_images(data, show_progress=show_progress)
    return Sample(data.source, data.table, data.sizes)
