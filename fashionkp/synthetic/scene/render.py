"""Draws one garment: image, key points, visibility."""

from dataclasses import dataclass

import cv2
import numpy as np

from fashionkp.categories import KEYPOINTS, OFFICIAL_CATEGORIES, category_by_name
from fashionkp.synthetic.clothes.jumpsuits import JUMPSUIT
from fashionkp.synthetic.drawing.camera import Camera, framed
from fashionkp.synthetic.drawing.canvas import Canvas, fill
from fashionkp.synthetic.drawing.layers import Layer
from fashionkp.synthetic.drawing.lettering import letter
from fashionkp.synthetic.drawing.noise import SIZE, grain_halves
from fashionkp.synthetic.frequencies import IMAGE_SIZES
from fashionkp.synthetic.scene.backdrop import backdrop
from fashionkp.synthetic.scene.outfit import sample_outfit

_REACH = 2  # a point is seen when its garment shows within so many pixels of it


@dataclass(frozen=True, eq=False)
class Garment:
    """An image of a garment and where its key points are.

    Attributes:
        image: (H, W, 3) uint8, BGR.
        category: Its name.
        keypoints: (24, 2) float64, pixels; absent points (-1, -1).
        visibility: (24,) int8: 1 visible, 0 covered by something, -1 absent.
    """

    image: np.ndarray
    category: str
    keypoints: np.ndarray
    visibility: np.ndarray


@dataclass(frozen=True, eq=False)
class Scene:
    """A garment that is laid out but not painted yet.

    Attributes:
        category: Name.
        layers: From below to above, in pixels.
        points: For each key point of the garment its place (2,) and the parts on which it can be
            seen.
        camera: From body units to pixels.
        worn: By a person or a mannequin.
        look: Decides everything that does not move a point.
    """

    category: str
    layers: tuple[Layer, ...]
    points: dict[str, tuple[np.ndarray, tuple[str, ...]]]
    camera: Camera
    worn: bool
    look: np.random.Generator

    def owners(self) -> np.ndarray:
        """Which layer shows at each pixel: its place in ``layers`` plus 1, 0 for none, (H, W)."""
        width, height = self.camera.size
        owners = np.zeros((height, width), np.uint8)
        for place, layer in enumerate(self.layers):
            fill(owners, layer.outline, place + 1, smooth=False)
        return owners

    def annotation(self) -> tuple[np.ndarray, np.ndarray]:
        """Key points (24, 2) and their visibility (24,)."""
        owners = self.owners()
        height, width = owners.shape
        keypoints = np.full((len(KEYPOINTS), 2), -1.0)
        visibility = np.full(len(KEYPOINTS), -1, np.int8)
        for name, (place, parts) in self.points.items():
            x, y = place
            if not (0 <= x <= width and 0 <= y <= height):
                continue
            k = KEYPOINTS.index(name)
            keypoints[k] = place
            own = [i + 1 for i, layer in enumerate(self.layers) if layer.part in parts]
            column, row = round(x), round(y)
            near = owners[
                max(row - _REACH, 0) : row + _REACH + 1,
                max(column - _REACH, 0) : column + _REACH + 1,
            ]
            visibility[k] = np.isin(near, own).any()
        return keypoints, visibility


def drawn_category(index: int, category: str | None = None) -> str:
    """Name of what image ``index`` shows.

    Args:
        index: Of the image.
        category: What is asked for; by default FashionAI's categories take turns.

    Raises:
        ValueError: There is no such category, or nothing draws it.
    """
    drawn = [*OFFICIAL_CATEGORIES, JUMPSUIT]
    if category is None:
        return drawn[index % len(OFFICIAL_CATEGORIES)]
    if category_by_name(category).name not in drawn:
        raise ValueError(f'{category} cannot be drawn: expected one of {", ".join(drawn)}')
    return category


