"""Things in front of an outfit, which hide what is below them: banners, badges, inset photos."""

import numpy as np

from fashionkp.synthetic.drawing.camera import Camera
from fashionkp.synthetic.drawing.cloth import Cloth, sample_colour
from fashionkp.synthetic.drawing.curves import ellipse, limb_outline, xy
from fashionkp.synthetic.drawing.layers import Layer
from fashionkp.synthetic.drawing.lettering import draw_label
from fashionkp.synthetic.scene.backdrops.surfaces import surface
from fashionkp.synthetic.scene.sprites import paste_standing, sample_sprite

_SHARE = 0.16  # images with something in front


def sample_foreground(rng: np.random.Generator, camera: Camera, *, worn: bool) -> list[Layer]:
    """Sample layers in front of an outfit, from bottom to top, pixels.

    Args:
        rng: Random generator.
        camera: The camera, in whose frame they are.
        worn: Whether someone wears the garment: plants and furniture stand in front of people.
    """
    if rng.random() >= _SHARE:
        return []
    kinds = (_banner, _badge, _inset, _twigs, _furniture) if worn else (_banner, _badge, _inset)
    return kinds[rng.integers(len(kinds))](rng, camera)


def _flat(part: str, outline: np.ndarray, rng: np.random.Generator) -> Layer:
    """Layer without lighting in a random colour."""
    cloth = Cloth(sample_colour(rng), stiffness=1.0)
    return Layer(part, outline, cloth, gloss=0.0, shadow=0.0)


def _rectangle(x: float, y: float, width: float, height: float) -> np.ndarray:
    return np.array([(x, y), (x + width, y), (x + width, y + height), (x, y + height)])


def _banner(rng: np.random.Generator, camera: Camera) -> list[Layer]:
    """Bar at the lower or upper border, mostly the lower."""
    x, y, width, height = camera.frame
    tall = rng.uniform(0.05, 0.11) * height
    top = y if rng.random() < 0.25 else y + height - tall
    return [_flat('banner', _rectangle(x, top, width, tall), rng)]


def _badge(rng: np.random.Generator, camera: Camera) -> list[Layer]:
    """Round or square price badge in a corner."""
    x, y, width, height = camera.frame
    radius = rng.uniform(0.06, 0.13) * width
    corner = rng.integers(0, 2, 2)
    centre = (x, y) + corner * (width, height) + (1 - 2 * corner) * radius * rng.uniform(0.9, 1.5)
    outline = ellipse(centre, radius, radius, 32)
    if rng.random() < 0.4:
        low = centre - radius
        outline = _rectangle(low[0], low[1], 2 * radius, 2 * radius * rng.uniform(0.6, 1))
    return [_flat('badge', outline, rng)]


def _inset(rng: np.random.Generator, camera: Camera) -> list[Layer]:
    """Small photo in a lower corner."""
    x, y, width, height = camera.frame
    size = rng.uniform(0.16, 0.26) * width
    left = x if rng.random() < 0.5 else x + width - size
    tall = size * rng.uniform(0.8, 1.3)
    return [_flat('inset', _rectangle(left, y + height - tall, size, tall), rng)]


def _twigs(rng: np.random.Generator, camera: Camera) -> list[Layer]:
    """Leaves that reach into the photo from one side."""
    x, y, width, height = camera.frame
    at_left = rng.random() < 0.5
    root = xy(x if at_left else x + width, y + rng.uniform(0.3, 1.0) * height)
    green = (int(rng.integers(20, 110)), int(rng.integers(70, 190)), int(rng.integers(30, 150)))
    layers = []
    for _ in range(rng.integers(3, 8)):
        reach = rng.uniform(0.08, 0.30) * width
        tip = root + xy(reach if at_left else -reach, rng.normal(-0.15, 0.15) * height)
        bend = (root + tip) / 2 + rng.normal(0, 0.03, 2) * width
        outline = limb_outline([root, bend, tip], (2, rng.uniform(0.01, 0.03) * width, 1), 5)
        cloth = Cloth(green, stiffness=1.0).shaded(rng.uniform(0.6, 1.3))
        layers.append(Layer('leaf', outline, cloth, shadow=0.2))
    return layers


def _furniture(rng: np.random.Generator, camera: Camera) -> list[Layer]:
    """Table, box or back of a chair that covers a part near the lower border."""
    x, y, width, height = camera.frame
    tall, wide = rng.uniform(0.06, 0.2) * height, rng.uniform(0.2, 0.5) * width
    left = x - 0.1 * wide if rng.random() < 0.5 else x + width - 0.9 * wide
    outline = _rectangle(left, y + height - tall, wide, tall + 4)
    outline[:2] += rng.normal(0, 0.01, (2, 2)) * width
    cloth = Cloth(sample_colour(rng), stiffness=1.0)
    return [Layer('furniture', outline, cloth, shadow=0.4)]


def letter_foreground(
    image: np.ndarray, layers: tuple[Layer, ...], rng: np.random.Generator
) -> None:
    """Write on banners and badges, and fill inset photos, in place."""
    for layer in layers:
        if layer.part not in ('banner', 'badge', 'inset'):
            continue
        low = np.maximum(np.ceil(layer.outline.min(0)), 0).astype(int)
        high = np.floor(layer.outline.max(0)).astype(int)
        region = image[low[1] : high[1], low[0] : high[0]]
        height, width = region.shape[:2]
        if layer.part != 'inset':
            draw_label(region, rng, layer.cloth.colour)
            continue
        region[:] = surface(rng, width, height)
        feet = (0.5 * width, rng.uniform(1.0, 1.3) * height)
        paste_standing(region, sample_sprite(rng), feet, rng.uniform(0.9, 1.5) * height)
