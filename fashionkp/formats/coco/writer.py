"""Writing COCO key point JSON."""

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO, Any

import numpy as np

from fashionkp.annotations import AnnotationTable
from fashionkp.categories import CATEGORIES
from fashionkp.datasets.image_files import image_sizes
from fashionkp.fileio.atomic_file import atomic_write


def coco_categories() -> list[dict[str, Any]]:
    """The garments as COCO categories; ids from 1, skeletons as pairs counted from 1."""
    return [
        {
            'id': place,
            'name': category.name,
            'supercategory': 'clothes',
            'keypoints': list(category.keypoints),
            'skeleton': [
                [category.keypoints.index(name) + 1 for name in edge] for edge in category.skeleton
            ],
        }
        for place, category in enumerate(CATEGORIES.values(), 1)
    ]


def coco_images(table: AnnotationTable, sizes: np.ndarray | None = None) -> Iterator[dict]:
    """One COCO image a row; ids from 1.

    Args:
        table: The rows. One without labels has its category in its image, as it has no annotation.
        sizes: (width, height) of each image, (N, 2), pixels; None leaves them out.

    Yields:
        Records of the list ``images``.
    """
    for row in range(len(table)):
        record: dict[str, Any] = {'id': row + 1, 'file_name': str(table.image_ids[row])}
        if sizes is not None:
            record['width'], record['height'] = (int(side) for side in sizes[row])
        if not table.labelled[row]:
            record['category_id'] = int(table.category_ids[row]) + 1
        yield record


def coco_annotations(table: AnnotationTable) -> Iterator[dict]:
    """One COCO annotation for each row that has labels.

    Visible points have v = 2, occluded ones v = 1, absent ones are 0, 0, 0. The box is that of the
    annotated points, [x, y, width, height] in pixels of the original image.

    Args:
        table: The rows.

    Yields:
        Records of the list ``annotations``.
    """
    channels = [list(category.keypoint_ids) for category in CATEGORIES.values()]
    for number, row in enumerate(np.flatnonzero(table.labelled), 1):
        category = int(table.category_ids[row])
        points = table.keypoints[row, channels[category]]
        seen = table.visibility[row, channels[category]] + 1
        used = points[seen > 0]
        low, high = (used.min(0), used.max(0)) if len(used) else (np.zeros(2), np.zeros(2))
        cells = np.where(seen[:, None] > 0, np.column_stack([points, seen]), 0)
        yield {
            'id': number,
            'image_id': int(row) + 1,
            'category_id': category + 1,
            'keypoints': _numbers(cells),
            'num_keypoints': len(used),
            'bbox': _numbers(np.concatenate([low, high - low])),
            'area': _numbers(np.prod(high - low, keepdims=True))[0],
            'iscrowd': 0,
        }


def write_coco(
    path: str | Path,
    table: AnnotationTable,
    images: str | Path | None = None,
    with_sizes: bool = True,
) -> None:
    """Write a table as COCO key point JSON, one record a line.

    Args:
        path: The JSON to write; it appears, complete, when all is written.
        table: The rows.
        images: Folder that the image ids are relative to; by default that of the archive around
            each file of the table.
        with_sizes: Write width and height of the images, which have to be there then.

    Raises:
        FileNotFoundError: Images are missing whose sizes are asked for.
    """
    sizes = image_sizes(table, images) if with_sizes else None
    with atomic_write(path) as file:
        file.write('{\n')
        _write_list(file, 'categories', coco_categories())
        file.write(',\n')
        _write_list(file, 'images', coco_images(table, sizes))
        file.write(',\n')
        _write_list(file, 'annotations', coco_annotations(table))
        file.write('\n}\n')


def _numbers(array: np.ndarray) -> list[float]:
    return [int(value) if value.is_integer() else value for value in array.ravel().tolist()]


def _write_list(file: IO[str], name: str, records: Iterable[dict]) -> None:
    # A record at a time: all of them as Python objects would take far more room than the table.
    file.write(f'{json.dumps(name)}: [')
    separator = '\n'
    for record in records:
        file.write(separator + json.dumps(record, allow_nan=False))
        separator = ',\n'
    file.write('\n]')
