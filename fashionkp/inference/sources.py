"""Input images: from files, folders, glob patterns, tables, arrays and videos."""

import glob
from collections.abc import Collection, Iterable, Iterator, Sequence
from functools import partial
from pathlib import Path

import cv2
import numpy as np
from PIL import Image

from fashionkp.annotations import read_annotations
from fashionkp.fileio.folder_files import files_in, left_out_text
from fashionkp.fileio.object_store import PARQUET, is_uri
from fashionkp.images.image_like import ImageLike
from fashionkp.images.pillow import pillow_array
from fashionkp.images.reading import read_image
from fashionkp.images.suffixes import IMAGE_SUFFIXES
from fashionkp.inference.object_store_images import stored_images
from fashionkp.inference.source_image import VIDEO_SUFFIXES, SourceImage, frame_name

_MAX_RATE, _DEFAULT_RATE = 1000.0, 25.0  # frames per second


def find_images(
    inputs: ImageLike | Iterable[ImageLike],
    left_out: list[str] | None = None,
    without: Collection[str | Path] = (),
) -> 'list[list[SourceImage] | Video]':
    """Find the images that inputs stand for, without reading them.

    Args:
        inputs: One or several of: the path of an image; a folder, which is searched recursively; a
            glob pattern such as ``'shop/*/front.jpg'`` (``**`` for any depth); a FashionAI table
            such as ``test.csv``, whose categories are used; a video; a URI or a Parquet file, see
            :func:`~fashionkp.inference.object_store_images.stored_images`; an array (H, W, 3)
            uint8, BGR, or several as (N, H, W, 3); an image of Pillow.
        left_out: List that the names of files are added to that lie in a folder but are left out;
            see :mod:`fashionkp.fileio.folder_files`.
        without: Paths or URIs of folders that are left out where they lie in a given folder.

    Returns:
        For each input its images or its :class:`Video`; the images of a folder or pattern are
        sorted by name.

    Raises:
        FileNotFoundError: If a file does not exist, or a folder or pattern has no image.
        ValueError: If an array has another shape or type, or a table is malformed.
    """
    if isinstance(inputs, ImageLike):
        inputs = [inputs]
    names: list[str] = [] if left_out is None else left_out
    return [_images_of(source, names, without) for source in inputs]


def _images_of(
    source: ImageLike, left_out: list[str], without: Collection[str | Path]
) -> 'list[SourceImage] | Video':
    if isinstance(source, np.ndarray):
        return _from_array(source)
    if isinstance(source, Image.Image):
        return [SourceImage('', partial(pillow_array, source))]
    path = Path(source)
    suffix = path.suffix.lower()
    if is_uri(str(source)) or suffix == PARQUET:
        return stored_images(str(source), left_out, [str(each) for each in without])
    if path.is_dir():
        folders = [Path(each) for each in without if not is_uri(str(each))]
        files = files_in(path, IMAGE_SUFFIXES, folders)
        left_out += map(str, files.left_out)
        others = f' ({left_out_text(files.left_out)})' if files.left_out else ''
        return _from_paths(files.used, f'{path}: no image in this folder{others}')
    if path.is_file():
        if suffix == '.csv':
            return _from_table(path)
        return Video(path) if suffix in VIDEO_SUFFIXES else _from_paths([path])
    if glob.has_magic(str(source)):
        paths = sorted(Path(name) for name in glob.glob(str(source), recursive=True))
        return _from_paths([p for p in paths if p.is_file()], f'{source}: matches no file')
    raise FileNotFoundError(f'{source}: no such file or folder')


def _from_paths(paths: Sequence[Path], error: str = '') -> list[SourceImage]:
    if not paths:
        raise FileNotFoundError(f'{error}: expected {", ".join(IMAGE_SUFFIXES)}')
    return [
        SourceImage(str(path), partial(read_image, path.absolute(), str(path)), file=path)
        for path in paths
    ]


def _from_table(path: Path) -> list[SourceImage]:
    """Return the images that the rows of an annotation table name."""
    table = read_annotations(path)
    if not len(table):
        raise ValueError(f'{path}: the table has no rows')
    names, files = table.image_ids.tolist(), table.image_paths()
    return [
        SourceImage(name, partial(read_image, file, str(file)), category, file=file)
        for name, file, category in zip(names, files, table.category_names.tolist(), strict=True)
    ]


def _from_array(array: np.ndarray) -> list[SourceImage]:
    images = array if array.ndim == 4 else array[None]
    if images.ndim != 4 or images.shape[-1] != 3 or images.dtype != np.uint8 or not images.size:
        raise ValueError(
            f'an array of shape {array.shape} and type {array.dtype}: expected (H, W, 3) or '
            '(N, H, W, 3), uint8, BGR'
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
        """Number of frames that the file states, which may be wrong; 1 if it states none."""
        capture = cv2.VideoCapture(str(self.path))
        try:
            return max(1, int(capture.get(cv2.CAP_PROP_FRAME_COUNT)))
        finally:
            capture.release()

    @property
    def frames_per_second(self) -> float:
        """Frames per second that the file states, or 25."""
        capture = cv2.VideoCapture(str(self.path))
        try:
            rate = capture.get(cv2.CAP_PROP_FPS)
        finally:
            capture.release()
        return rate if 0 < rate < _MAX_RATE else _DEFAULT_RATE

    def __iter__(self) -> Iterator[SourceImage]:
        """Yield the frames; for an unreadable video, one image whose reading fails."""
        capture, number = cv2.VideoCapture(str(self.path)), 0
        try:
            while True:
                success, frame = capture.read()
                if not success:
                    break
                yield SourceImage(frame_name(str(self.path), number), partial(np.asarray, frame))
                number += 1
        finally:
            capture.release()
        if not number:
            yield SourceImage(str(self.path), self._fail)

    def _fail(self) -> np.ndarray:
        raise ValueError(f'cannot read video {self.path}: OpenCV cannot decode it')
