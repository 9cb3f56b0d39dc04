"""Tables as a data set for Ultralytics YOLO pose models."""

import json
import os
import secrets
import shutil
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from fashionkp.annotations import AnnotationTable
from fashionkp.categories import CATEGORIES, KEYPOINTS, category_by_name, flip_indices
from fashionkp.datasets.image_files import image_sizes
from fashionkp.datasets.splits import validation_mask

_IMAGES, _LABELS = 'images', 'labels'


def write_yolo(
    folder: str | Path,
    table: AnnotationTable,
    images: str | Path | None = None,
    category: str | None = None,
) -> dict[str, int]:
    """Write ``data.yaml``, images and labels, divided by the fixed split.

    Images are hard links where the file system allows it, else copies: Ultralytics looks for
    labels beside the file that a symbolic link leads to. The box of a garment is that around its
    annotated points, at least a pixel wide and high; one without any is left out.

    Args:
        folder: What to make; it appears, complete, when all is written.
        table: The rows.
        images: Folder that the image ids are relative to; by default that of the archive around
            each file of the table.
        category: Keep this category's rows and its points only, as a data set of one class; None
            keeps all, with all 24 points and a class for each category.

    Returns:
        Images of ``'train'`` and ``'val'``, and how many rows were ``'left out'``.

    Raises:
        ValueError: A point lies outside of its image, a side of the split has no image, or two
            images would have the same label file.
        FileExistsError: The folder is there and not empty.
        FileNotFoundError: Images are missing.
    """
    folder = Path(folder)
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise FileExistsError(f'{folder} is there already: choose another folder')
    wanted = np.ones(len(table), bool)
    if category is not None:
        wanted = table.category_names == category_by_name(category).name
    annotated = wanted & (table.visibility >= 0).any(1)
    if not annotated.any():
        raise ValueError(f'no row{f" of category {category}" if category else ""} has points')
    table = table.take(annotated)
    held_out = validation_mask(table.image_ids)
    counts = {'train': int((~held_out).sum()), 'val': int(held_out.sum())}
    for side, count in counts.items():
        if not count:
            raise ValueError(f'no image falls on side {side!r}: there are {len(table)}')
    lines = _label_lines(table, image_sizes(table, images), category)
    sides = np.where(held_out, 'val', 'train').tolist()
    work = folder.with_name(f'.{secrets.token_hex(6)}.tmp')
    try:
        for name, side, line, file in zip(
            _names(table), sides, lines, table.image_paths(images), strict=True
        ):
            _place(file, work / _IMAGES / side / name)
            label = (work / _LABELS / side / name).with_suffix('.txt')
            label.parent.mkdir(parents=True, exist_ok=True)
            label.write_text(line)
        (work / 'data.yaml').write_text(_description(category), encoding='utf-8')
        if folder.exists():
            folder.rmdir()
        work.rename(folder)
    finally:
        shutil.rmtree(work, ignore_errors=True)
    return {**counts, 'left out': int((wanted & ~annotated).sum())}


def _label_lines(table: AnnotationTable, sizes: np.ndarray, category: str | None) -> list[str]:
    """Class, box and points of each row in shares of the image, as Ultralytics reads them."""
    channels = list(category_by_name(category).keypoint_ids if category else range(len(KEYPOINTS)))
    annotated = table.visibility >= 0
    outside = annotated & (table.keypoints > sizes[:, None]).any(-1)
    if outside.any():
        row, point = (int(place) for place in np.argwhere(outside)[0])
        x, y = table.keypoints[row, point]
        raise ValueError(
            f'{table.location(row)} ({table.image_ids[row]}), {KEYPOINTS[point]} = {x:g}, {y:g}: '
            f'expected a point in the image of {sizes[row, 0]} x {sizes[row, 1]} pixels '
            f'({int(outside.sum())} such points)'
        )
    low = np.where(annotated[..., None], table.keypoints, np.inf).min(1)
    high = np.where(annotated[..., None], table.keypoints, -np.inf).max(1)
    low = np.minimum(low, np.maximum(high - 1, 0))
    high = np.maximum(high, low + 1)
    boxes = np.concatenate([(low + high) / 2, high - low], axis=1) / np.tile(sizes, 2)
    points = np.where(annotated[..., None], table.keypoints / sizes[:, None], 0)
    lines = []
    for row in range(len(table)):
        number = 0 if category else int(table.category_ids[row])
        cells = [f'{number}', *(f'{value:.6f}' for value in boxes[row])]
        for point in channels:
            x, y = points[row, point]
            cells.append(f'{x:.6f} {y:.6f} {table.visibility[row, point] + 1}')
        lines.append(' '.join(cells) + '\n')
    return lines


def _names(table: AnnotationTable) -> list[str]:
    """Path of each image below its side's folder."""
    names = []
    for image_id in table.image_ids:
        first, *rest = image_id.split('/')
        parts = rest if rest and first.lower() == _IMAGES else [first, *rest]
        # The last folder of this name is what Ultralytics replaces to find the labels.
        folders = [f'{part}_' if part == _IMAGES else part for part in parts[:-1]]
        names.append('/'.join([*folders, parts[-1]]))
    owners: dict[str, int] = {}
    for row, name in enumerate(names):
        other = owners.setdefault(os.path.splitext(name)[0], row)
        if other != row:
            raise ValueError(
                f'{table.image_ids[other]} and {table.image_ids[row]} would have the same label '
                'file: rename one'
            )
    return names


def _place(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        os.link(source.resolve(), target)
    except OSError:  # another file system, or one without links
        shutil.copyfile(source, target)


def _description(category: str | None) -> str:
    """``data.yaml``; without ``path``, its own folder is the root."""
    points: Sequence[str] = category_by_name(category).keypoints if category else KEYPOINTS
    names = [category] if category else list(CATEGORIES)
    # What JSON writes in one line is YAML too.
    return '\n'.join(
        [
            f'train: {_IMAGES}/train',
            f'val: {_IMAGES}/val',
            f'kpt_shape: [{len(points)}, 3]',
            f'flip_idx: {list(flip_indices(tuple(points)))}',
            'names:',
            *(f'  {number}: {name}' for number, name in enumerate(names)),
            'kpt_names:',
            *(f'  {number}: {json.dumps(list(points))}' for number in range(len(names))),
            '',
        ]
    )
