"""Width and height of pictures without decoding them."""

import struct
from pathlib import Path
from typing import BinaryIO

# Start-of-frame markers hold the size; 0xC4, 0xC8 and 0xCC of that range mean other things.
_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_EXIF = 0xE1
# Markers without a length behind them, and the one that ends the header: none has a size after it.
_BARE = frozenset((0x01, *range(0xD0, 0xDB)))


def image_size(path: str | Path) -> tuple[int, int]:
    """Size of the picture that OpenCV reads from a file.

    The header of a JPEG is enough. Pictures of other formats, and those whose EXIF data may rotate
    them, are decoded.

    Args:
        path: The picture.

    Returns:
        (width, height), pixels.

    Raises:
        FileNotFoundError: There is no such file.
        ValueError: It is not a picture.

    Reference:
        ITU-T T.81, annex B: compressed data formats.
    """
    with Path(path).open('rb') as file:
        size = jpeg_size(file)
    return size or _decoded_size(Path(path))


def jpeg_size(file: BinaryIO, stored: bool = False) -> tuple[int, int] | None:
    """Size from the segments before a JPEG's data.

    Args:
        file: The picture, at its beginning.
        stored: Tell the size as it is stored, which EXIF data may turn.

    Returns:
        (width, height), pixels; None where the header does not tell, as where EXIF data may turn
        the picture and ``stored`` is not wanted.
    """
    if file.read(2) != b'\xff\xd8':
        return None
    while len(head := file.read(4)) == 4:
        while head[:2] == b'\xff\xff':  # a marker may be preceded by any number of these
            head = head[1:] + file.read(1)
        mark, kind, length = struct.unpack('>BBH', head.ljust(4, b'\0'))
        if mark != 0xFF or length < 2 or kind in _BARE or (kind == _EXIF and not stored):
            return None
        if kind in _FRAMES:
            frame = file.read(5)
            if len(frame) < 5:
                return None
            height, width = struct.unpack('>xHH', frame)
            return (width, height) if width and height else None
        file.seek(length - 2, 1)
    return None


def _decoded_size(path: Path) -> tuple[int, int]:
    import cv2

    picture = cv2.imread(str(path), cv2.IMREAD_COLOR)
    if picture is None:
        raise ValueError(f'{path}: not a picture that OpenCV can read')
    height, width = picture.shape[:2]
    return width, height
