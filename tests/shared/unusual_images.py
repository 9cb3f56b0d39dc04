"""Image files as shops have them: unusual ones that can be read, and others that cannot."""

import io
import struct
import zlib

import cv2
import numpy as np
from PIL import ExifTags, Image

SIZE = (48, 64)
"""Width and height of the readable images, pixels."""

_COLORS = ((200, 40, 20), (20, 60, 200))  # RGB of the first frame, and of the second one


def _plain(color: tuple[int, int, int] = _COLORS[0]) -> Image.Image:
    """Return an image whose upper half is darker."""
    image = Image.new('RGB', SIZE, color)
    image.paste(tuple(c // 2 for c in color), (0, 0, SIZE[0], SIZE[1] // 2))
    return image


def _encoded(image: Image.Image, image_format: str, **options: object) -> bytes:
    file = io.BytesIO()
    image.save(file, image_format, **options)
    return file.getvalue()


def _animated(image_format: str) -> bytes:
    return _encoded(_plain(), image_format, save_all=True, append_images=[_plain(_COLORS[1])])


def _turned() -> bytes:
    """Return a JPEG that is turned by a quarter and has the EXIF orientation to undo it."""
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = 6
    return _encoded(_plain().rotate(90, expand=True), 'JPEG', exif=exif, quality=95)


def _sixteen_bits(suffix: str) -> bytes:
    deep = cv2.cvtColor(np.asarray(_plain()), cv2.COLOR_RGB2BGR).astype(np.uint16) * 257
    return cv2.imencode(suffix, deep)[1].tobytes()


def _png(width: int, height: int) -> bytes:
    """Return a black PNG, compressed as much as possible."""
    compressor = zlib.compressobj(9)
    row = bytes(1 + (width + 7) // 8)
    pixels = b''.join(compressor.compress(row) for _ in range(height)) + compressor.flush()
    header = struct.pack('>IIBBBBB', width, height, 1, 0, 0, 0, 0)
    return b'\x89PNG\r\n\x1a\n' + b''.join(
        struct.pack('>I', len(data)) + kind + data + struct.pack('>I', zlib.crc32(kind + data))
        for kind, data in ((b'IHDR', header), (b'IDAT', pixels), (b'IEND', b''))
    )


def readable() -> dict[str, bytes]:
    """Return files, by name, that are read as :func:`shown`."""
    return {
        'cmyk.jpg': _encoded(_plain().convert('CMYK'), 'JPEG', quality=95),
        '16_bit.png': _sixteen_bits('.png'),
        '16_bit.tiff': _sixteen_bits('.tiff'),
        'animated_gif.jpg': _animated('GIF'),
        'animated.png': _animated('PNG'),
        'animated.webp': _animated('WEBP'),
        'turned.jpg': _turned(),
    }


def shown() -> np.ndarray:
    """Return the image in the readable files, (H, W, 3) uint8, BGR."""
    return cv2.cvtColor(np.asarray(_plain()), cv2.COLOR_RGB2BGR)


def unreadable() -> dict[str, tuple[bytes, str]]:
    """Return files, by name, that cannot be read, and a part of the error message."""
    noise = np.random.default_rng(0).integers(0, 256, (*SIZE[::-1], 3), np.uint8)
    whole = {suffix: cv2.imencode(suffix, noise)[1].tobytes() for suffix in ('.jpg', '.png')}
    return {
        'truncated.jpg': (whole['.jpg'][:-400], 'the file is cut off'),
        'truncated.png': (whole['.png'][:-400], 'the file is cut off'),
        'empty.jpg': (b'', 'the file is empty'),
        'zero_by_zero.png': (_png(0, 0), 'malformed'),
        'huge.png': (_png(20_000, 20_000), '20000 x 20000 pixels: expected at most 200 million'),
        'text.jpg': (b'Dear photographer,\n', 'not an image: expected one of JPEG'),
    }
