"""Tables as a data set for Ultralytics YOLO pose models."""

import json
import os
import shutil
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from fashionkp.annotations import AnnotationTable
from fashionkp.categories import CATEGORIES, KEYPOINTS, category_by_name, flip_indices
from fashionkp.datasets.image_files import image_sizes
from fashionkp.datasets.splits import validation_mask
from fashionkp.fileio.atomic_file import atomic_folder

_IMAGES, _LABELS = 'images', 'labels'


def write_yolo(
    folder: str | Path,
    table: AnnotationTable,
    images: str | Path | None = None,
    category: str | None = None,
) -> dict[str, int]:
    """Write ``data.yaml``, images and labels, divided by the fixed split.

    Images are hard links if the file system allows them, else copies: Ultralytics looks for labels
    beside the target of a symbolic link. A garment's box surrounds its annotated points and is at
    least a pixel wide and high; a garment without any is left out.

    Args:
        folder: The folder to make; it appears once it is complete.
        table: The rows.
        images: Folder that the image ids are relative to; by default that of the archive around
            each file of the table.
        category: Write only this category's rows and key points, as a data set of one class; None
            writes all 24 key points and a class for each category.

    Returns:
        Number of images in ``'train'`` and ``'val'``, and of rows that are ``'left out'``.

    Raises:
        ValueError: If a key point is outside of its image, a side of the split has no image, or two
            images would have the same label file.
        FileExistsError: If the folder exists and is not empty.
        FileNotFoundError: If images are missing.
    """
    if category is not None:
        rows = np.flatnonzero(table.category_names == category_by_name(category).name)
        table = table.take(rows)
    annotated = np.any(table.visibility >= 0, axis=1)
    if not annotated.any():
        raise ValueError(f'no row{f" of category {category}" if category else ""} has points')
    table = table.take(annotated)
    with atomic_folder(folder) as work:
        counts = _write_files(work, table, images, category)
        (work / 'data.yaml').write_text(_data_yaml(category), encoding='utf-8')
    return {**counts, 'left out': int((~annotated).sum())}


def _write_files(
    folder: Path, table: AnnotationTable, images: str | Path | None, category: str | None
) -> dict[str, int]:
    """Write images and labels; return the number of images in ``'train'`` and ``'val'``."""
    sides = np.where(validation_mask(table.image_ids), 'val', 'train').tolist()
    counts = {side: sides.count(side) for side in ('train', 'val')}
    for side, count in counts.items():
        if not count:
            raise ValueError(f'side {side!r} of the split has none of {len(table)} images')
    labels = _labels(table, image_sizes(table, images), category)
    files = table.image_paths(images)
    for name, side, label, file in zip(_names(table), sides, labels, files, strict=True):
        _link_or_copy(file, folder / _IMAGES / side / name)
        path = (folder / _LABELS / side / name).with_suffix('.txt')
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(label)
    return counts


def _labels(table: AnnotationTable, sizes: np.ndarray, category: str | None) -> list[str]:
    """Return class, box and key points of each row, relative to the image size, for Ultralytics."""
    _require_inside(table, sizes)
    channels = list(category_by_name(category).keypoint_ids if category else range(len(KEYPOINTS)))
    annotated = (table.visibility >= 0)[..., None]
    boxes = _boxes(table) / np.tile(sizes, 2)
    points = np.where(annotated, table.keypoints / sizes[:, None], 0)
    lines = []
    for row in range(len(table)):
        number = 0 if category else int(table.category_ids[row])
        cells = [f'{number}', *(f'{value:.6f}' for value in boxes[row])]
        for point in channels:
            x, y = points[row, point]
            cells.append(f'{x:.6f} {y:.6f} {table.visibility[row, point] + 1}')
        lines.append(' '.join(cells) + '\n')
    return lines


def _require_inside(table: AnnotationTable, sizes: np.ndarray) -> None:
    """Raise if an annotated key point lies outside of its image; sizes are (N, 2), pixels."""
    outside = (table.visibility >= 0) & (table.keypoints > sizes[:, None]).any(-1)
    if outside.any():
        row, point = np.argwhere(outside)[0].tolist()
        x, y = table.keypoints[row, point]
        raise ValueError(
            f'{table.location(row)} ({table.image_ids[row]}), {KEYPOINTS[point]} = {x:g}, {y:g}: '
            f'expected a point in the image of {sizes[row, 0]} x {sizes[row, 1]} pixels '
            f'({int(outside.sum())} such points)'
        )


def _boxes(table: AnnotationTable) -> np.ndarray:
    """Return boxes around annotated points: center x, center y, width, height, (N, 4), pixels."""
    low, high = table.extents()
    low = np.minimum(low, np.maximum(high - 1, 0))
    high = np.maximum(high, low + 1)
    return np.concatenate([(low + high) / 2, high - low], axis=1)


def _names(table: AnnotationTable) -> list[str]:
    """Return the path of each image below the folder of its side."""
    names = []
    for image_id in table.image_ids:
        first, *rest = image_id.split('/')
        parts = rest if rest and first.lower() == _IMAGES else [first, *rest]
        # Ultralytics replaces the last folder of this name to find the labels
        folders = [f'{part}_' if part == _IMAGES else part for part in parts[:-1]]
        names.append('/'.join([*folders, parts[-1]]))
    rows: dict[str, int] = {}
    for row, name in enumerate(names):
        other = rows.setdefault(os.path.splitext(name)[0], row)
        if other != row:
            raise ValueError(
                f'{table.image_ids[other]} and {table.image_ids[row]} would have the same label '
                'file: rename one'
            )
    return names


def _link_or_copy(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        os.link(source.resolve(), target)
    except OSError:  # another file system, or one without links
        shutil.copyfile(source, target)


def _data_yaml(category: str | None) -> str:
    """Return the text of ``data.yaml``; without ``path``, its folder is the root."""
    keypoints: Sequence[str] = category_by_name(category).keypoints if category else KEYPOINTS
    names = [category] if category else list(CATEGORIES)
    # JSON in one line is valid YAML
    return '\n'.join(
        [
            f'train: {_IMAGES}/train',
            f'val: {_IMAGES}/val',
            f'kpt_shape: [{len(keypoints)}, 3]',
            f'flip_idx: {list(flip_indices(tuple(keypoints)))}',
            'names:',
            *(f'  {number}: {name}' for number, name in enumerate(names)),
            'kpt_names:',
            *(f'  {number}: {json.dumps(list(keypoints))}' for number in range(len(names))),
            '',
        ]
    )
