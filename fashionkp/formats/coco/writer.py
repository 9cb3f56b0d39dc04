"""Writing COCO key point JSON."""

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import numpy as np

from fashionkp.annotations import AnnotationTable
from fashionkp.categories import CATEGORIES
from fashionkp.datasets.image_files import image_sizes
from fashionkp.fileio.atomic_file import atomic_write
from fashionkp.formats.several_garments import image_groups


def coco_categories() -> list[dict[str, Any]]:
    """Return the garments as COCO categories; ids and key points of skeletons count from 1."""
    return [
        {
            'id': number,
            'name': category.name,
            'supercategory': 'clothes',
            'keypoints': list(category.keypoints),
            'skeleton': [
                [category.keypoints.index(name) + 1 for name in edge] for edge in category.skeleton
            ],
        }
        for number, category in enumerate(CATEGORIES.values(), 1)
    ]


def coco_images(table: AnnotationTable, sizes: np.ndarray | None = None) -> Iterator[dict]:
    """Yield the records of the list ``images``, one per image; ids count from 1.

    Args:
        table: The rows. The category of a row without labels is in its image, as it has no
            annotation.
        sizes: Width and height of each row's image, (N, 2), pixels; None leaves them out.
    """
    rows, _ = image_groups(table)
    for number, row in enumerate(rows.tolist(), 1):
        record: dict[str, Any] = {'id': number, 'file_name': str(table.image_ids[row])}
        if sizes is not None:
            record['width'], record['height'] = sizes[row].tolist()
        if not table.labelled[row]:
            record['category_id'] = int(table.category_ids[row]) + 1
        yield record


def coco_annotations(table: AnnotationTable) -> Iterator[dict]:
    """Yield the records of the list ``annotations``, one per row with labels; ids count from 1.

    Visible key points have v = 2, occluded ones v = 1, absent ones are 0, 0, 0. The box surrounds
    the annotated points, [x, y, width, height] in pixels of the original image.

    Args:
        table: The rows.
    """
    channels = [list(category.keypoint_ids) for category in CATEGORIES.values()]
    _, images = image_groups(table)
    for number, row in enumerate(np.flatnonzero(table.labelled), 1):
        category_id = int(table.category_ids[row])
        points = table.keypoints[row, channels[category_id]]
        visibility = table.visibility[row, channels[category_id]] + 1
        annotated = points[visibility > 0]
        low, high = np.zeros(2), np.zeros(2)
        if len(annotated):
            low, high = annotated.min(0), annotated.max(0)
        cells = np.where(visibility[:, None] > 0, np.column_stack([points, visibility]), 0)
        yield {
            'id': number,
            'image_id': int(images[row]) + 1,
            'category_id': category_id + 1,
            'keypoints': _numbers(cells),
            'num_keypoints': len(annotated),
            'bbox': _numbers(np.concatenate([low, high - low])),
            'area': _numbers(np.prod(high - low, keepdims=True))[0],
            'iscrowd': 0,
            'segmentation': [],  # CVAT wants the key
        }


def write_coco(
    path: str | Path,
    table: AnnotationTable,
    images: str | Path | None = None,
    *,
    with_sizes: bool = True,
) -> None:
    """Write a table as COCO key point JSON, one record per line.

    Args:
        path: The JSON file; it appears once it is complete.
        table: The rows.
        images: Folder that the image ids are relative to; by default that of the archive around
            each file of the table.
        with_sizes: Whether to write width and height of the images, which must exist then.

    Raises:
        FileNotFoundError: If images are missing whose sizes are to be written.
    """
    try:
        sizes = image_sizes(table, images) if with_sizes else None
    except FileNotFoundError as error:
        raise FileNotFoundError(f'{error}\n(--no-sizes leaves sizes out)') from None
    with atomic_write(path) as file:
        file.writelines(coco_text(table, sizes))


def coco_text(table: AnnotationTable, sizes: np.ndarray | None) -> Iterator[str]:
    """Yield COCO key point JSON in parts, a record a line; see :func:`coco_images`."""
    yield '{\n'
    yield from _list_text('categories', coco_categories())
    yield ',\n'
    yield from _list_text('images', coco_images(table, sizes))
    yield ',\n'
    yield from _list_text('annotations', coco_annotations(table))
    yield '\n}\n'


def _numbers(array: np.ndarray) -> list[float]:
    """Return the numbers of an array, whole ones as integers."""
    return [int(value) if value.is_integer() else value for value in array.ravel().tolist()]


def _list_text(name: str, records: Iterable[dict]) -> Iterator[str]:
    # record by record: as Python objects, all of them would take far more memory than the table
    yield f'{json.dumps(name)}: ['
    separator = '\n'
    for record in records:
        yield separator + json.dumps(record, allow_nan=False)
        separator = ',\n'
    yield '\n]'
