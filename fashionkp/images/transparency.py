"""Transparent images on one colour.

What a transparent pixel hides may be anything, and two images that look the same would get other
key points. White is the usual background of product photos, and of the pages that show them.
"""

from io import BytesIO

import cv2
import numpy as np

from fashionkp.images.header import UPRIGHT, ImageHeader, open_pillow

BACKGROUND = 255
"""Red, green and blue of what transparent images are put on: white."""

_ROWS = 256  # that are computed at a time, so that a large image does not take gigabytes


def decode_on_background(data: bytes, header: ImageHeader) -> np.ndarray:
    """Decode the first frame of an image whose pixels may be transparent.

    Args:
        data: Content of the file.
        header: Its header.

    Returns:
        (H, W, 3) uint8, BGR, turned upright.

    Raises:
        ValueError: If it cannot be decoded.
    """
    try:
        # Pillow turns TIFF by itself
        orientation = UPRIGHT if header.format == 'TIFF' else header.orientation
        bgra = _turned_upright(_bgra(data, header), orientation)
    except Exception as error:  # Pillow's readers raise anything
        raise ValueError(f'cannot decode this {header.format} file: {error}') from error
    alpha = bgra[..., 3:]
    if header.format == 'BMP' and not alpha.any():  # programs leave this channel empty
        return np.ascontiguousarray(bgra[..., :3])
    image = np.empty((*bgra.shape[:2], 3), np.uint8)
    for start in range(0, len(bgra), _ROWS):
        rows = slice(start, start + _ROWS)
        opacity = alpha[rows].astype(np.uint16)
        weighted = bgra[rows, :, :3] * opacity + BACKGROUND * (255 - opacity)
        image[rows] = (weighted + 127) // 255
    return image


def _bgra(data: bytes, header: ImageHeader) -> np.ndarray:
    """Return colours and opacity, (H, W, 4) uint8."""
    image = open_pillow(BytesIO(data), header.format)
    if header.format == 'PNG' and image.mode == 'RGB':  # 16 bits, of which Pillow drops 8 too early
        bgra = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_UNCHANGED)
        if bgra is None:
            raise ValueError('OpenCV cannot decode it')
        return bgra if bgra.dtype == np.uint8 else (bgra >> 8).astype(np.uint8)
    if image.mode.startswith('I'):  # grey of 16 bits, one of which stands for transparency
        values = np.asarray(image)
        opaque = np.where(values == image.info['transparency'], 0, 255)
        return np.dstack([values >> 8] * 3 + [opaque]).astype(np.uint8)
    return np.asarray(image.convert('RGBA'))[..., [2, 1, 0, 3]]


def _turned_upright(image: np.ndarray, orientation: int) -> np.ndarray:
    """Return an image as its EXIF orientation, 1 to 8, says that it is to be shown.

    Reference:
        CIPA DC-008, Exchangeable image file format (Exif), orientation.
    """
    if orientation >= 5:  # rows and columns are exchanged
        image = image.swapaxes(0, 1)
    if orientation in (2, 3, 6, 7):
        image = image[:, ::-1]
    if orientation in (3, 4, 7, 8):
        image = image[::-1]
    return np.ascontiguousarray(image)
