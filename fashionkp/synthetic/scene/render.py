"""One synthetic image: the scene is sampled, annotated and painted."""

from dataclasses import dataclass

import cv2
import numpy as np

from fashionkp.categories import KEYPOINTS, OFFICIAL_CATEGORIES, category_by_name
from fashionkp.synthetic.clothes.jumpsuits import JUMPSUIT
from fashionkp.synthetic.clothes.piece import PiecePoint
from fashionkp.synthetic.drawing.camera import Camera, sample_camera
from fashionkp.synthetic.drawing.canvas import Canvas, fill
from fashionkp.synthetic.drawing.cloth import Cloth
from fashionkp.synthetic.drawing.curves import ellipse
from fashionkp.synthetic.drawing.effects import develop
from fashionkp.synthetic.drawing.layers import Layer
from fashionkp.synthetic.drawing.lettering import draw_lettering, draw_watermark
from fashionkp.synthetic.frequencies import IMAGE_SIZES
from fashionkp.synthetic.scene.backdrops.backdrop import backdrop
from fashionkp.synthetic.scene.collage import Layout, fill_panels, sample_layout
from fashionkp.synthetic.scene.foreground import letter_foreground, sample_foreground
from fashionkp.synthetic.scene.outfit import sample_outfit

_CUT_OUT_SHARE = 0.2  # the outfit was cut out and put on another background, without a shadow
_VISIBLE_WITHIN = 2  # a point is visible if its garment is, within this many pixels of it


@dataclass(frozen=True, eq=False)
class Garment:
    """An image of a garment with its key points.

    Attributes:
        image: (H, W, 3) uint8, BGR.
        category: Category name.
        keypoints: (24, 2) float64, pixels; absent points are (-1, -1).
        visibility: (24,) int8: 1 visible, 0 occluded, -1 absent.
    """

    image: np.ndarray
    category: str
    keypoints: np.ndarray
    visibility: np.ndarray


@dataclass(frozen=True, eq=False)
class Scene:
    """Everything in an image, before it is painted.

    Attributes:
        category: Category name of the annotated garment.
        layers: Layers from bottom to top, pixels.
        points: Key points of the garment by name, pixels.
        camera: Projection from body units to pixels.
        layout: Where the photo of the garment is in the image.
        worn: Whether a person or a mannequin wears the garment.
        cloth: Cloth of the garment.
        cut: Cut of the garment, a TopCut or a BottomCut; None for a jumpsuit.
        paint_rng: Random generator for everything that does not move a key point.
    """

    category: str
    layers: tuple[Layer, ...]
    points: dict[str, PiecePoint]
    camera: Camera
    layout: Layout
    worn: bool
    cloth: Cloth
    cut: object
    paint_rng: np.random.Generator

    def layer_map(self) -> np.ndarray:
        """Index of the topmost layer at each pixel plus 1, 0 for the backdrop, (H, W) uint8."""
        width, height = self.camera.size
        layer_map = np.zeros((height, width), np.uint8)
        for index, layer in enumerate(self.layers):
            fill(layer_map, layer.outline, index + 1, smooth=False)
        return layer_map

    def annotation(self) -> tuple[np.ndarray, np.ndarray]:
        """Key points (24, 2) and their visibility (24,), as in :class:`Garment`."""
        layer_map = self.layer_map()
        left, top, width, height = self.camera.frame
        right, bottom = left + width, top + height
        keypoints = np.full((len(KEYPOINTS), 2), -1.0)
        visibility = np.full(len(KEYPOINTS), -1, np.int8)
        for name, (position, parts) in self.points.items():
            x, y = position
            if not (left <= x <= right and top <= y <= bottom):
                continue
            k = KEYPOINTS.index(name)
            keypoints[k] = position
            own = {i + 1 for i, layer in enumerate(self.layers) if layer.part in parts}
            column, row = round(x), round(y)
            neighbourhood = layer_map[
                max(row - _VISIBLE_WITHIN, 0) : row + _VISIBLE_WITHIN + 1,
                max(column - _VISIBLE_WITHIN, 0) : column + _VISIBLE_WITHIN + 1,
            ]
            visibility[k] = not own.isdisjoint(neighbourhood.ravel().tolist())
        return keypoints, visibility


def image_category(index: int, category: str | None = None) -> str:
    """Return the category of an image of a synthetic data set.

    Args:
        index: Index of the image.
        category: The category of all images; by default, FashionAI's categories take turns.

    Raises:
        ValueError: If ``category`` is unknown or cannot be drawn.
    """
    drawable = [*OFFICIAL_CATEGORIES, JUMPSUIT]
    if category is None:
        return drawable[index % len(OFFICIAL_CATEGORIES)]
    if category_by_name(category).name not in drawable:
        raise ValueError(f'{category} cannot be drawn: expected one of {", ".join(drawable)}')
    return category


