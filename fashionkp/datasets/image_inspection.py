"""Opens images, several at a time, and notes what checks ask about them."""

import io
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np

from fashionkp.images.header import jpeg_frame
from fashionkp.images.reading import decode_image
from fashionkp.progress import progress_bar

THUMBNAIL = 32
"""Width and height of the grey image that images are compared by."""


@dataclass(frozen=True, eq=False)
class ImageFacts:
    """What was noted about an image.

    Attributes:
        path: Its file.
        missing: There is no such file.
        fault: Why it cannot be read; '' where it can.
        size: Width and height as OpenCV reads it, pixels; (0, 0) where it cannot be read.
        components: 1 of a grey image, 3 of colours, 4 of printing inks (CMYK); 0 if unknown.
        turned: Whether its EXIF data say that it is to be turned or mirrored.
        thumbnail: Grey, (32, 32) uint8; None where it cannot be read.
    """

    path: Path
    missing: bool = False
    fault: str = ''
    size: tuple[int, int] = (0, 0)
    components: int = 0
    turned: bool = False
    thumbnail: np.ndarray | None = None


def inspect_images(paths: Sequence[Path], *, show_progress: bool = False) -> list[ImageFacts]:
    """Open images in parallel.

    Args:
        paths: The files.
        show_progress: Whether to show a progress bar.

    Returns:
        What was noted of each, in the same order.
    """
    with ThreadPoolExecutor() as pool:  # OpenCV decodes without Python's lock
        facts = pool.map(inspect_image, paths)
        return list(progress_bar(facts, total=len(paths), show=show_progress))


def inspect_image(path: Path) -> ImageFacts:
    """Open an image, whatever is wrong with it."""
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        return ImageFacts(path, missing=True)
    except OSError as error:
        return ImageFacts(path, fault=str(error))
    try:
        return _facts(path, data)
    except ValueError as error:
        return ImageFacts(path, fault=str(error))


def _facts(path: Path, data: bytes) -> ImageFacts:
    def decoded(mode: int) -> np.ndarray:
        return decode_image(data, str(path), mode)

    small = cv2.IMREAD_REDUCED_GRAYSCALE_4  # takes a quarter of the time of all pixels
    grey = decoded(small)
    frame = jpeg_frame(io.BytesIO(data))
    if frame and not frame.exif:
        size, components, turned = frame.size, frame.components, False
    else:
        height, width = decoded(cv2.IMREAD_COLOR).shape[:2]
        size = width, height
        components = frame.components if frame else _channels(decoded(cv2.IMREAD_UNCHANGED))
        turned = not np.array_equal(grey, decoded(small | cv2.IMREAD_IGNORE_ORIENTATION))
    thumbnail = cv2.resize(grey, (THUMBNAIL, THUMBNAIL), interpolation=cv2.INTER_AREA)
    return ImageFacts(path, False, '', size, components, turned, thumbnail)


def _channels(image: np.ndarray) -> int:
    return 1 if image.ndim == 2 else 3
