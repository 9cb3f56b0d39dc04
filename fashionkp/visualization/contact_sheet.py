"""Images with captions on a contact sheet: one large image, or an HTML page."""

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import cv2
import numpy as np

from fashionkp.fileio.atomic_file import atomic_write
from fashionkp.fileio.output_checks import PAGE_SUFFIXES
from fashionkp.html_pages.embedded_image import embed_jpeg
from fashionkp.html_pages.environment import render_page
from fashionkp.images.palette import BLACK
from fashionkp.images.resizing import rescale
from fashionkp.images.suffixes import OUTPUT_SUFFIXES
from fashionkp.images.writing import write_image

TILE = (256, 276)
"""Width and height of a tile with its caption, pixels."""

_COLUMNS = 6
_SIDE = 400  # long side of an image on a page, pixels
_GAP = 4  # between images, pixels


class CaptionedRow(NamedTuple):
    """Images to show side by side, with a caption.

    Attributes:
        images: An image and its variants, each (H, W, 3) uint8, BGR.
        caption: Text below the first.
    """

    images: list[np.ndarray]
    caption: str


def tile(image: np.ndarray, size: tuple[int, int], caption: str = '') -> np.ndarray:
    """Return an image resized to fit a white rectangle, with a line of text below it.

    Args:
        image: (H, W, 3) uint8, BGR.
        size: Width and height of the rectangle, pixels.
        caption: ASCII text; a strip of 20 pixels is reserved for it.
    """
    width, height = size[0], size[1] - 20
    scale = min(width / image.shape[1], height / image.shape[0])
    resized = rescale(image, scale)
    h, w = resized.shape[:2]
    canvas = np.full((size[1], size[0], 3), 255, np.uint8)
    x, y = (width - w) // 2, (height - h) // 2
    canvas[y : y + h, x : x + w] = resized
    origin, font = (4, size[1] - 6), cv2.FONT_HERSHEY_SIMPLEX
    cv2.putText(canvas, caption, origin, font, 0.42, BLACK, 1, cv2.LINE_AA)
    return canvas


def sheet(tiles: Sequence[np.ndarray], columns: int, gap: int = _GAP) -> np.ndarray:
    """Return tiles of equal size in rows on one image.

    Args:
        tiles: At least one (H, W, 3) uint8 image.
        columns: Tiles in a row.
        gap: White pixels between tiles and around them.
    """
    h, w = tiles[0].shape[:2]
    rows = -(-len(tiles) // columns)
    shape = (rows * (h + gap) + gap, columns * (w + gap) + gap, 3)
    canvas = np.full(shape, 255, np.uint8)
    for i, image in enumerate(tiles):
        y, x = (i // columns) * (h + gap) + gap, (i % columns) * (w + gap) + gap
        canvas[y : y + h, x : x + w] = image
    return canvas


def image_sheet(rows: Sequence[CaptionedRow]) -> np.ndarray:
    """Return a contact sheet: several images in a row, or each with its variants in its own row.

    Args:
        rows: At least one, all with the same number of images.

    Returns:
        (H, W, 3) uint8, BGR.
    """
    captions = [(row.caption, *[''] * (len(row.images) - 1)) for row in rows]
    tiles = [
        tile(image, TILE, caption)
        for row, texts in zip(rows, captions, strict=True)
        for image, caption in zip(row.images, texts, strict=True)
    ]
    num_variants = len(rows[0].images)
    return sheet(tiles, num_variants if num_variants > 1 else min(_COLUMNS, len(tiles)))


def image_page(title: str, rows: Sequence[CaptionedRow]) -> str:
    """Return an HTML page with all images embedded.

    Args:
        title: Heading of the page.
        rows: As for :func:`image_sheet`.
    """
    images = [(embed_jpeg(_side_by_side(row.images)), row.caption) for row in rows]
    return render_page('images.html', title=title, images=images)


def write_contact_sheet(path: str | Path, title: str, rows: Sequence[CaptionedRow]) -> None:
    """Write a contact sheet as an image or as an HTML page, depending on the file's suffix.

    Args:
        path: The file, written atomically.
        title: Heading of a page.
        rows: As for :func:`image_sheet`.

    Raises:
        ValueError: If the suffix is neither that of an image nor that of a page.
    """
    check_suffix(path)
    if Path(path).suffix.lower() not in PAGE_SUFFIXES:
        write_image(path, image_sheet(rows))
        return
    with atomic_write(path) as file:
        file.write(image_page(title, rows))


def check_suffix(path: str | Path) -> None:
    """Raise ValueError unless :func:`write_contact_sheet` can write a file with this suffix."""
    choices = (*OUTPUT_SUFFIXES, *PAGE_SUFFIXES)
    if Path(path).suffix.lower() not in choices:
        raise ValueError(f'{path}: expected a file name that ends with one of {", ".join(choices)}')


def _side_by_side(images: Sequence[np.ndarray]) -> np.ndarray:
    """Return images side by side at one height, none enlarged or longer than ``_SIDE``."""
    scales = [min(1.0, _SIDE / max(image.shape[:2])) for image in images]
    height = max(1, min(round(k * image.shape[0]) for k, image in zip(scales, images, strict=True)))
    gap = np.full((height, _GAP, 3), 255, np.uint8)
    parts: list[np.ndarray] = []
    for image in images:
        parts += [rescale(image, height / image.shape[0]), gap]
    return np.hstack(parts[:-1])