def sample_scene(seed: int, index: int, category: str | None = None) -> Scene:
    """Sample the scene of an image; see :func:`draw_garment` for the arguments."""
    name = image_category(index, category)
    layout_rng, paint_rng = (
        np.random.Generator(np.random.PCG64(s))
        for s in np.random.SeedSequence([seed, index]).spawn(2)
    )
    outfit = sample_outfit(layout_rng, name)
    sizes = [size for size, _ in IMAGE_SIZES]
    size = sizes[layout_rng.choice(len(sizes), p=[share for _, share in IMAGE_SIZES])]
    positions = outfit.garment.keypoint_positions()
    around = np.vstack([positions, *(layer.outline for layer in outfit.layers)])
    layout = sample_layout(layout_rng, size)
    camera = sample_camera(
        layout_rng, positions, size, worn=outfit.worn, around=around, frame=layout.frame
    )
    layers = [layer.projected(camera) for layer in outfit.layers]
    layers += sample_foreground(layout_rng, camera, worn=outfit.worn)
    return Scene(
        category=name,
        layers=tuple(layers),
        points={
            keypoint: PiecePoint(camera(position[None])[0], parts)
            for keypoint, (position, parts) in outfit.garment.points.items()
            if keypoint in category_by_name(name).keypoints  # a custom garment may lack some
        },
        camera=camera,
        layout=layout,
        worn=outfit.worn,
        cloth=outfit.garment.body[0].cloth,
        cut=outfit.garment.cut,
        paint_rng=paint_rng,
    )


def draw_garment(seed: int, index: int, category: str | None = None) -> Garment:
    """Draw one image of a synthetic data set.

    Args:
        seed: Seed of the data set.
        index: Index of the image; the same seed and index always give the same image.
        category: Category to draw; see :func:`image_category`.

    Returns:
        The image with its key points.

    Raises:
        ValueError: If ``category`` is unknown or cannot be drawn.
    """
    scene = sample_scene(seed, index, category)
    keypoints, visibility = scene.annotation()
    return Garment(_paint(scene), scene.category, keypoints, visibility)


def _paint(scene: Scene) -> np.ndarray:
    """Paint a scene: backdrop, shadow, layers, and the effects of the camera."""
    rng = scene.paint_rng
    x, y, width, height = scene.camera.frame
    behind = backdrop(rng, (width, height), worn=scene.worn, colour=scene.cloth.colour)
    if rng.random() < 0.22:
        draw_lettering(behind, rng)
    image = np.zeros((*scene.camera.size[::-1], 3), np.uint8)
    image[y : y + height, x : x + width] = behind
    angle = rng.uniform(-2.4, -0.7)
    light = np.array([np.cos(angle), np.sin(angle)])
    if rng.random() >= _CUT_OUT_SHARE:
        _cast_shadow(image, scene, light, rng)
    canvas = Canvas(image, light, scene.camera.scale, rng)
    for layer in scene.layers:
        canvas.paint(layer)
    letter_foreground(image, scene.layers, rng)
    image = fill_panels(image, scene.layout, scene.cloth, rng)
    if rng.random() < 0.10:
        draw_watermark(image, rng)
    if rng.random() < 0.08:
        draw_lettering(image, rng, over_garment=True)
    return develop(image, rng)


def _cast_shadow(
    image: np.ndarray, scene: Scene, light: np.ndarray, rng: np.random.Generator
) -> None:
    """Draw the soft shadow of all layers on the backdrop, in place."""
    height, width = image.shape[:2]
    mask = np.zeros((height // 4, width // 4), np.uint8)
    distance = (0.22 if scene.worn else 0.06) * scene.camera.scale
    for layer in scene.layers:
        fill(mask, (layer.outline - light * distance) / 4, 255, smooth=False)
        if layer.part.startswith('shoe'):  # it touches the floor
            (left, top), (right, bottom) = layer.outline.min(0), layer.outline.max(0)
            below = ellipse(((left + right) / 2, bottom), right - left, (bottom - top) / 3)
            fill(mask, below / 4, 255, smooth=False)
    k = 2 * int(np.clip(distance * rng.uniform(0.15, 0.4), 1, 20)) + 1
    shadow = cv2.blur(cv2.blur(mask, (k, k)), (k, k))
    strength = rng.uniform(0.05, 0.3) if scene.worn else rng.uniform(0.15, 0.45)
    gain = cv2.resize(cv2.convertScaleAbs(shadow, alpha=-strength, beta=255), (width, height))
    cv2.multiply(image, cv2.merge([gain] * 3), dst=image, scale=1 / 255)
