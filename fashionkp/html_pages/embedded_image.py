"""Images that are part of a page, so that it is a single file."""

import base64
from dataclasses import dataclass

import cv2
import numpy as np


@dataclass(frozen=True)
class EmbeddedImage:
    """An encoded image for the macro ``figure`` of ``macros.html``.

    Attributes:
        source: Data URI.
        width: Width to show it at, CSS pixels.
        height: Height to show it at, CSS pixels.
    """

    source: str
    width: int
    height: int


def embed_jpeg(image: np.ndarray, quality: int = 95) -> EmbeddedImage:
    """Encode a photo for a page.

    Args:
        image: (H, W, 3) uint8, BGR.
        quality: 0 to 100.
    """
    height, width = image.shape[:2]
    data = cv2.imencode('.jpeg', image, [cv2.IMWRITE_JPEG_QUALITY, quality])[1]
    return EmbeddedImage(_data_uri('jpeg', data), width, height)


def embed_png(image: np.ndarray, scale: float = 1) -> EmbeddedImage:
    """Encode a drawing for a page, without loss.

    Args:
        image: (H, W, 3) uint8, BGR.
        scale: Size to show it at, relative to the image's own. Half the size is sharp on screens
            that have two pixels for each CSS pixel.
    """
    height, width = (round(scale * length) for length in image.shape[:2])
    return EmbeddedImage(_data_uri('png', cv2.imencode('.png', image)[1]), width, height)


def _data_uri(kind: str, data: np.ndarray) -> str:
    return f'data:image/{kind};base64,{base64.b64encode(data.tobytes()).decode()}'
