"""Images of garments to calibrate a quantized model with, and others to test it with."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np

from fashionkp.annotations import AnnotationTable, annotation_files, read_annotations
from fashionkp.datasets.splits import validation_mask
from fashionkp.images.reading import read_image
from fashionkp.inference.query import Query
from fashionkp.inference.source_image import SourceImage
from fashionkp.inference.sources import find_images


@dataclass(frozen=True, eq=False)
class GarmentImages:
    """Images of garments, with their categories and annotations if they are known.

    Attributes:
        images: N images, each with its category if it is known.
        table: Annotations of the images, N rows; None unless all images are annotated.
    """

    images: Sequence[SourceImage]
    table: AnnotationTable | None = None

    def __len__(self) -> int:
        return len(self.images)

    def queries(self) -> Iterator[Query]:
        """Yield a query for each image, which is read when its turn comes."""
        for image in self.images:
            yield Query(image.read(), image.name, image.category)

    def take(self, mask: np.ndarray, limit: int) -> 'GarmentImages':
        """Return at most ``limit`` images of a mask, (N,) bool, evenly spaced."""
        selected = np.flatnonzero(mask)
        rows = selected[np.linspace(0, len(selected) - 1, min(limit, len(selected))).astype(int)]
        table = None if self.table is None else self.table.take(rows)
        return GarmentImages([self.images[row] for row in rows], table)


def find_garment_images(source: str | Path, categories: Sequence[str]) -> GarmentImages:
    """Return the images of garments of some categories, without reading them.

    Args:
        source: Folder of an archive or its table, with categories and annotations; or a folder of
            images, or a glob pattern.
        categories: Names of the categories. Rows of other categories are skipped, images of unknown
            category are not.

    Raises:
        FileNotFoundError: If there are no images.
        ValueError: If a table is malformed, or has no row of these categories.
    """
    files = _tables(Path(source))
    if not files:
        return GarmentImages([image for images in find_images(source) for image in images])
    table = read_annotations(*files)
    table = table.take(np.isin(table.category_names, list(categories)))
    # an image may be in two archives
    table = table.take(np.sort(np.unique(table.image_ids, return_index=True)[1]))
    if not len(table):
        raise ValueError(f'{source}: no rows of {", ".join(categories)}')
    names, paths = table.image_ids.tolist(), table.image_paths()
    images = [
        SourceImage(name, partial(read_image, path), category)
        for name, path, category in zip(names, paths, table.category_names.tolist(), strict=True)
    ]
    return GarmentImages(images, table if table.labelled.all() else None)


def _tables(path: Path) -> list[Path]:
    """Return the tables of a path; none if it is a folder of images, an image or a pattern."""
    if path.is_file() and path.suffix.lower() != '.csv':
        return []
    try:
        return annotation_files(path)
    except FileNotFoundError:  # a folder with only images, or a pattern
        return []


def split_images(
    garments: GarmentImages, calibration: int, test: int
) -> tuple[GarmentImages, GarmentImages]:
    """Split images into those for calibration and those for testing.

    Args:
        garments: All images.
        calibration: Largest number of images for calibration.
        test: Largest number of images for testing.

    Returns:
        Images of the training split and of the validation split; if one split is empty, both are
        chosen from all images.
    """
    validation = validation_mask(image.name for image in garments.images)
    if validation.all() or not validation.any():
        everything = np.ones(len(garments), bool)
        return garments.take(everything, calibration), garments.take(everything, test)
    return garments.take(~validation, calibration), garments.take(validation, test)
