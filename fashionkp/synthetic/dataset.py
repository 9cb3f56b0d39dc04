"""Writes drawn garments in the layout of the official archives."""

import hashlib
import os
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing import get_context
from pathlib import Path

import cv2
import numpy as np

from fashionkp.annotations import AnnotationTable, write_annotations
from fashionkp.categories import CATEGORIES, OFFICIAL_CATEGORIES
from fashionkp.fileio.atomic_file import atomic_write
from fashionkp.progress import progress_bar
from fashionkp.synthetic.scene.render import draw_garment, drawn_category

_QUALITY = 92
_CHUNK = 16  # images that a process takes at a time

Row = tuple[str, int, np.ndarray, np.ndarray]


def image_id(seed: int, index: int, category: str | None = None) -> str:
    """Path of an image below the data set's folder.

    Args:
        seed: Of the data set.
        index: Of the image.
        category: What the data set shows, as for :func:`drawn_category`.

    Example:
        >>> image_id(0, 1)
        'Images/outwear/c2eb282156233b5d827219971c8b04c2.jpg'
    """
    key = f'{seed}-{category}-{index}' if category else f'{seed}-{index}'
    folder = drawn_category(index, category)
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
    """Draw images and their annotations into a folder.

    Args:
        out: Folder to make: ``Images/<category>/*.jpg`` and ``Annotations/train.csv``. The table
            is written last: where it stands, the images are complete.
        num: How many images; those of a smaller number are the first of a larger one.
        seed: Of the random decisions; the same seed gives the same bytes.
        workers: Processes that draw; with more than one, a script that calls this needs the usual
            ``if __name__ == '__main__'``, as they are started afresh.
        category: What to draw, as for :func:`drawn_category`.
        show_progress: Whether to show a progress bar.

    Returns:
        The annotations that were written.

    Raises:
        FileExistsError: ``out`` is a file, or a folder that is not empty.
        ValueError: ``num``, ``seed`` or ``workers`` is too small, or ``category`` cannot be drawn.
    """
    out = Path(out)
    for name, value, least in (('num', num, 1), ('seed', seed, 0), ('workers', workers, 1)):
        if value < least:
            raise ValueError(f'{name} is {value}: expected at least {least}')
    folders = [drawn_category(index, category) for index in range(len(OFFICIAL_CATEGORIES))]
    _refuse_other_data(out)
    for folder in folders:
        (out / 'Images' / folder).mkdir(parents=True, exist_ok=True)
    rows = _written(out, num, seed, workers, category)
    table = _table(list(progress_bar(rows, total=num, show=show_progress)))
    write_annotations(out / 'Annotations' / 'train.csv', table)
    return table


def _refuse_other_data(out: Path) -> None:
    if out.exists() and not out.is_dir():
        raise FileExistsError(f'{out} is a file: name a folder that does not exist yet')
    if out.is_dir() and any(out.iterdir()):
        raise FileExistsError(
            f'{out} is not empty, and images are not mixed into other data: '
            f'name another folder or delete this one'
        )


def _written(out: Path, num: int, seed: int, workers: int, category: str | None) -> Iterator[Row]:
    if workers == 1:
        with _one_thread():
            for index in range(num):
                yield _write_image(out, seed, index, category)
        return
    chunks = (range(i, min(i + _CHUNK, num)) for i in range(0, num, _CHUNK))
    jobs = [(out, seed, chunk, category) for chunk in chunks]
    # Not forked: the caller may have threads (PyTorch, OpenCV) that a fork would lock up.
    context = get_context('spawn')
    with ProcessPoolExecutor(min(workers, len(jobs)), context, cv2.setNumThreads, (1,)) as pool:
        for rows in pool.map(_write_chunk, jobs):
            yield from rows


@contextmanager
def _one_thread() -> Iterator[None]:
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
    done, data = cv2.imencode('.jpg', garment.image, [cv2.IMWRITE_JPEG_QUALITY, _QUALITY])
    if not done:
        raise OSError(f'{out / name}: the image could not be encoded')
    with atomic_write(out / name, 'wb') as file:
        file.write(data.tobytes())
    return name, list(CATEGORIES).index(garment.category), garment.keypoints, garment.visibility


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
    """Processes for the cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, 'sched_getaffinity') else os.cpu_count() or 1
