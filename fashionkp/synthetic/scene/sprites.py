"""Small drawn outfits without key points: passers-by, clothes on rails, other photos."""

from functools import lru_cache

import cv2
import numpy as np

from fashionkp.categories import OFFICIAL_CATEGORIES
from fashionkp.synthetic.drawing.camera import Camera
from fashionkp.synthetic.drawing.canvas import Canvas, fill
from fashionkp.synthetic.scene.outfit import Outfit, sample_outfit

_POOL = 60  # outfits that all images choose from
_HEIGHT = 300  # pixels
_WIDEST = 400
_SEED = 1729

Sprite = tuple[np.ndarray, np.ndarray]
"""Image (h, w, 3) uint8, BGR, and its coverage (h, w) uint8."""


@lru_cache(maxsize=_POOL)
def _sprite(index: int) -> tuple[Sprite, bool]:
    """Draw an outfit of the pool; return also whether someone wears it."""
    rng = np.random.Generator(np.random.PCG64([_SEED, index]))
    outfit = sample_outfit(rng, list(OFFICIAL_CATEGORIES)[index % 5])
    camera = _camera(outfit)
    width, height = camera.size
    image = np.full((height, width, 3), 128, np.uint8)
    coverage = np.zeros((height, width), np.uint8)
    canvas = Canvas(image, (0.3, -0.9), camera.scale, rng)
    for layer in outfit.layers:
        projected = layer.projected(camera)
        canvas.paint(projected)
        fill(coverage, projected.outline, 255)
    return (image, cv2.erode(coverage, np.ones((2, 2), np.uint8))), outfit.worn


def _camera(outfit: Outfit) -> Camera:
    """Camera that shows all of an outfit upright."""
    points = np.vstack([layer.outline for layer in outfit.layers])
    low, high = points.min(0), points.max(0)
    scale = float(min(_HEIGHT / (high[1] - low[1]), _WIDEST / (high[0] - low[0])))
    width, height = (int(v) for v in np.ceil((high - low) * scale) + 2)
    x, y = 1 - low * scale
    matrix = np.array([[scale, 0, x], [0, scale, y], [0, 0, 1.0]])
    return Camera(matrix, scale, 0.0, (width, height), (0, 0, width, height))


def sample_sprite(rng: np.random.Generator, *, worn: bool | None = None) -> Sprite:
    """Choose an outfit, mirrored half of the time, in random lighting.

    Args:
        rng: Random generator.
        worn: Whether someone wears it; by default, either.
    """
    first = int(rng.integers(_POOL))
    candidates = ((first + k) % _POOL for k in range(_POOL))
    index = next(i for i in candidates if worn is None or _sprite(i)[1] == worn)
    (image, coverage), is_worn = _sprite(index)
    if rng.random() < 0.5:
        image, coverage = cv2.flip(image, 1), cv2.flip(coverage, 1)
    if not is_worn:
        channels = cv2.split(image)
        image = cv2.merge([channels[k] for k in rng.permutation(3)])
    return cv2.convertScaleAbs(image, alpha=rng.uniform(0.6, 1.1)), coverage


def paste(
    image: np.ndarray, sprite: Sprite, corner: tuple[float, float], size: tuple[float, float]
) -> None:
    """Paste a sprite into an image, in place; what is outside is cut off.

    Args:
        image: (H, W, 3) uint8, BGR.
        sprite: The sprite.
        corner: Its upper left corner in the image (x, y), pixels.
        size: Its size in the image (width, height), pixels.
    """
    width, height = max(1, round(size[0])), max(1, round(size[1]))
    x, y = round(corner[0]), round(corner[1])
    x0, y0 = max(x, 0), max(y, 0)
    x1, y1 = min(x + width, image.shape[1]), min(y + height, image.shape[0])
    if x1 <= x0 or y1 <= y0:
        return
    shrink = cv2.INTER_AREA if height < 0.5 * len(sprite[0]) else cv2.INTER_LINEAR
    colours, coverage = (
        cv2.resize(part, (width, height), interpolation=shrink)[y0 - y : y1 - y, x0 - x : x1 - x]
        for part in sprite
    )
    share = cv2.merge([coverage] * 3)
    region = image[y0:y1, x0:x1]
    behind = cv2.multiply(region, cv2.bitwise_not(share), scale=1 / 255)
    cv2.add(cv2.multiply(colours, share, scale=1 / 255), behind, dst=region)


def paste_standing(
    image: np.ndarray,
    sprite: Sprite,
    feet: tuple[float, float],
    height: float,
    *,
    squeeze: float = 1.0,
) -> None:
    """Paste a sprite of a height in pixels whose lower edge has its middle at ``feet``.

    ``squeeze`` below 1 makes it narrower, as a garment on a rail that is seen from the side.
    """
    width = height * sprite[0].shape[1] / sprite[0].shape[0] * squeeze
    paste(image, sprite, (feet[0] - width / 2, feet[1] - height), (width, height))
