"""Find out whether the file of an image is cut off, which decoders hide by filling with grey."""

from collections.abc import Callable
from io import BytesIO

from PIL import Image

_FILLINGS = (b'\0', b'\x5a', b'\xa7')
_SCAN, _JPEG_END = b'\xff\xda', b'\xff\xd9'
_FILL_BYTE = 0xFF
# Markers without a length after them, and the end of the image: none belongs before the first scan.
_BARE_MARKERS = frozenset((0x01, *range(0xD0, 0xDA)))
_PNG_SIGNATURE_LENGTH = 8


def is_complete(data: bytes, image_format: str) -> bool:
    """Return whether a file has its end, if its format marks it.

    Args:
        data: Content of the file.
        image_format: One of :data:`~fashionkp.images.header.FORMATS`. The ends of JPEG, PNG and
            WebP are known; files of other formats count as complete.
    """
    check = _CHECKS.get(image_format)
    return check is None or check(data)


def with_end(data: bytes, image_format: str) -> bytes:
    """Return a file that :func:`is_complete`, with its end if it is a JPEG without one.

    Some cameras and programs leave the end out; OpenCV does not decode such a file.
    """
    if image_format != 'JPEG':
        return data
    scan = _scan_position(data)
    if scan is None or data.rfind(_JPEG_END, scan) > 0:
        return data
    return _without_half_marker(data) + _JPEG_END


def _jpeg_is_complete(data: bytes) -> bool:
    """Return whether segments lead to a scan, and its end or all its pixels follow."""
    scan = _scan_position(data)
    if scan is None:
        return False
    # nearly always the last two bytes
    return data.rfind(_JPEG_END, scan) > 0 or _has_all_pixels(data, scan)


def _has_all_pixels(data: bytes, scan: int) -> bool:
    """Return whether a JPEG without an end has the data of all pixels.

    What follows then changes no pixel. In images of several scans, later ones could be missing.
    """
    pixels = _without_half_marker(data)
    parameters = data[scan + 4 : scan + 5]  # after marker and length: number of components
    try:
        with Image.open(BytesIO(data)) as image:
            components = len(image.getbands())
            several_scans = 'progressive' in image.info or parameters != bytes((components,))
        if several_scans:
            return False
        first, *others = (
            Image.open(BytesIO(pixels + filling * 64 + _JPEG_END)).tobytes()
            for filling in _FILLINGS
        )
    except (OSError, ValueError, SyntaxError):  # of Pillow, which cannot decode it
        return False
    return all(other == first for other in others)


def _without_half_marker(data: bytes) -> bytes:
    return data.rstrip(b'\xff')


def _scan_position(data: bytes) -> int | None:
    """Return where the first scan begins; None if the segments do not lead to it.

    The segments may contain a preview with its own end.

    Reference:
        ITU-T T.81, annex B: compressed data formats.
    """
    position = 2
    while data[position : position + 2] != _SCAN:
        if data[position : position + 1] != b'\xff' or position + 4 > len(data):
            return None
        marker = data[position + 1]
        if marker == _FILL_BYTE:
            position += 1
            continue
        length = int.from_bytes(data[position + 2 : position + 4], 'big')
        if marker in _BARE_MARKERS or length < 2:
            return None  # decoders differ in what they skip here, and thereby in the size
        position += 2 + length
    return position


def _png_is_complete(data: bytes) -> bool:
    """Return whether chunks within the data lead through the pixels to the last chunk.

    OpenCV allocates as much memory as a chunk states as its length, whether the bytes exist or not.

    Reference:
        W3C, Portable Network Graphics (PNG) Specification, section 5.3: chunk layout.
    """
    position, has_pixels = _PNG_SIGNATURE_LENGTH, False
    while position + 12 <= len(data):
        chunk = data[position + 4 : position + 8]
        position += 12 + int.from_bytes(data[position : position + 4], 'big')
        if chunk == b'IEND':
            return has_pixels and position <= len(data)
        has_pixels = has_pixels or chunk == b'IDAT'
    return False


def _webp_is_complete(data: bytes) -> bool:
    """Return whether the file is as long as its header states.

    Reference:
        RFC 9649, WebP Image Format, section 2.4: file header.
    """
    return len(data) >= 8 + int.from_bytes(data[4:8], 'little')


_CHECKS: dict[str, Callable[[bytes], bool]] = {
    'JPEG': _jpeg_is_complete,
    'PNG': _png_is_complete,
    'WebP': _webp_is_complete,
}
