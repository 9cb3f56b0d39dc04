"""Find out whether the file of an image is cut off, which decoders hide by filling with grey."""

from collections.abc import Callable

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


def _jpeg_is_complete(data: bytes) -> bool:
    """Return whether segments lead to a scan, and the end of the image follows it.

    The segments may contain a preview with its own end.

    Reference:
        ITU-T T.81, annex B: compressed data formats.
    """
    position = 2
    while data[position : position + 2] != _SCAN:
        if data[position : position + 1] != b'\xff' or position + 4 > len(data):
            return False
        marker = data[position + 1]
        if marker == _FILL_BYTE:
            position += 1
            continue
        length = int.from_bytes(data[position + 2 : position + 4], 'big')
        if marker in _BARE_MARKERS or length < 2:
            return False  # decoders differ in what they skip here, and thereby in the size
        position += 2 + length
    return data.rfind(_JPEG_END, position) > 0  # nearly always the last two bytes


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
