"""Reading images, and refusing those whose file is cut off or too large to decode."""

from pathlib import Path

import cv2
import numpy as np

from fashionkp.images.header import FORMATS, image_header, jpeg_frame

MAX_PIXELS = 200_000_000
"""Most pixels of an image that is decoded, which takes 3 bytes each, and more on the way.

That is what the largest cameras of telephones take. A few kilobytes can claim to be any size.
"""

_JPEG, _PNG, _WEBP = b'\xff\xd8', b'\x89PNG\r\n\x1a\n', b'WEBP'
_SCAN, _JPEG_END = b'\xff\xda', b'\xff\xd9'


def read_image(path: str | Path, name: str | None = None) -> np.ndarray:
    """Read an image, turned upright where its EXIF data say how.

    Args:
        path: One of :data:`~fashionkp.images.header.FORMATS`. Of several frames, the first.
        name: What errors call it; the path by default.

    Returns:
        (H, W, 3) uint8, BGR.

    Raises:
        FileNotFoundError: There is no such file.
        ValueError: It is not an image, is cut off, or has more than :data:`MAX_PIXELS`. OpenCV
            would fill what is missing with grey.
    """
    path, name = Path(path), str(path) if name is None else name
    if not path.is_file():
        raise FileNotFoundError(f'no image {name}')
    return decode_image(path.read_bytes(), name)


def image_size(path: str | Path) -> tuple[int, int]:
    """Size of the image that OpenCV reads from a file.

    The header of a JPEG is enough. Images of other formats, and those whose EXIF data may rotate
    them, are decoded.

    Args:
        path: The image.

    Returns:
        (width, height), pixels.

    Raises:
        FileNotFoundError: There is no such file.
        ValueError: It is not an image.

    """
    with Path(path).open('rb') as file:
        frame = jpeg_frame(file)
    if frame and not frame.exif:
        return frame.size
    height, width = read_image(path).shape[:2]
    return width, height


def decode_image(data: bytes, name: str, mode: int = cv2.IMREAD_COLOR) -> np.ndarray:
    """Decode an image, as :func:`read_image` does.

    Args:
        data: Content of its file.
        name: What errors call it.
        mode: How OpenCV is to decode it, such as ``cv2.IMREAD_GRAYSCALE``.
    """
    if reason := fault(data):
        raise ValueError(f'cannot read image {name}: {reason}')
    try:
        image = cv2.imdecode(np.frombuffer(data, np.uint8), mode)
    except cv2.error as error:
        raise ValueError(f'cannot read image {name}: {error}') from error
    if image is None:
        raise ValueError(f'cannot read image {name}: not an image that OpenCV can read')
    return image


def fault(data: bytes) -> str:
    """What is wrong with the file of an image, as far as that is seen without decoding it.

    Args:
        data: Its content.

    Returns:
        Why it must not be decoded; empty where nothing speaks against it.
    """
    try:
        header = image_header(data)
    except ValueError as error:
        return str(error)
    if header is None:
        what = 'not an image' if data else 'the file is empty'
        return f'{what}: expected one of {", ".join(FORMATS)}'
    if header.pixels > MAX_PIXELS:
        return (
            f'{header.width} x {header.height} pixels: expected at most '
            f'{MAX_PIXELS // 10**6} million'
        )
    return '' if _complete(data) else 'the file is cut off'


def _complete(data: bytes) -> bool:
    """Whether a file has its end, of those formats that say where it is."""
    if data.startswith(_JPEG):
        return data.rfind(_JPEG_END, _first_scan(data)) > 0  # nearly always the last two bytes
    if data.startswith(_PNG):
        return _has_png_end(data)
    if data.startswith(b'RIFF') and data[8:12] == _WEBP:
        return len(data) >= 8 + int.from_bytes(data[4:8], 'little')
    return True


def _has_png_end(data: bytes) -> bool:
    """Whether the chunks of a PNG lead through its pixels to its last chunk, within the data.

    OpenCV takes as much memory as a chunk says that it is long, be it there or not.

    Reference:
        W3C, Portable Network Graphics (PNG) Specification, section 5.3: chunk layout.
    """
    place, pixels = len(_PNG), False
    while place + 12 <= len(data):
        kind = data[place + 4 : place + 8]
        place += 12 + int.from_bytes(data[place : place + 4], 'big')
        if kind == b'IEND':
            return pixels and place <= len(data)
        pixels = pixels or kind == b'IDAT'
    return False


def _first_scan(data: bytes) -> int:
    """Where the pixels of a JPEG begin, behind segments that may hold a preview with its own end.

    Reference:
        ITU-T T.81, annex B: compressed data formats.
    """
    place = 2
    while data[place : place + 1] == b'\xff' and data[place : place + 2] != _SCAN:
        place += 2 + int.from_bytes(data[place + 2 : place + 4], 'big')
    return place
