"""Opens pictures, several at a time, and notes what checks ask about them."""

import io
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np

from fashionkp.image_size import jpeg_frame
from fashionkp.images.reading import decode_picture

THUMBNAIL = 32
"""Width and height of the grey picture that pictures are compared by."""


@dataclass(frozen=True, eq=False)
class PictureFacts:
    """What was noted about a picture.

    Attributes:
        path: Its file.
        missing: There is no such file.
        fault: Why it cannot be read; '' where it can.
        size: Width and height as OpenCV reads it, pixels; (0, 0) where it cannot be read.
        components: 1 of a grey picture, 3 of colours, 4 of printing inks (CMYK); 0 if unknown.
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


def inspect_pictures(
    paths: Sequence[Path], progress: Callable[[int], None] | None = None
) -> list[PictureFacts]:
    """Open pictures in parallel.

    Args:
        paths: The files.
        progress: Called with the number of pictures done.

    Returns:
        What was noted of each, in the same order.
    """
    facts = []
    with ThreadPoolExecutor() as pool:  # OpenCV decodes without Python's lock
        for fact in pool.map(inspect_picture, paths):
            facts.append(fact)
            if progress:
                progress(len(facts))
    return facts


def inspect_picture(path: Path) -> PictureFacts:
    """Open a picture, whatever is wrong with it."""
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        return PictureFacts(path, missing=True)
    except OSError as error:
        return PictureFacts(path, fault=str(error))
    try:
        return _facts(path, data)
    except ValueError as error:
        return PictureFacts(path, fault=str(error))


def _facts(path: Path, data: bytes) -> PictureFacts:
    def decoded(mode: int) -> np.ndarray:
        return decode_picture(data, str(path), mode)

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
    return PictureFacts(path, False, '', size, components, turned, thumbnail)


def _channels(picture: np.ndarray) -> int:
    return 1 if picture.ndim == 2 else 3
