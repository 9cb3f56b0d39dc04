"""Width and height of images without decoding them."""

import struct
from pathlib import Path
from typing import BinaryIO, NamedTuple

# Start-of-frame markers hold the size; 0xC4, 0xC8 and 0xCC of that range mean other things.
_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_EXIF = 0xE1
# Markers without a length behind them, and the one that ends the header: none has a size after it.
_BARE = frozenset((0x01, *range(0xD0, 0xDB)))


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

    Reference:
        ITU-T T.81, annex B: compressed data formats.
    """
    with Path(path).open('rb') as file:
        frame = jpeg_frame(file)
    return frame.size if frame and not frame.exif else _decoded_size(Path(path))


class JpegFrame(NamedTuple):
    """What a JPEG says of itself before its pixels.

    Attributes:
        size: Width and height as stored, which EXIF data may turn; pixels.
        components: 1 of a grey image, 3 of colours, 4 of printing inks (CMYK).
        exif: Whether it has a segment for EXIF data, which may say that it is to be turned.
    """

    size: tuple[int, int]
    components: int
    exif: bool


def jpeg_frame(file: BinaryIO) -> JpegFrame | None:
    """Read the segments before a JPEG's pixels; None where they do not tell, or of other formats.

    Args:
        file: The file, at its start.
    """
    exif = False
    if file.read(2) != b'\xff\xd8':
        return None
    while len(head := file.read(4)) == 4:
        while head[:2] == b'\xff\xff':  # a marker may be preceded by any number of these
            head = head[1:] + file.read(1)
        mark, kind, length = struct.unpack('>BBH', head.ljust(4, b'\0'))
        if mark != 0xFF or length < 2 or kind in _BARE:
            return None
        if kind in _FRAMES:
            frame = file.read(6)
            if len(frame) < 6:
                return None
            height, width, components = struct.unpack('>xHHB', frame)
            return JpegFrame((width, height), components, exif) if width and height else None
        exif |= kind == _EXIF
        file.seek(length - 2, 1)
    return None


def _decoded_size(path: Path) -> tuple[int, int]:
    from fashionkp.images.reading import read_image  # which reads JPEG headers by this module

    height, width = read_image(path).shape[:2]
    return width, height
