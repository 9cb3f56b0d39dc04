"""The photos of a fine-tuning: read from a table of any form, and split into two tables."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from fashionkp.annotations import (
    AnnotationTable,
    annotation_files,
    image_root,
    read_annotations,
    write_annotations,
)
from fashionkp.categories import CATEGORY_NAMES
from fashionkp.datasets.image_files import link_images
from fashionkp.datasets.splits import holdout_mask
from fashionkp.formats.coco import read_coco_garments
from fashionkp.formats.several_garments import largest_garments

MIN_TO_JUDGE = 5
"""Number of validation photos below which their NE decides nothing."""

_MIN_PHOTOS = 2


@dataclass(frozen=True)
class FineTuningData:
    """The two sides of a table, as files in a folder that has links to the images.

    Attributes:
        folder: The folder.
        train: Rows to train on.
        val: Rows to validate on.
        num_skipped: Number of rows without an annotated point, which are on neither side.
    """

    folder: Path
    train: AnnotationTable
    val: AnnotationTable
    num_skipped: int

    @property
    def tables(self) -> dict[str, Path]:
        """The files, by the name of the side."""
        return {'train': self.folder / 'train.csv', 'val': self.folder / 'val.csv'}

    @property
    def categories(self) -> list[str]:
        """Names of the garments, in the order of all categories."""
        present = {*self.train.category_ids.tolist(), *self.val.category_ids.tolist()}
        return [CATEGORY_NAMES[category_id] for category_id in sorted(present)]

    @property
    def can_judge(self) -> bool:
        """Whether the validation photos are enough to compare two models."""
        return len(self.val) >= MIN_TO_JUDGE

    def summary(self) -> str:
        """Return a line on the photos, and one on what they cannot say."""
        total = len(self.train) + len(self.val)
        skipped = f', {self.num_skipped} rows without points skipped' if self.num_skipped else ''
        lines = [
            f'{total} photos of {", ".join(self.categories)}: {len(self.train)} to train, '
            f'{len(self.val)} to validate{skipped}'
        ]
        if not self.can_judge:
            lines.append(
                f'Too few photos to measure what the training changes: {len(self.val)} to '
                f'validate, and it takes {MIN_TO_JUDGE} at least, which a table of '
                f'{5 * MIN_TO_JUDGE} has. The last weights are kept instead of the best'
            )
        return '\n'.join(lines)


def read_labels(source: Path, images: Path | None = None) -> AnnotationTable:
    """Read annotations, one row per image.

    Args:
        source: A FashionAI table, the folder of an archive, or COCO JSON.
        images: Folder that the image ids are relative to; by default that around the table.
    """
    if source.suffix.lower() == '.json':
        return largest_garments(read_coco_garments(source, images=images))
    return largest_garments(read_annotations(*annotation_files(source)))


def write_sides(
    source: Path, folder: Path, images: Path | None = None, *, resume: bool = False
) -> FineTuningData:
    """Read annotations, and write their two sides, see :func:`holdout_mask`.

    Args:
        source: As for :func:`read_labels`.
        folder: Folder for the tables, and for links to the images.
        images: As for :func:`read_labels`.
        resume: Whether tables that exist have to be of the same photos.

    Raises:
        FileNotFoundError: If the table is missing.
        ValueError: If the table is malformed, has fewer than two labelled photos, or has other
            photos than the training to resume.
    """
    table = read_labels(source, images)
    has_points = np.any(table.visibility >= 0, axis=1)
    skipped, table = int((~has_points).sum()), table.take(has_points)
    if len(table) < _MIN_PHOTOS:
        raise ValueError(
            f'{source}: {len(table)} labelled photos: expected at least {_MIN_PHOTOS}, one to '
            'train and one to validate'
        )
    mask = holdout_mask(table.image_ids)
    data = FineTuningData(folder, table.take(~mask), table.take(mask), skipped)
    if resume and all(path.is_file() for path in data.tables.values()):
        _require_same_photos(data, source)
    root = images or _image_root(table)
    link_images(table, root, image_root(data.tables['train']))
    for name, path in data.tables.items():
        write_annotations(path, getattr(data, name))
    return data


def _image_root(table: AnnotationTable) -> Path:
    roots = {*table.image_roots}
    if len(roots) > 1:
        raise ValueError(
            f'tables with images in {", ".join(map(str, sorted(roots)))}: expected one folder: '
            'name it with --images'
        )
    return roots.pop()


def _require_same_photos(data: FineTuningData, source: Path) -> None:
    """Raise if the tables of an interrupted training have other photos; labels may be corrected."""
    for name, path in data.tables.items():
        photos = getattr(data, name).image_ids
        if read_annotations(path).image_ids.tolist() != photos.tolist():
            raise ValueError(
                f'{source} has other photos than {path}, with which the training started: '
                'start a new one in another folder (-o), from the weights so far (--from)'
            )
