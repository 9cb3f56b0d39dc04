"""Synthetic data sets in the layout of the official archives."""

import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import cv2
import numpy as np

from fashionkp.annotations import AnnotationTable, write_annotations
from fashionkp.categories import CATEGORY_IDS, OFFICIAL_CATEGORIES
from fashionkp.fileio.atomic_file import atomic_write
from fashionkp.progress import progress_bar
from fashionkp.synthetic.scene.render import draw_garment, image_category
from fashionkp.synthetic.workers import map_in_processes

_QUALITY = 92
_CHUNK = 16  # images per job of a worker

Row = tuple[str, int, np.ndarray, np.ndarray]


def image_id(seed: int, index: int, category: str | None = None) -> str:
    """Return the path of an image relative to the folder of its data set.

    Args:
        seed: Seed of the data set.
        index: Index of the image.
        category: Category of all images; see
            :func:`~fashionkp.synthetic.scene.render.image_category`.

    Example:
        >>> image_id(0, 1)
        'Images/outwear/c2eb282156233b5d827219971c8b04c2.jpg'
    """
    key = f'{seed}-{category}-{index}' if category else f'{seed}-{index}'
    folder = image_category(index, category)
    return f'Images/{folder}/{hashlib.md5(key.encode()).hexdigest()}.jpg'


def write_dataset(
    out: str | Path,
    num: int,
    seed: int,
    workers: int = 1,
    *,
    category: str | None = None,
    show_progress: bool = False,
) -> AnnotationTable:
    """Draw images and write them with their annotation table.

    Args:
        out: Folder to create, with ``Images/<category>/*.jpg`` and ``Annotations/train.csv``. The
            table is written last, when all images are complete.
        num: Number of images; a smaller data set of the same seed is the beginning of a larger one.
        seed: Random seed; the same seed gives the same bytes.
        workers: Number of processes that draw. They are spawned, so a script that uses more than
            one needs ``if __name__ == '__main__'``.
        category: Category to draw; by default, FashionAI's categories take turns.
        show_progress: Whether to show a progress bar.

    Returns:
        The annotation table.

    Raises:
        FileExistsError: If ``out`` is a file, or a folder that is not empty.
        ValueError: If ``num``, ``seed`` or ``workers`` is too small, or ``category`` is invalid.
    """
    out = Path(out)
    for name, value, minimum in (('num', num, 1), ('seed', seed, 0), ('workers', workers, 1)):
        if value < minimum:
            raise ValueError(f'{name} is {value}: expected at least {minimum}')
    folders = [image_category(index, category) for index in range(len(OFFICIAL_CATEGORIES))]
    _require_empty(out)
    for folder in folders:
        (out / 'Images' / folder).mkdir(parents=True, exist_ok=True)
    rows = _draw_rows(out, num, seed, workers=workers, category=category)
    table = _table(list(progress_bar(rows, total=num, show=show_progress)))
    write_annotations(out / 'Annotations' / 'train.csv', table)
    return table


def _require_empty(out: Path) -> None:
    if out.exists() and not out.is_dir():
        raise FileExistsError(f'{out} is a file: choose a folder that does not exist yet')
    if out.is_dir() and any(out.iterdir()):
        raise FileExistsError(
            f'{out} is not empty: choose another folder, or delete this one (images are not added '
            'to existing data)'
        )


def _draw_rows(
    out: Path, num: int, seed: int, *, workers: int, category: str | None
) -> Iterator[Row]:
    """Write the images, and yield their rows of the table in order."""
    if workers == 1:
        with _single_thread():
            for index in range(num):
                yield _write_image(out, seed, index, category)
        return
    chunks = (range(i, min(i + _CHUNK, num)) for i in range(0, num, _CHUNK))
    jobs = [(out, seed, chunk, category) for chunk in chunks]
    for rows in map_in_processes(_write_chunk, jobs, workers):
        yield from rows


@contextmanager
def _single_thread() -> Iterator[None]:
    """Let OpenCV use one thread."""
    before = cv2.getNumThreads()
    cv2.setNumThreads(1)
    try:
        yield
    finally:
        cv2.setNumThreads(before)


def _write_chunk(job: tuple[Path, int, range, str | None]) -> list[Row]:
    out, seed, indices, category = job
    return [_write_image(out, seed, index, category) for index in indices]


def _write_image(out: Path, seed: int, index: int, category: str | None) -> Row:
    garment = draw_garment(seed, index, category)
    name = image_id(seed, index, category)
    encoded, data = cv2.imencode('.jpg', garment.image, [cv2.IMWRITE_JPEG_QUALITY, _QUALITY])
    if not encoded:
        raise OSError(f'{out / name}: cannot encode the image')
    with atomic_write(out / name, 'wb') as file:
        file.write(data.tobytes())
    return name, CATEGORY_IDS[garment.category], garment.keypoints, garment.visibility


def _table(rows: list[Row]) -> AnnotationTable:
    names, categories, keypoints, visibility = zip(*rows, strict=True)
    return AnnotationTable(
        image_ids=np.array(names),
        category_ids=np.array(categories, np.int8),
        keypoints=np.rint(np.array(keypoints)),
        visibility=np.array(visibility, np.int8),
        labelled=np.ones(len(rows), bool),
    )


def default_workers() -> int:
    """Return the number of CPU cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, 'sched_getaffinity') else os.cpu_count() or 1
