"""Archives of any number of rows, for this package and, as COCO JSON, for stock MMPose."""

import json
import os
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from fashionkp.annotations import (
    AnnotationTable,
    annotation_files,
    read_annotations,
    write_annotations,
)
from fashionkp.categories import CATEGORIES, KEYPOINTS
from fashionkp.images.reading import image_size
from fashionkp.synthetic import write_dataset


def images(folder: Path, count: int, photos: Path | None) -> tuple[AnnotationTable, Path]:
    """Return a table of synthetic images or photos, and the folder of its images.

    Rows without annotated points are dropped.
    """
    if photos is None:
        photos = folder / 'drawn'
        write_dataset(photos, count, seed=0)
    table = read_annotations(*annotation_files(photos))
    annotated = np.flatnonzero((table.visibility >= 0).any(axis=1))
    return table.take(annotated), table.image_roots[0]


def enlarged(
    table: AnnotationTable, source: Path, folder: Path, times: int
) -> tuple[AnnotationTable, Path]:
    """Enlarge images and points by a factor; return the new table and its folder."""
    for image_id in table.image_ids.tolist():
        image = cv2.imread(str(source / image_id))
        path = folder / image_id
        path.parent.mkdir(parents=True, exist_ok=True)
        cv2.imwrite(str(path), cv2.resize(image, None, fx=times, fy=times))
    annotated = table.visibility[..., None] >= 0
    return replace(table, keypoints=np.where(annotated, table.keypoints * times, -1)), folder


def write_archive(root: Path, table: AnnotationTable, source: Path, rows: int) -> None:
    """Write an archive of many rows, whose images are hard links to those of a smaller table.

    ``train.csv`` and ``coco.json`` have the same rows; boxes are the whole images.
    """
    origin = np.arange(rows) % len(table)
    ids = [f'Images/{i % 100:02d}/{i:032x}.jpg' for i in range(rows)]
    for number in range(min(100, rows)):
        (root / f'Images/{number:02d}').mkdir(parents=True)
    sources = table.image_paths(source)
    for image_id, row in zip(ids, origin.tolist(), strict=True):
        os.link(sources[row], root / image_id)
    large = replace(table.take(origin), image_ids=np.array(ids))
    write_annotations(root / 'train.csv', large)
    sizes = np.array([image_size(path) for path in sources])[origin]
    (root / 'coco.json').write_text(json.dumps(coco(large, sizes, range(len(KEYPOINTS)))))


def write_category(root: Path, name: str) -> None:
    """Write the rows and points of one category of an archive as COCO JSON."""
    table = read_annotations(root / 'train.csv')
    table = table.take(table.category_names == name)
    sizes = np.array([image_size(path) for path in table.image_paths()])
    channels = CATEGORIES[name].keypoint_ids
    (root / f'{name}.json').write_text(json.dumps(coco(table, sizes, channels)))


def coco(table: AnnotationTable, sizes: np.ndarray, channels: Iterable[int]) -> dict[str, Any]:
    """Convert a table to the COCO JSON that MMPose reads, with the given channels as points."""
    channels = list(channels)
    visibility = table.visibility[:, channels, None] + 1
    keypoints = np.where(visibility > 0, table.keypoints[:, channels], 0)
    triples = np.concatenate([keypoints, visibility], axis=2)
    images, annotations = [], []
    for i, (name, (width, height)) in enumerate(
        zip(table.image_ids.tolist(), sizes.tolist(), strict=True)
    ):
        images.append(dict(id=i + 1, file_name=name, width=width, height=height))
        annotations.append(
            dict(
                id=i + 1,
                image_id=i + 1,
                category_id=1,
                bbox=[0, 0, width, height],
                area=width * height,
                iscrowd=0,
                num_keypoints=int((visibility[i] > 0).sum()),
                keypoints=triples[i].ravel().astype(int).tolist(),
            )
        )
    names = [KEYPOINTS[i] for i in channels]
    category = dict(id=1, name='garment', keypoints=names, skeleton=[])
    return dict(images=images, annotations=annotations, categories=[category])
