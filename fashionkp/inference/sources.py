"""Images to look at: in files, folders, patterns, tables, arrays and videos."""

import glob
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import NoReturn

import cv2
import numpy as np

from fashionkp.annotations import image_root, read_annotations
from fashionkp.fileio.object_store import is_uri
from fashionkp.images.reading import read_image

IMAGES = ('.jpg', '.jpeg', '.png', '.bmp', '.webp', '.tif', '.tiff')
"""Endings of the files that are taken from a folder."""

VIDEOS = ('.mp4', '.avi', '.mov', '.mkv', '.webm', '.m4v')
"""Endings of the files that are read as a video."""

Input = str | Path | np.ndarray
"""What stands for one or several images."""


@dataclass(frozen=True, eq=False)
class SourceImage:
    """An image that is read when it is wanted.

    Attributes:
        name: Its path as given, its id in a table, or a video's path and the frame's number such
            as ``walk.mp4#000012``; empty for an array.
        read: Returns it, (H, W, 3) uint8, BGR; raises OSError or ValueError, with its name, where
            that fails.
        category: Name of the garment's category where it is known.
        boxes: Where its garments are, (G, 4), x0, y0, x1, y1 in pixels; None where that is unknown.
    """

    name: str
    read: Callable[[], np.ndarray]
    category: str | None = None
    boxes: np.ndarray | None = None


def find_images(inputs: Input | Iterable[Input]) -> 'list[list[SourceImage] | Video]':
    """Find what inputs stand for, without reading an image.

    Args:
        inputs: One or several of: an image's path; a folder, searched with all its folders; a
            pattern such as ``'shop/*/front.jpg'`` (``**`` for any depth); a FashionAI table such as
            ``test.csv``, whose categories are taken; a video; a URI or a Parquet file, see
            :func:`~fashionkp.inference.object_store_images.stored_images`; an array (H, W, 3) uint8, BGR, or
            several as (N, H, W, 3).

    Returns:
        The images or the :class:`Video` that each input stands for; those of a folder or pattern
        in the order of their names.

    Raises:
        FileNotFoundError: There is no such file, or no image in a folder or for a pattern.
        ValueError: An array of another kind, or a malformed table.
    """
    if isinstance(inputs, str | Path | np.ndarray):
        inputs = [inputs]
    return [_found(one) for one in inputs]


def _found(one: Input) -> 'list[SourceImage] | Video':
    if isinstance(one, np.ndarray):
        return _arrays(one)
    path = Path(one)
    if is_uri(str(one)) or path.suffix == '.parquet':
        from fashionkp.inference.object_store_images import (
            stored_images,  # which imports this module
        )

        return stored_images(str(one))
    if path.is_dir():
        return _named(images_in(path), f'{path}: no image in this folder')
    if path.is_file():
        if path.suffix.lower() == '.csv':
            return _rows(path)
        return Video(path) if path.suffix.lower() in VIDEOS else _named([path])
    if glob.has_magic(str(one)):
        paths = sorted(Path(name) for name in glob.glob(str(one), recursive=True))
        return _named([path for path in paths if path.is_file()], f'{one}: matches no file')
    raise FileNotFoundError(f'{one}: no such file or folder')


def images_in(folder: Path) -> list[Path]:
    """Images of a folder and all folders in it, by their endings, in the order of their names.

    Raises:
        OSError: One of the folders cannot be read.
    """
    paths = (
        Path(place, name)
        for place, _, names in os.walk(folder, onerror=_refuse_folder)
        for name in names
    )
    return sorted(
        path
        for path in paths
        # other systems leave hidden files that only end like images
        if path.suffix.lower() in IMAGES and not path.name.startswith('.') and path.is_file()
    )


def _refuse_folder(error: OSError) -> NoReturn:
    """Tell of a folder that may not be read, whose images would be missing in silence."""
    raise error


def _named(paths: Sequence[Path], reason: str = '') -> list[SourceImage]:
    if not paths:
        raise FileNotFoundError(f'{reason}: expected {", ".join(IMAGES)}')
    return [
        SourceImage(str(path), partial(read_image, path.absolute(), str(path))) for path in paths
    ]


def _rows(path: Path) -> list[SourceImage]:
    """The images that a table names."""
    table, root = read_annotations(path), image_root(path)
    if not len(table):
        raise ValueError(f'{path}: the table has no rows')
    rows = zip(table.image_ids.tolist(), table.category_names.tolist(), strict=True)
    return [
        SourceImage(name, partial(read_image, (root / name).absolute(), str(root / name)), category)
        for name, category in rows
    ]


def _arrays(array: np.ndarray) -> list[SourceImage]:
    images = array if array.ndim == 4 else array[None]
    if images.ndim != 4 or images.shape[-1] != 3 or images.dtype != np.uint8 or not images.size:
        raise ValueError(
            f'an array of shape {array.shape} and type {array.dtype}: expected (H, W, 3) or '
            '(N, H, W, 3), uint8, blue first'
        )
    return [SourceImage('', partial(np.asarray, image)) for image in images]


class Video:
    """The frames of a video as images, read one after another.

    Args:
        path: The video.
    """

    def __init__(self, path: Path) -> None:
        self.path = path

    def __len__(self) -> int:
        """How many frames the file says that it has; some files lie."""
        capture = cv2.VideoCapture(str(self.path))
        try:
            return max(0, int(capture.get(cv2.CAP_PROP_FRAME_COUNT)))
        finally:
            capture.release()

    def __iter__(self) -> Iterator[SourceImage]:
        """The frames; a video that cannot be read gives one image that cannot be read."""
        capture, number = cv2.VideoCapture(str(self.path)), 0
        try:
            while True:
                there, frame = capture.read()
                if not there:
                    break
                yield SourceImage(f'{self.path}#{number:06}', partial(np.asarray, frame))
                number += 1
        finally:
            capture.release()
        if not number:
            yield SourceImage(str(self.path), self._refuse)

    def _refuse(self) -> np.ndarray:
        raise ValueError(f'cannot read video {self.path}: not one that OpenCV can read')
