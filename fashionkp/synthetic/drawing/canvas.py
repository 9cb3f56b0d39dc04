"""Paint layers with lighting and soft shadows."""

from collections.abc import Callable

import cv2
import numpy as np
from numpy.typing import ArrayLike

from fashionkp.synthetic.drawing.fabric import draped_fabric
from fashionkp.synthetic.drawing.layers import Fold, Layer
from fashionkp.synthetic.drawing.noise import SIZE, creases, warp_field, weave, wrinkles

_SHIFT = 4  # fixed-point bits of OpenCV's drawing functions: 1/16 pixel
_LEAST_CREASE = 0.25  # creases below this height are not seen
_SEAM = 10.0  # folds that are higher or deeper are seams, of even width
_COARSE = 2  # lighting is computed at 1/2 of the resolution


def _fixed_point(points: np.ndarray, scale: float = 1.0) -> np.ndarray:
    """Convert points (P, 2) to OpenCV's fixed-point coordinates, int32."""
    return np.round(points * (scale * (1 << _SHIFT))).astype(np.int32)


def fill(
    image: np.ndarray, outline: np.ndarray, value: int | tuple[float, ...], *, smooth: bool = True
) -> None:
    """Fill a polygon in place.

    Args:
        image: (H, W) or (H, W, 3) uint8.
        outline: Vertices, (P, 2), pixels.
        value: Grey value or BGR colour.
        smooth: Whether to draw the edge with antialiasing.
    """
    line = cv2.LINE_AA if smooth else cv2.LINE_8
    cv2.fillPoly(image, [_fixed_point(outline)], value, line, _SHIFT)


