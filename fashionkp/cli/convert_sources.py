"""What ``fashionkp convert`` reads."""

from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import numpy as np

    from fashionkp.annotations import AnnotationTable

FOREIGN = ('coco', 'cvat', 'label-studio')
"""Formats of other programs, with names of their own."""


class Source(NamedTuple):
    """What has been read.

    Attributes:
        table: The rows; of files of other programs and of predictions, any number of an image.
        sizes: Sizes of the images, (N, 2), pixels, if predictions state all of them.
        scores: Scores of predicted key points, (N, 24).
    """

    table: 'AnnotationTable'
    sizes: 'np.ndarray | None' = None
    scores: 'np.ndarray | None' = None


def read_source(
    files: list[Path], source: str, names: Path | None = None, images: Path | None = None
) -> Source:
    """Read the files of a source.

    Args:
        files: Files or folders.
        source: Their format.
        names: TOML file with the names of a file of another program.
        images: Folder that the image ids are to be relative to.
    """
    if source in FOREIGN:
        return Source(_read_foreign(files[0], source, names, images))
    if source == 'predictions':
        return _read_predictions(files[0], images)
    if source == 'wide':
        from fashionkp.formats.wide_table import read_wide_table

        return Source(read_wide_table(files[0]))
    if source == 'deepfashion2':
        from fashionkp.formats.deepfashion2 import read_deepfashion2

        return Source(read_deepfashion2(files[0], show_progress=True))
    from fashionkp.annotations import annotation_files, read_annotations

    tables = (table for file in files for table in annotation_files(file))
    return Source(read_annotations(*tables))


def _read_foreign(
    path: Path, source: str, names: Path | None, images: Path | None
) -> 'AnnotationTable':
    from fashionkp.formats.coco import read_coco_garments
    from fashionkp.formats.cvat import read_cvat
    from fashionkp.formats.foreign_names import read_foreign_names
    from fashionkp.formats.label_studio import read_label_studio

    foreign_names = read_foreign_names(names) if names else None
    readers = {'coco': read_coco_garments, 'cvat': read_cvat, 'label-studio': read_label_studio}
    return readers[source](path, foreign_names, images)


def _read_predictions(path: Path, images: Path | None) -> Source:
    from fashionkp.predictions.files import read_predictions
    from fashionkp.predictions.labels import predicted_labels

    labels = predicted_labels(read_predictions(path), images or '.')
    return Source(labels.table, labels.sizes if labels.sizes.all() else None, labels.scores)
