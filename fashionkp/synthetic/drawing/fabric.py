"""Images of draped cloth."""

from functools import lru_cache

import cv2
import numpy as np
from numpy.typing import ArrayLike

from fashionkp.synthetic.drawing.cloth import Cloth
from fashionkp.synthetic.drawing.layers import Drape
from fashionkp.synthetic.drawing.noise import SIZE, clouds, warp_field
from fashionkp.synthetic.drawing.patterns.by_name import BIG_REPEATS, PATTERNS

_GRID = 8  # spacing of the grid on which the warp of the cloth is computed, pixels


def even_image(colour: ArrayLike, width: int, height: int) -> np.ndarray:
    """Image of one colour, BGR, (height, width, 3) uint8."""
    row = np.tile(np.asarray(colour).astype(np.uint8), width)  # np.full is several times slower
    return np.tile(row, (height, 1)).reshape(height, width, 3)


def draped_fabric(
    cloth: Cloth,
    box: tuple[int, int, int, int],
    *,
    scale: float,
    axis: float,
    drape: Drape = Drape(),  # noqa: B008 (frozen)
) -> np.ndarray:
    """Image of a cloth that covers a box, with its pattern warped as draped cloth is.

    Args:
        cloth: The cloth.
        box: Box in the image (x, y, width, height), pixels.
        scale: Pixels per body unit.
        axis: Direction in which the cloth hangs, radians from downwards.
        drape: Widening of the pattern, pixels.

    Returns:
        (height, width, 3) uint8, BGR.
    """
    _, _, width, height = box
    if cloth.pattern == 'plain':
        return even_image(cloth.colour, width, height)
    repeat = max(cloth.period * BIG_REPEATS.get(cloth.pattern, 1.0) * scale, 6.0)
    n = int(min(repeat, 256))
    tile = _tile(cloth, n)
    grid = _warp(cloth, box, scale=scale, axis=axis, drape=drape) * np.float32(n / repeat)
    grid -= np.floor(grid.min(axis=(0, 1)) / n) * np.float32(n)
    columns, rows = (int(v) for v in np.ceil((grid.max(axis=(0, 1)) + 2) / n))
    repeats = np.tile(tile, (rows, columns, 1))  # remap is slow where it has to wrap
    fine = cv2.resize(grid, (grid.shape[1] * _GRID, grid.shape[0] * _GRID))
    start = _GRID // 2
    fine = fine[start : start + height, start : start + width]
    return cv2.remap(repeats, fine, None, cv2.INTER_LINEAR)


@lru_cache(maxsize=16)
def _tile(cloth: Cloth, size: int) -> np.ndarray:
    """One repeat of the pattern of a cloth, (size, size, 3) uint8."""
    tile = np.full((size, size, 3), cloth.colour, np.uint8)
    PATTERNS[cloth.pattern](tile, cloth, np.random.default_rng(cloth.seed))
    return tile


def _warp(
    cloth: Cloth, box: tuple[int, int, int, int], *, scale: float, axis: float, drape: Drape
) -> np.ndarray:
    """Coordinates (x, y) on the flat cloth of a coarse grid over the box, (rows, columns, 2)."""
    x, y, width, height = box
    columns, rows = width // _GRID + 2, height // _GRID + 2
    gx = x - drape.pivot[0] + _GRID * np.arange(columns, dtype=np.float32)[None, :]
    gy = y - drape.pivot[1] + _GRID * np.arange(rows, dtype=np.float32)[:, None]
    cos, sin = np.float32(np.cos(axis)), np.float32(np.sin(axis))
    across, along = cos * gx - sin * gy, sin * gx + cos * gy
    across = across / (1 + np.float32(drape.spread) * np.maximum(along, 0))
    zoom = 60 * _GRID / scale
    origin = cloth.seed % SIZE
    shifts = []
    for offset in (0, SIZE // 2):
        matrix = np.array([[zoom, 0, origin + offset], [0, zoom, origin]])
        shifts.append(warp_field(clouds, matrix, (columns, rows)))
    bend = np.float32(0.028 * scale * (1.2 - cloth.stiffness))
    return cv2.merge([across + bend * shifts[0], along + bend * shifts[1]])