class Canvas:
    """An image that layers are painted on.

    Args:
        image: The backdrop, (H, W, 3) uint8, BGR; modified in place.
        light: Direction towards the light, (x, y), length about 1.
        scale: Pixels per body unit.
        rng: Random generator for contrast and wrinkles.
    """

    def __init__(
        self, image: np.ndarray, light: ArrayLike, scale: float, rng: np.random.Generator
    ) -> None:
        self.image = image
        self.light = np.asarray(light, float)
        self.scale = scale
        self.rng = rng
        self.contrast = rng.uniform(0.25, 1.15)
        self.roundness = rng.uniform(0.1, 1.1)  # low under the frontal light of a flash
        self.shadow = rng.uniform(0.2, 1.3)
        self.crease = 6 * rng.random() ** 2

    def paint(self, layer: Layer) -> None:
        """Paint a layer, whose coordinates are pixels, over the image."""
        height, width = self.image.shape[:2]
        pad = int(np.clip(0.14 * self.scale, 4, 16))
        x0, y0 = np.maximum(np.floor(layer.outline.min(0)).astype(int) - pad, 0)
        x1, y1 = np.minimum(np.ceil(layer.outline.max(0)).astype(int) + pad + 1, (width, height))
        if x1 - x0 < 3 or y1 - y0 < 3:
            return
        origin = np.array([x0, y0])
        mask = np.zeros((y1 - y0, x1 - x0), np.uint8)
        fill(mask, layer.outline - origin, 255)
        shadow, lighting = self._lighting(mask, layer, origin, pad)
        box = (int(x0), int(y0), int(x1 - x0), int(y1 - y0))
        patch = draped_fabric(
            layer.cloth, scale=self.scale, axis=layer.axis, box=box, drape=layer.drape
        )
        self._draw_marks(patch, layer, origin)
        if layer.cloth.opacity < 1:
            mask = cv2.convertScaleAbs(mask, alpha=layer.cloth.opacity)
        foreground_gain = cv2.multiply(mask, lighting, scale=1 / 255)
        background_gain = 255 - mask
        if layer.shadow:
            darkness = min(layer.shadow * self.shadow, 0.7)
            remaining_light = cv2.convertScaleAbs(shadow, alpha=-darkness, beta=255)
            background_gain = cv2.multiply(background_gain, remaining_light, scale=1 / 255)
        region = self.image[y0:y1, x0:x1]
        background = cv2.multiply(region, cv2.merge([background_gain] * 3), scale=1 / 255)
        foreground = cv2.multiply(patch, cv2.merge([foreground_gain] * 3), scale=1 / 128)
        cv2.add(foreground, background, dst=region)

    def _lighting(
        self, mask: np.ndarray, layer: Layer, origin: np.ndarray, pad: int
    ) -> tuple[np.ndarray, np.ndarray]:
        """Return the shadow mask and the lighting (128 is neutral) of a layer, (h, w) uint8."""
        full = mask.shape[::-1]
        size = (max(2, full[0] // _COARSE), max(2, full[1] // _COARSE))
        small = cv2.resize(mask, size, interpolation=cv2.INTER_AREA)
        k = 2 * (pad // (2 * _COARSE)) + 1  # two blurs of this size end within the padding
        shadow = cv2.blur(cv2.blur(small, (k, k)), (k, k))
        wide = 2 * int(np.clip(0.16 * self.scale / _COARSE, 1, 14)) + 1
        roundness = cv2.blur(cv2.blur(small, (wide, wide)), (wide, wide)).astype(np.float32)
        relief = roundness * (wide * 0.004 * layer.gloss * self.roundness)
        looseness = 1 - layer.cloth.stiffness
        if looseness > 0 and self.crease > _LEAST_CREASE:
            relief += self._texture(creases, layer, size) * (self.crease * (0.3 + looseness))
        if layer.folds:
            folds = self._fold_relief(layer, origin, size)
            relief += folds
        lx, ly = -self.light
        kernel = np.array([[0, -ly, 0], [-lx, 0, lx], [0, ly, 0]], np.float32)
        shade = cv2.filter2D(relief, -1, kernel, borderType=cv2.BORDER_REPLICATE)
        shade *= 17 * self.contrast
        if layer.folds:
            shade += 2.5 * np.minimum(folds, 0)  # grooves are dark from any direction
        gloss = layer.gloss * self.contrast * self.roundness
        shade += roundness * (0.16 * gloss) + (117 - 33 * gloss)
        if looseness > 0:
            shade += self._texture(wrinkles, layer, size) * (11 * looseness * self.contrast)
        if layer.cloth.shine:
            shade += np.maximum(shade - 126, 0) * (2.5 * layer.cloth.shine)
        np.clip(shade, 40, 240, out=shade)
        lighting = cv2.resize(shade.astype(np.uint8), full)
        if looseness > 0:  # cloth, not skin or leather
            cv2.add(lighting, weave()[: full[1], : full[0]], dst=lighting)
        else:
            cv2.add(lighting, 10, dst=lighting)
        return cv2.resize(shadow, full), lighting

    def _fold_relief(self, layer: Layer, origin: np.ndarray, size: tuple[int, int]) -> np.ndarray:
        """Height of the folds of a layer at the resolution of its lighting, float32."""
        relief = np.zeros(size[::-1], np.float32)
        short = [f for f in layer.folds if len(f.points) == 2 and abs(f.height) < _SEAM]
        for fold, outline in zip(short, self._creases(short, origin), strict=True):
            cv2.fillPoly(relief, [outline], fold.height, cv2.LINE_8, _SHIFT)
        for fold in layer.folds:
            if len(fold.points) == 2 and abs(fold.height) < _SEAM:
                continue
            cv2.polylines(
                relief,
                [_fixed_point(fold.points - origin, 1 / _COARSE)],
                isClosed=False,
                color=fold.height,
                thickness=max(1, round(fold.width / _COARSE)),
                lineType=cv2.LINE_8,
                shift=_SHIFT,
            )
        width = np.mean([max(1, round(fold.width / _COARSE)) for fold in layer.folds])
        k = 2 * max(1, round(float(width) * 0.6)) + 1
        return cv2.blur(cv2.blur(relief, (k, k)), (k, k))

    def _creases(self, folds: list[Fold], origin: np.ndarray) -> np.ndarray:
        """Outlines of bent folds that taper to both ends, (F, 16, 2) int32, fixed point."""
        if not folds:
            return np.zeros((0, 16, 2), np.int32)
        ends = np.stack([fold.points for fold in folds]) - origin
        along = ends[:, 1] - ends[:, 0]
        across = np.stack([-along[:, 1], along[:, 0]], axis=1)
        bow = self.rng.normal(0, 0.12, (len(folds), 1, 1))
        lengths = np.maximum(np.hypot(along[:, 0], along[:, 1]), 1e-6)
        widths = 0.75 * np.array([max(fold.width, 2.0 * _COARSE) for fold in folds]) / lengths
        t = np.linspace(0, 1, 8)[None, :, None]
        middle = ends[:, :1] + t * along[:, None] + bow * np.sin(np.pi * t) * across[:, None]
        half = np.sqrt(np.sin(np.pi * t)) * (widths[:, None] * across)[:, None]
        return _fixed_point(
            np.concatenate([middle + half, (middle - half)[:, ::-1]], 1), 1 / _COARSE
        )

    def _texture(
        self, field: Callable[[], np.ndarray], layer: Layer, size: tuple[int, int]
    ) -> np.ndarray:
        """Random part of a field of noise, turned and scaled as the layer, float32."""
        zoom = 90 * _COARSE / self.scale * 0.9
        x, y = self.rng.random(2) * SIZE
        cos, sin = np.cos(layer.axis) * zoom, np.sin(layer.axis) * zoom
        matrix = np.array([[cos, -sin, x], [sin, cos, y]])
        return warp_field(field, matrix, size)

    def _draw_marks(self, patch: np.ndarray, layer: Layer, origin: np.ndarray) -> None:
        for mark in layer.marks:
            points = mark.points - origin
            if mark.cloth is not None:
                inside = np.zeros(patch.shape[:2], np.uint8)
                fill(inside, points, 255, smooth=False)
                box = (int(origin[0]), int(origin[1]), patch.shape[1], patch.shape[0])
                cloth = draped_fabric(mark.cloth, scale=self.scale, axis=layer.axis, box=box)
                cv2.copyTo(cloth, inside, patch)
            elif mark.width > 0:
                cv2.polylines(
                    patch,
                    [_fixed_point(points)],
                    isClosed=False,
                    color=mark.colour,
                    thickness=max(1, round(mark.width)),
                    lineType=cv2.LINE_AA,
                    shift=_SHIFT,
                )
            else:
                fill(patch, points, mark.colour)
