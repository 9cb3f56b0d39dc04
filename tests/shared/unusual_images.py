"""Files of images such as shops have them: odd ones that are read, and bad ones that are not."""

import io
import struct
import zlib

import cv2
import numpy as np
from PIL import Image

SIZE = (48, 64)
"""Width and height of those that can be read, pixels."""

_COLORS = ((200, 40, 20), (20, 60, 200))  # RGB of the first frame, and of others


def _plain(color: tuple[int, int, int] = _COLORS[0]) -> Image.Image:
    """An image whose upper half is darker."""
    image = Image.new('RGB', SIZE, color)
    image.paste(tuple(c // 2 for c in color), (0, 0, SIZE[0], SIZE[1] // 2))
    return image


def _encoded(image: Image.Image, kind: str, **options: object) -> bytes:
    file = io.BytesIO()
    image.save(file, kind, **options)
    return file.getvalue()


def _animated(kind: str) -> bytes:
    return _encoded(_plain(), kind, save_all=True, append_images=[_plain(_COLORS[1])])


def _turned() -> bytes:
    """Stored on its side, with EXIF data that say so."""
    exif = Image.Exif()
    exif[0x0112] = 6  # orientation: a quarter turn to the right
    return _encoded(_plain().rotate(90, expand=True), 'JPEG', exif=exif, quality=95)


def _sixteen_bits(ending: str) -> bytes:
    deep = cv2.cvtColor(np.asarray(_plain()), cv2.COLOR_RGB2BGR).astype(np.uint16) * 257
    return cv2.imencode(ending, deep)[1].tobytes()


def _png(width: int, height: int) -> bytes:
    """A black PNG, compressed as far as it goes."""
    packer = zlib.compressobj(9)
    row = bytes(1 + (width + 7) // 8)
    pixels = b''.join(packer.compress(row) for _ in range(height)) + packer.flush()
    header = struct.pack('>IIBBBBB', width, height, 1, 0, 0, 0, 0)
    return b'\x89PNG\r\n\x1a\n' + b''.join(
        struct.pack('>I', len(data)) + kind + data + struct.pack('>I', zlib.crc32(kind + data))
        for kind, data in ((b'IHDR', header), (b'IDAT', pixels), (b'IEND', b''))
    )


def readable() -> dict[str, bytes]:
    """Files that show :func:`shown`, each in its own way."""
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
    """What they show, (H, W, 3) uint8, BGR."""
    return cv2.cvtColor(np.asarray(_plain()), cv2.COLOR_RGB2BGR)


def unreadable() -> dict[str, tuple[bytes, str]]:
    """Files that cannot be read, with what is to be said about them."""
    noise = np.random.default_rng(0).integers(0, 256, (*SIZE[::-1], 3), np.uint8)
    whole = {ending: cv2.imencode(ending, noise)[1].tobytes() for ending in ('.jpg', '.png')}
    return {
        'truncated.jpg': (whole['.jpg'][:-400], 'the file is cut off'),
        'truncated.png': (whole['.png'][:-400], 'the file is cut off'),
        'empty.jpg': (b'', 'the file is empty'),
        'zero_by_zero.png': (_png(0, 0), 'malformed'),
        'huge.png': (_png(20_000, 20_000), '20000 x 20000 pixels: expected at most 200 million'),
        'text.jpg': (b'Dear photographer,\n', 'not an image: expected one of JPEG'),
    }
