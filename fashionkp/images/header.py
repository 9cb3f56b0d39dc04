"""Format, size and orientation of images, read from their headers by Pillow without decoding."""

from dataclasses import dataclass
from io import BytesIO
from typing import BinaryIO, NamedTuple

from PIL import ExifTags, Image, ImageFile
from PIL.BmpImagePlugin import BmpImageFile
from PIL.GifImagePlugin import GifImageFile
from PIL.JpegImagePlugin import JpegImageFile
from PIL.PngImagePlugin import PngImageFile
from PIL.TiffImagePlugin import TiffImageFile
from PIL.WebPImagePlugin import WebPImageFile

UPRIGHT = 1
"""EXIF orientation of an image that is shown as it is stored."""

_ORIENTATIONS = range(1, 9)
_ALPHA_MODES = ('LA', 'La', 'PA', 'RGBA', 'RGBa')
_GREY_MODES = ('1', 'L', 'LA', 'La', 'I', 'F')


@dataclass(frozen=True)
class ImageHeader:
    """What an image states before its pixels.

    Attributes:
        format: One of :data:`FORMATS`.
        width: Width as stored, before the image is turned upright, pixels.
        height: Height as stored, pixels.
        components: 1 for grey images, 3 for colour, 4 for printing inks (CMYK).
        orientation: EXIF orientation, 1 to 8; 1 if there is no valid one.
        transparent: Whether pixels may be transparent: there is an alpha channel, or a colour that
            stands for transparency.
    """

    format: str
    width: int
    height: int
    components: int = 3
    orientation: int = UPRIGHT
    transparent: bool = False

    @property
    def pixels(self) -> int:
        """Number of pixels."""
        return self.width * self.height


def image_format(data: bytes) -> str | None:
    """Return which of the :data:`FORMATS` a file has, by its first bytes; None if it has none.

    Example:
        >>> image_format(b'GIF89a')
        'GIF'
    """
    for name, form in _FORMATS.items():
        if data.startswith(form.start) and data.startswith(form.signatures, form.offset):
            return name
    return None


def image_header(source: bytes | BinaryIO) -> ImageHeader | None:
    """Read the header of an image.

    Args:
        source: Content of the file, or the file, open for reading at its start.

    Returns:
        The header, or None if the file has none of the :data:`FORMATS`.

    Raises:
        ValueError: If the header is cut off or malformed.

    Example:
        >>> import cv2, numpy as np
        >>> header = image_header(cv2.imencode('.png', np.zeros((3, 2), np.uint8))[1].tobytes())
        >>> header.format, header.width, header.height, header.components, header.transparent
        ('PNG', 2, 3, 1, False)
    """
    file = BytesIO(source) if isinstance(source, bytes) else source
    name = image_format(file.read(_SIGNATURE_BYTES))
    if name is None:
        return None
    file.seek(0)
    try:
        image = open_pillow(file, name)
    except Image.DecompressionBombError as error:
        raise ValueError(str(error)) from error
    except Exception as error:  # Pillow's readers raise anything
        raise ValueError(f'the header of this {name} file is cut off or malformed') from error
    width, height = image.size
    return ImageHeader(
        name,
        width,
        height,
        components=_components(image),
        orientation=_orientation(image),
        transparent=image.mode in _ALPHA_MODES or 'transparency' in image.info,
    )


def open_pillow(file: BinaryIO, name: str) -> Image.Image:
    """Return an image of Pillow, not decoded yet; its reader raises anything for malformed files.

    Args:
        file: The file, open at its start.
        name: Its :func:`image_format`.
    """
    # not Image.open(), which has its own limit of pixels for all formats
    return _FORMATS[name].reader(file)


def _components(image: Image.Image) -> int:
    if image.mode == 'CMYK':
        return 4
    return 1 if image.mode.partition(';')[0] in _GREY_MODES else 3


def _orientation(image: Image.Image) -> int:
    """Return the EXIF orientation, as decoders read it: they know no XMP data."""
    data = image.info.get('exif')
    try:
        if isinstance(image, TiffImageFile):
            value = image.tag_v2.get(ExifTags.Base.Orientation)
        elif data:
            exif = Image.Exif()
            exif.load(data)
            value = exif.get(ExifTags.Base.Orientation)
        else:
            return UPRIGHT
    except Exception:  # malformed EXIF data, which decoders ignore
        return UPRIGHT
    return value if isinstance(value, int) and value in _ORIENTATIONS else UPRIGHT


class _Format(NamedTuple):
    """A file format.

    Attributes:
        reader: Pillow's reader.
        signatures: A file of this format has one of them.
        offset: Position of the signature in the file, bytes.
        start: What the file begins with, so that no other reader takes it for another format.
    """

    reader: type[ImageFile.ImageFile]
    signatures: tuple[bytes, ...]
    offset: int = 0
    start: bytes = b''


_FORMATS = {
    'JPEG': _Format(JpegImageFile, (b'\xff\xd8\xff',)),
    'PNG': _Format(PngImageFile, (b'\x89PNG\r\n\x1a\n',)),
    'WebP': _Format(WebPImageFile, (b'WEBP',), 8, b'RIFF'),
    'BMP': _Format(BmpImageFile, (b'BM',)),
    'TIFF': _Format(TiffImageFile, (b'II*\0', b'MM\0*')),
    'GIF': _Format(GifImageFile, (b'GIF87a', b'GIF89a')),
}
try:
    from PIL.AvifImagePlugin import AvifImageFile
except ImportError:  # before Pillow 11.3
    pass
else:
    _FORMATS['AVIF'] = _Format(AvifImageFile, (b'ftypavif', b'ftypavis'), 4, b'\0\0')

_SIGNATURE_BYTES = 16

FORMATS = tuple(_FORMATS)
"""The image formats that are read."""
