"""Images of garments to quantize a model with, and others to judge the outcome by."""

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
class Garments:
    """Images of garments, with what is known of them.

    Attributes:
        images: N images, each with its category where that is known.
        table: The N rows of their annotations; None where not all of them have any.
    """

    images: Sequence[SourceImage]
    table: AnnotationTable | None = None

    def __len__(self) -> int:
        return len(self.images)

    def queries(self) -> Iterator[Query]:
        """The garments one after another; an image is read when its turn comes."""
        for image in self.images:
            yield Query(image.read(), image.name, image.category)

    def take(self, mask: np.ndarray, limit: int) -> 'Garments':
        """At most ``limit`` of those that ``mask`` (N,) marks, spread evenly over them."""
        marked = np.flatnonzero(mask)
        places = marked[np.linspace(0, len(marked) - 1, min(limit, len(marked))).astype(int)]
        table = None if self.table is None else self.table.take(places)
        return Garments([self.images[i] for i in places], table)


def read_garments(source: str | Path, categories: Sequence[str]) -> Garments:
    """Find the garments of some categories, without reading their images.

    Args:
        source: The folder of an unpacked archive or its table, which tell categories and
            annotations; or a folder of images, or a pattern.
        categories: Names of the categories; of others a table's rows are left out, images of
            unknown category are kept.

    Raises:
        FileNotFoundError: There are no images.
        ValueError: A malformed table, or none of its rows is of those categories.
    """
    files = _tables(Path(source))
    if not files:
        return Garments([image for one in find_images(source) for image in one])
    table = read_annotations(*files)
    table = table.take(np.isin(table.category_names, list(categories)))
    # some images stand in two archives
    table = table.take(np.sort(np.unique(table.image_ids, return_index=True)[1]))
    if not len(table):
        raise ValueError(f'{source}: no image of {", ".join(categories)}')
    names, paths = table.image_ids.tolist(), table.image_paths()
    images = [
        SourceImage(name, partial(read_image, path), category)
        for name, path, category in zip(names, paths, table.category_names.tolist(), strict=True)
    ]
    return Garments(images, table if table.labelled.all() else None)


def _tables(path: Path) -> list[Path]:
    """The tables that a path stands for, none where it stands for images."""
    if path.is_file() and path.suffix.lower() != '.csv':
        return []
    try:
        return annotation_files(path)
    except FileNotFoundError:  # a folder of images alone, or a pattern
        return []


def halves(garments: Garments, calibration: int, test: int) -> tuple[Garments, Garments]:
    """Garments to calibrate with and others to compare on, by the fixed split of training.

    Args:
        garments: All of them.
        calibration: How many to calibrate with, at most.
        test: How many to compare on, at most.

    Returns:
        Those of the training side and those of the validation side; where one side is empty both
        are taken from all.
    """
    held_out = validation_mask(image.name for image in garments.images)
    if held_out.all() or not held_out.any():
        everything = np.ones(len(garments), bool)
        return garments.take(everything, calibration), garments.take(everything, test)
    return garments.take(~held_out, calibration), garments.take(held_out, test)
