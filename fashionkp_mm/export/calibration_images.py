"""Pictures of garments to quantize a model with, and others to judge the outcome by."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np

from fashionkp.annotations import AnnotationTable, annotation_files, image_root, read_annotations
from fashionkp.datasets.splits import validation_mask
from fashionkp.images.reading import read_picture
from fashionkp.inference.predictor import Query
from fashionkp.inference.sources import Picture, find_pictures


@dataclass(frozen=True, eq=False)
class Garments:
    """Pictures of garments, with what is known of them.

    Attributes:
        pictures: N pictures, each with its category where that is known.
        table: The N rows of their annotations; None where not all of them have any.
    """

    pictures: Sequence[Picture]
    table: AnnotationTable | None = None

    def __len__(self) -> int:
        return len(self.pictures)

    def queries(self) -> Iterator[Query]:
        """The garments one after another; a picture is read when its turn comes."""
        for picture in self.pictures:
            yield Query(picture.read(), picture.name, picture.category)

    def take(self, mask: np.ndarray, limit: int) -> 'Garments':
        """At most ``limit`` of those that ``mask`` (N,) marks, spread evenly over them."""
        marked = np.flatnonzero(mask)
        places = marked[np.linspace(0, len(marked) - 1, min(limit, len(marked))).astype(int)]
        table = None if self.table is None else self.table.take(places)
        return Garments([self.pictures[i] for i in places], table)


def read_garments(source: str | Path, categories: Sequence[str]) -> Garments:
    """Find the garments of some categories, without reading their pictures.

    Args:
        source: The folder of an unpacked archive or its table, which tell categories and
            annotations; or a folder of pictures, or a pattern.
        categories: Names of the categories; of others a table's rows are left out, pictures of
            unknown category are kept.

    Raises:
        FileNotFoundError: There are no pictures.
        ValueError: A malformed table, or none of its rows is of those categories.
    """
    files = _tables(Path(source))
    if not files:
        return Garments([picture for one in find_pictures(source) for picture in one])
    table, root = read_annotations(*files), image_root(files[0])
    table = table.take(np.isin(table.category_names, list(categories)))
    # some pictures stand in two archives
    table = table.take(np.sort(np.unique(table.image_ids, return_index=True)[1]))
    if not len(table):
        raise ValueError(f'{source}: no picture of {", ".join(categories)}')
    rows = zip(table.image_ids.tolist(), table.category_names.tolist(), strict=True)
    pictures = [
        Picture(name, partial(read_picture, root / name), category) for name, category in rows
    ]
    return Garments(pictures, table if table.labelled.all() else None)


def _tables(path: Path) -> list[Path]:
    """The tables that a path stands for, none where it stands for pictures."""
    if path.is_file() and path.suffix.lower() != '.csv':
        return []
    try:
        return annotation_files(path)
    except FileNotFoundError:  # a folder of pictures alone, or a pattern
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
    held_out = validation_mask(picture.name for picture in garments.pictures)
    if held_out.all() or not held_out.any():
        everything = np.ones(len(garments), bool)
        return garments.take(everything, calibration), garments.take(everything, test)
    return garments.take(~held_out, calibration), garments.take(held_out, test)
