"""Writing images in the format of the file's name."""

from pathlib import Path
from zlib import crc32

import cv2
import numpy as np

from fashionkp.fileio.atomic_file import atomic_write
from fashionkp.images.suffixes import OUTPUT_SUFFIXES

_PNG_HEADER_END = 33


def write_image(path: str | Path, image: np.ndarray, comment: str = '') -> None:
    """Write an image.

    Args:
        path: The file, with one of the :data:`~fashionkp.images.suffixes.OUTPUT_SUFFIXES`; it
            appears once it is complete.
        image: (H, W, 3) uint8, BGR.
        comment: ASCII text to store in the file.

    Raises:
        ValueError: If the file's suffix is another one.
    """
    require_image_name(path)
    with atomic_write(path, 'wb') as file:
        file.write(encoded_image(path, image, comment))


def encoded_image(path: str | Path, image: np.ndarray, comment: str = '') -> bytes:
    """Return the content of the file that :func:`write_image` writes."""
    require_image_name(path)
    data = cv2.imencode(Path(path).suffix.lower(), image)[1].tobytes()
    return _with_comment(data, comment.encode('ascii')) if comment else data


def _with_comment(data: bytes, comment: bytes) -> bytes:
    """Return a JPEG or PNG file with a comment after its first segment or chunk."""
    if data.startswith(b'\xff\xd8'):
        start = 4 + int.from_bytes(data[4:6], 'big')
        part = b'\xff\xfe' + (len(comment) + 2).to_bytes(2, 'big') + comment
    else:
        start, chunk = _PNG_HEADER_END, b'tEXtComment\0' + comment
        part = (len(chunk) - 4).to_bytes(4, 'big') + chunk + crc32(chunk).to_bytes(4, 'big')
    return data[:start] + part + data[start:]


def require_image_name(path: str | Path) -> None:
    """Raise ValueError unless :func:`write_image` can write a file with this suffix."""
    if Path(path).suffix.lower() not in OUTPUT_SUFFIXES:
        raise ValueError(f'{path}: expected a name that ends with {", ".join(OUTPUT_SUFFIXES)}')
