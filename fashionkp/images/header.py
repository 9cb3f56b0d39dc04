"""Format and size of images in memory, from their first bytes and without decoding them."""

import re
import struct
from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO
from typing import BinaryIO, NamedTuple

# Start-of-frame markers hold the size; 0xC4, 0xC8 and 0xCC of that range mean other things.
_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_EXIF = 0xE1
# Markers without a length behind them, and the one that ends the header: none has a size after it.
_BARE = frozenset((0x01, *range(0xD0, 0xDB)))
_TIFF_SIZE = (256, 257)  # tags of width and height
_TIFF_WHOLE = {3: 'H', 4: 'I'}  # kinds of whole numbers that they may be


@dataclass(frozen=True)
class ImageHeader:
    """What the first bytes of an image tell.

    Attributes:
        format: One of :data:`FORMATS`.
        width: As stored, before EXIF data turn the image; pixels.
        height: As stored, pixels.
    """

    format: str
    width: int
    height: int

    @property
    def pixels(self) -> int:
        """How many pixels it has."""
        return self.width * self.height


def image_header(data: bytes) -> ImageHeader | None:
    """Read the header of an image.

    Args:
        data: Content of its file.

    Returns:
        The header, or None where the file has none of the known formats.

    Raises:
        ValueError: The header is cut off, malformed, or tells of no pixels.

    Example:
        >>> image_header(b'BM' + bytes(16) + b'\\x02\\0\\0\\0\\xfd\\xff\\xff\\xff')
        ImageHeader(format='BMP', width=2, height=3)
    """
    name = next((name for name, one in _FORMATS.items() if one.begins(data)), None)
    if name is None:
        return None
    try:
        width, height = _FORMATS[name].size(data)
    except struct.error:
        raise ValueError(f'the header of this {name} file is cut off or malformed') from None
    if not (width > 0 and height > 0):
        raise ValueError(f'the header of this {name} file tells a size of {width} x {height}')
    return ImageHeader(name, width, height)


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


def _jpeg(data: bytes) -> tuple[int, int]:
    frame = jpeg_frame(BytesIO(data))
    if frame is None:
        raise struct.error
    return frame.size


def _png(data: bytes) -> tuple[int, int]:
    kind, width, height = struct.unpack_from('>4sII', data, 12)
    if kind != b'IHDR':
        raise struct.error
    return width, height


def _webp(data: bytes) -> tuple[int, int]:
    """Size in the header of each of the three kinds.

    Reference:
        RFC 9649, WebP Image Format, sections 2.5 to 2.7.
    """
    kind = data[12:16]
    if kind == b'VP8X':  # 24 bits each, less one
        low_w, high_w, low_h, high_h = struct.unpack_from('<HBHB', data, 24)
        return (high_w << 16 | low_w) + 1, (high_h << 16 | low_h) + 1
    if kind == b'VP8L':  # 14 bits each, less one
        signature, bits = struct.unpack_from('<BI', data, 20)
        if signature == 0x2F:
            return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    if kind == b'VP8 ':  # 14 bits each, and two of scaling that decoders ignore
        start, width, height = struct.unpack_from('<3sHH', data, 23)
        if start == b'\x9d\x01\x2a':
            return width & 0x3FFF, height & 0x3FFF
    raise struct.error


def _bmp(data: bytes) -> tuple[int, int]:
    (header,) = struct.unpack_from('<I', data, 14)
    width, height = struct.unpack_from('<HH' if header == 12 else '<ii', data, 18)
    return width, abs(height)  # a negative height: from the top


def _gif(data: bytes) -> tuple[int, int]:
    width, height = struct.unpack_from('<HH', data, 6)
    return width, height


def _tiff(data: bytes) -> tuple[int, int]:
    """Size in the first directory.

    Reference:
        TIFF, revision 6.0, section 2: image file directory.
    """
    order = '<' if data.startswith(b'II') else '>'
    (place,) = struct.unpack_from(f'{order}I', data, 4)
    (count,) = struct.unpack_from(f'{order}H', data, place)
    sizes = {}
    for entry in range(place + 2, place + 2 + 12 * count, 12):
        tag, kind = struct.unpack_from(f'{order}HH', data, entry)
        if tag in _TIFF_SIZE and kind in _TIFF_WHOLE:
            sizes[tag] = struct.unpack_from(order + _TIFF_WHOLE[kind], data, entry + 8)[0]
    if len(sizes) < len(_TIFF_SIZE):
        raise struct.error
    return sizes[_TIFF_SIZE[0]], sizes[_TIFF_SIZE[1]]


def _avif(data: bytes) -> tuple[int, int]:
    """The largest of the sizes that the properties of its images and tiles tell.

    Reference:
        ISO/IEC 23008-12, section 6.5.3: image spatial extents.
    """
    places = [found.end() for found in re.finditer(b'ispe', data)]
    sizes = [struct.unpack_from('>4xII', data, place) for place in places]
    if not sizes:
        raise struct.error
    width, height = max(sizes, key=lambda size: size[0] * size[1])
    return width, height


class _Format(NamedTuple):
    """Its first bytes, one of several at a place, and what reads the size."""

    signatures: tuple[bytes, ...]
    place: int
    size: Callable[[bytes], tuple[int, int]]

    def begins(self, data: bytes) -> bool:
        return data.startswith(self.signatures, self.place)


_FORMATS = {
    'JPEG': _Format((b'\xff\xd8\xff',), 0, _jpeg),
    'PNG': _Format((b'\x89PNG\r\n\x1a\n',), 0, _png),
    'WebP': _Format((b'WEBP',), 8, _webp),
    'BMP': _Format((b'BM',), 0, _bmp),
    'TIFF': _Format((b'II*\0', b'MM\0*'), 0, _tiff),
    'GIF': _Format((b'GIF87a', b'GIF89a'), 0, _gif),
    'AVIF': _Format((b'ftypavif', b'ftypavis'), 4, _avif),
}

FORMATS = tuple(_FORMATS)
"""The formats whose headers are read here."""
