"""Reading images, except those whose file is cut off or that are too large to decode."""

from pathlib import Path

import cv2
import numpy as np

from fashionkp.images.completeness import is_complete, with_end
from fashionkp.images.header import FORMATS, UPRIGHT, ImageHeader, image_header
from fashionkp.images.transparency import decode_on_background

MAX_PIXELS = 200_000_000
"""Largest number of pixels of an image that is decoded, which takes 3 bytes each, and more while
decoding. The largest cameras of phones have as many; a file of a few kilobytes can state any size.
"""


def read_image(path: str | Path, name: str | None = None) -> np.ndarray:
    """Read an image and turn it upright by its EXIF orientation.

    Args:
        path: A file of one of the :data:`~fashionkp.images.header.FORMATS`. Of several frames, the
            first is read.
        name: Name of the image in errors; the path by default.

    Returns:
        (H, W, 3) uint8, BGR. A transparent image is put on white, see
        :mod:`fashionkp.images.transparency`.

    Raises:
        FileNotFoundError: If there is no such file.
        ValueError: If the file is not an image or is cut off, the image has more than
            :data:`MAX_PIXELS`, or two readers disagree about its size.
    """
    path, name = Path(path), str(path) if name is None else name
    if not path.is_file():
        raise FileNotFoundError(f'no image {name}')
    return decode_image(path.read_bytes(), name)


def decode_image(data: bytes, name: str, mode: int = cv2.IMREAD_COLOR) -> np.ndarray:
    """Decode an image; see :func:`read_image`.

    Args:
        data: Content of the file.
        name: Name of the image in errors.
        mode: How OpenCV decodes it: ``cv2.IMREAD_COLOR``, or a mode for grey, in which
            a transparent image is not reduced.
    """
    try:
        header = require_readable(data)
        if header.transparent:
            color = decode_on_background(data, header)
            return color if mode == cv2.IMREAD_COLOR else cv2.cvtColor(color, cv2.COLOR_BGR2GRAY)
        content = np.frombuffer(with_end(data, header.format), np.uint8)
        image = cv2.imdecode(content, mode)
        if image is None:
            raise ValueError('OpenCV cannot decode it')
        if mode in (cv2.IMREAD_COLOR, cv2.IMREAD_GRAYSCALE):
            _require_size(image, header)
    except (ValueError, cv2.error) as error:
        raise ValueError(f'cannot read image {name}: {error}') from error
    return image


def _require_size(image: np.ndarray, header: ImageHeader) -> None:
    """Raise ValueError if OpenCV and Pillow have read two images in one file."""
    height, width = image.shape[:2]
    sizes = [(header.width, header.height)]
    if header.orientation != UPRIGHT:
        sizes.append((header.height, header.width))
    if (width, height) not in sizes:
        raise ValueError(
            f'decoded to {width} x {height} pixels, expected {header.width} x {header.height} as '
            'in its header'
        )


def require_readable(data: bytes) -> ImageHeader:
    """Return the header of an image that may be decoded.

    OpenCV decodes what is left of a file that is cut off, and fills the rest with grey.

    Args:
        data: Content of the file.

    Raises:
        ValueError: If it is not an image, is cut off, or has more than :data:`MAX_PIXELS`.
    """
    header = image_header(data)
    if header is None:
        reason = 'not an image' if data else 'the file is empty'
        raise ValueError(f'{reason}: expected one of {", ".join(FORMATS)}')
    if header.pixels > MAX_PIXELS:
        raise ValueError(
            f'{header.width} x {header.height} pixels: expected at most '
            f'{MAX_PIXELS // 10**6} million'
        )
    if not is_complete(data, header.format):
        raise ValueError('the file is cut off')
    return header


def image_size(path: str | Path) -> tuple[int, int]:
    """Return width and height, in pixels, of the image that :func:`read_image` reads.

    Only the header is read, unless EXIF data state that the image has to be turned.

    Raises:
        FileNotFoundError: If there is no such file.
        ValueError: If it is not an image.
    """
    with Path(path).open('rb') as file:
        try:
            header = image_header(file)
        except ValueError as error:
            raise ValueError(f'cannot read image {path}: {error}') from error
    if header and header.orientation == UPRIGHT:
        return header.width, header.height
    height, width = read_image(path).shape[:2]
    return width, height
