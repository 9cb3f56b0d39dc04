"""Images of Pillow as arrays."""

from io import BytesIO

import numpy as np
from PIL import Image, ImageOps

from fashionkp.images.reading import decode_image

_PNG_MODES = ('LA', 'La', 'PA', 'P', 'RGBA', 'RGBa', 'I', 'I;16', 'I;16L', 'I;16B')


def pillow_array(image: Image.Image) -> np.ndarray:
    """Return an image of Pillow as an array, as if its file had been read.

    It is turned upright by its EXIF orientation. Transparency and more than 8 bits per channel are
    treated by :func:`~fashionkp.images.reading.decode_image`.

    Args:
        image: An image of any mode.

    Returns:
        (H, W, 3) uint8, BGR.
    """
    image = ImageOps.exif_transpose(image)
    if image.mode in _PNG_MODES or 'transparency' in image.info:
        file = BytesIO()
        image.save(file, 'PNG', compress_level=1)
        return decode_image(file.getvalue(), 'from Pillow')
    return np.ascontiguousarray(np.asarray(image.convert('RGB'))[..., ::-1])
