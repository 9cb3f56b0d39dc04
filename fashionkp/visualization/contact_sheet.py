"""Drawn images with captions, as one large image or as a page."""

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import cv2
import numpy as np

from fashionkp.fileio.atomic_file import atomic_write
from fashionkp.html_pages.elements import figure, page
from fashionkp.images.writing import FORMATS, write_image
from fashionkp.visualization.keypoints import sheet, tile

TILE = (256, 276)
"""Width and height of an image on a sheet, with its caption, pixels."""

PAGE = '.html'
"""Ending of the pages that are written."""

_COLUMNS = 6
_SIDE = 400  # longest of an image on a page, pixels
_GAP = 4  # between images that belong together


class CaptionedRow(NamedTuple):
    """What is shown of one row of a table.

    Attributes:
        images: An image, and what was made of it; each (H, W, 3) uint8, BGR.
        caption: Stands below the first.
    """

    images: list[np.ndarray]
    caption: str


def image_sheet(shown: Sequence[CaptionedRow]) -> np.ndarray:
    """Lay images out on a sheet: several in a row, or what belongs together in a row of its own.

    Args:
        shown: At least one, all of equally many images.

    Returns:
        (H, W, 3) uint8, BGR.
    """
    captions = [(one.caption, *[''] * (len(one.images) - 1)) for one in shown]
    tiles = [
        tile(image, TILE, caption)
        for one, texts in zip(shown, captions, strict=True)
        for image, caption in zip(one.images, texts, strict=True)
    ]
    together = len(shown[0].images)
    return sheet(tiles, together if together > 1 else min(_COLUMNS, len(tiles)))


def image_page(title: str, shown: Sequence[CaptionedRow]) -> str:
    """A page of HTML in one file with all images in it.

    Args:
        title: Its heading.
        shown: As for :func:`image_sheet`.
    """
    return page(title, [figure(_beside_each_other(one.images), one.caption) for one in shown])


def write_gallery(path: str | Path, title: str, shown: Sequence[CaptionedRow]) -> None:
    """Write a sheet or a page, as the file's name ends.

    Args:
        path: The file; it appears, complete, when all is written.
        title: Heading of a page.
        shown: As for :func:`image_sheet`.

    Raises:
        ValueError: The name ends with nothing that is written here.
    """
    check_name(path)
    if Path(path).suffix.lower() != PAGE:
        write_image(path, image_sheet(shown))
        return
    with atomic_write(path, encoding='utf-8') as file:
        file.write(image_page(title, shown))


def check_name(path: str | Path) -> None:
    """Raise ValueError unless :func:`write_gallery` can write a file of this name."""
    choices = (*FORMATS, PAGE)
    if Path(path).suffix.lower() not in choices:
        raise ValueError(f'{path}: expected a name that ends with one of {", ".join(choices)}')


def _beside_each_other(images: Sequence[np.ndarray]) -> np.ndarray:
    """Images of one height, none of them enlarged or longer than a page shows it."""
    scales = [min(1.0, _SIDE / max(image.shape[:2])) for image in images]
    height = max(1, min(round(k * image.shape[0]) for k, image in zip(scales, images, strict=True)))
    gap = np.full((height, _GAP, 3), 255, np.uint8)
    parts: list[np.ndarray] = []
    for image in images:
        width = max(1, round(image.shape[1] * height / image.shape[0]))
        parts += [cv2.resize(image, (width, height), interpolation=cv2.INTER_AREA), gap]
    return np.hstack(parts[:-1])