def lay_out(seed: int, index: int, category: str | None = None) -> Scene:
    """Decide everything about image ``index`` of data set ``seed`` but paint nothing."""
    name = drawn_category(index, category)
    form, look = (
        np.random.Generator(np.random.PCG64(s))
        for s in np.random.SeedSequence([seed, index]).spawn(2)
    )
    outfit = sample_outfit(form, name)
    sizes = [size for size, _ in IMAGE_SIZES]
    size = sizes[form.choice(len(sizes), p=[share for _, share in IMAGE_SIZES])]
    camera = framed(form, outfit.garment.outline_points(), size, outfit.worn)
    layers = tuple(layer.projected(camera) for layer in outfit.layers)
    points = {
        key: (camera(place[None])[0], parts)
        for key, (place, parts) in outfit.garment.points.items()
        if key in category_by_name(name).keypoints  # a declared one may lack some
    }
    return Scene(name, layers, points, camera, outfit.worn, look)


def draw_garment(seed: int, index: int, category: str | None = None) -> Garment:
    """Draw image ``index`` of data set ``seed``.

    Args:
        seed: Of the data set.
        index: Of the image; the same seed and index always give the same image.
        category: What to draw, as for :func:`drawn_category`.

    Returns:
        The image with its key points.

    Raises:
        ValueError: There is no such category, or nothing draws it.
    """
    scene = lay_out(seed, index, category)
    keypoints, visibility = scene.annotation()
    return Garment(_painted(scene), scene.category, keypoints, visibility)


def _painted(scene: Scene) -> np.ndarray:
    rng = scene.look
    image = backdrop(rng, scene.camera.size, scene.worn)
    if rng.random() < 0.2:
        letter(image, rng)
    turn = rng.uniform(-2.4, -0.7)
    light = np.array([np.cos(turn), np.sin(turn)])
    _cast_shadow(image, scene, light, rng)
    canvas = Canvas(image, light, scene.camera.scale, rng)
    for layer in scene.layers:
        canvas.paint(layer)
    if rng.random() < 0.05:
        letter(image, rng, over=True)
    return _developed(image, rng)


def _cast_shadow(
    image: np.ndarray, scene: Scene, light: np.ndarray, rng: np.random.Generator
) -> None:
    """Darken the backdrop softly around everything that stands before it."""
    height, width = image.shape[:2]
    small = np.zeros((height // 4, width // 4), np.uint8)
    far = (0.22 if scene.worn else 0.06) * scene.camera.scale
    for layer in scene.layers:
        fill(small, (layer.outline - light * far) / 4, 255, smooth=False)
    k = 2 * int(np.clip(far * rng.uniform(0.15, 0.4), 1, 20)) + 1
    dark = cv2.blur(cv2.blur(small, (k, k)), (k, k))
    strength = rng.uniform(0.05, 0.3) if scene.worn else rng.uniform(0.15, 0.45)
    gain = cv2.resize(cv2.convertScaleAbs(dark, alpha=-strength, beta=255), (width, height))
    cv2.multiply(image, cv2.merge([gain] * 3), dst=image, scale=1 / 255)


def _developed(image: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Exposure, tint, sharpness and grain of a camera."""
    gain = rng.normal(1.0, 0.06) * (1 + rng.normal(0, 0.02, 3))
    lift = rng.normal(2, 5)
    curve = np.arange(256)[:, None] * gain + lift
    table = np.clip(curve, 0, 255).astype(np.uint8)[None]
    image = cv2.LUT(image, table)
    if rng.random() < 0.35:
        image = cv2.GaussianBlur(image, (3, 3), 0)
    height, width = image.shape[:2]
    if rng.random() < 0.6:  # light falls off towards one side
        slope = rng.normal(0, 0.08, 2)
        x, y = np.meshgrid(np.linspace(-1, 1, 8), np.linspace(-1, 1, 8))
        gain = 235 * np.clip(1 + slope[0] * x + slope[1] * y - 0.03 * (x * x + y * y), 0.6, 1.08)
        gain = cv2.resize(gain.astype(np.uint8), (width, height))
        cv2.multiply(image, cv2.merge([gain] * 3), dst=image, scale=1 / 235)
    x, y = rng.integers(0, SIZE - width + 1), rng.integers(0, SIZE - height + 1)
    if rng.random() < 0.7:
        bright, dark = grain_halves()
        cv2.add(image, bright[y : y + height, x : x + width], dst=image)
        cv2.subtract(image, dark[y : y + height, x : x + width], dst=image)
    return image
