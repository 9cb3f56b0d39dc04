"""Paints layers with light, shade and soft shadows."""

import cv2
import numpy as np
from numpy.typing import ArrayLike

from fashionkp.synthetic.drawing.fabric import fabric
from fashionkp.synthetic.drawing.layers import Layer
from fashionkp.synthetic.drawing.noise import SIZE, folds, weave

_SHIFT = 4  # fixed-point bits of cv2's drawing: a sixteenth of a pixel
_COARSE = 2  # light and shade are computed on every second pixel


def fixed(points: np.ndarray, scale: float = 1.0) -> np.ndarray:
    """Points as cv2's drawing takes them with ``shift``, (P, 2) int32."""
    return np.round(points * (scale * (1 << _SHIFT))).astype(np.int32)


def fill(
    image: np.ndarray, outline: np.ndarray, value: int | tuple[float, ...], smooth: bool = True
) -> None:
    """Fill an outline (P, 2, pixels) of ``image`` in place."""
    line = cv2.LINE_AA if smooth else cv2.LINE_8
    cv2.fillPoly(image, [fixed(outline)], value, line, _SHIFT)


class Canvas:
    """An image in the making.

    Args:
        image: The backdrop, (H, W, 3) uint8 BGR; painted over in place.
        light: Direction from which light comes, (x, y), length about 1.
        scale: Pixels of a body unit.
        rng: Places the folds.
    """

    def __init__(
        self, image: np.ndarray, light: ArrayLike, scale: float, rng: np.random.Generator
    ) -> None:
        self.image = image
        self.light = np.asarray(light, float)
        self.scale = scale
        self.rng = rng
        self.contrast = rng.uniform(0.6, 1.05)

    def paint(self, layer: Layer) -> None:
        """Paint a projected layer over what is there."""
        height, width = self.image.shape[:2]
        pad = int(np.clip(0.14 * self.scale, 4, 16))
        x0, y0 = np.maximum(np.floor(layer.outline.min(0)).astype(int) - pad, 0)
        x1, y1 = np.minimum(np.ceil(layer.outline.max(0)).astype(int) + pad + 1, (width, height))
        if x1 - x0 < 3 or y1 - y0 < 3:
            return
        origin = np.array([x0, y0])
        mask = np.zeros((y1 - y0, x1 - x0), np.uint8)
        fill(mask, layer.outline - origin, 255)
        soft, shade = self._light(mask, layer, origin, pad)
        box = (int(x0), int(y0), int(x1 - x0), int(y1 - y0))
        patch = fabric(layer.cloth, self.scale, layer.axis, box, layer.drape)
        self._mark(patch, layer, origin)
        lit = cv2.multiply(mask, shade, scale=1 / 255)
        under = 255 - mask
        if layer.shadow:
            gone = cv2.convertScaleAbs(soft, alpha=-layer.shadow, beta=255)
            under = cv2.multiply(under, gone, scale=1 / 255)
        view = self.image[y0:y1, x0:x1]
        below = cv2.multiply(view, cv2.merge([under] * 3), scale=1 / 255)
        cv2.add(cv2.multiply(patch, cv2.merge([lit] * 3), scale=1 / 128), below, dst=view)

    def _light(
        self, mask: np.ndarray, layer: Layer, origin: np.ndarray, pad: int
    ) -> tuple[np.ndarray, np.ndarray]:
        """Blurred mask and shade (128 neutral) of a layer, (h, w) uint8 each."""
        full = mask.shape[::-1]
        size = (max(2, full[0] // _COARSE), max(2, full[1] // _COARSE))
        small = cv2.resize(mask, size, interpolation=cv2.INTER_AREA)
        reach = 2 * (pad // (2 * _COARSE)) + 1  # twice, so that it ends within the margin
        soft = cv2.blur(cv2.blur(small, (reach, reach)), (reach, reach))
        wide = 2 * int(np.clip(0.16 * self.scale / _COARSE, 1, 14)) + 1
        round_ = cv2.blur(cv2.blur(small, (wide, wide)), (wide, wide)).astype(np.float32)
        relief = round_ * (wide * 0.004 * layer.gloss)
        if layer.folds:
            strokes = self._relief(layer, origin, size)
            relief += strokes
        lx, ly = -self.light
        kernel = np.array([[0, -ly, 0], [-lx, 0, lx], [0, ly, 0]], np.float32)
        shade = cv2.filter2D(relief, -1, kernel, borderType=cv2.BORDER_REPLICATE)
        shade *= 17 * self.contrast
        if layer.folds:
            shade += 2.5 * np.minimum(strokes, 0)  # grooves are dark whatever the light
        gloss = layer.gloss * self.contrast
        shade += round_ * (0.16 * gloss) + (117 - 33 * gloss)
        looseness = 1 - layer.cloth.stiffness
        if looseness > 0:
            shade += self._wrinkles(layer, size) * (11 * looseness)
        np.clip(shade, 40, 200, out=shade)
        fine = cv2.resize(shade.astype(np.uint8), full)
        if looseness > 0:  # cloth, not skin or leather
            cv2.add(fine, weave()[: full[1], : full[0]], dst=fine)
        else:
            cv2.add(fine, 10, dst=fine)
        return cv2.resize(soft, full), fine

    def _relief(self, layer: Layer, origin: np.ndarray, size: tuple[int, int]) -> np.ndarray:
        relief = np.zeros(size[::-1], np.float32)
        widths = []
        for fold in layer.folds:
            width = max(1, round(fold.width / _COARSE))
            widths.append(width)
            points = fixed(fold.points - origin, 1 / _COARSE)
            cv2.polylines(relief, [points], False, fold.height, width, cv2.LINE_8, _SHIFT)
        k = 2 * max(1, round(float(np.mean(widths)) * 0.6)) + 1
        return cv2.blur(cv2.blur(relief, (k, k)), (k, k))

    def _wrinkles(self, layer: Layer, size: tuple[int, int]) -> np.ndarray:
        zoom = 90 * _COARSE / self.scale * 0.9
        x, y = self.rng.random(2) * SIZE
        cos, sin = np.cos(layer.axis) * zoom, np.sin(layer.axis) * zoom
        matrix = np.array([[cos, -sin, x], [sin, cos, y]])
        flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
        return cv2.warpAffine(folds(), matrix, size, flags=flags, borderMode=cv2.BORDER_WRAP)

    def _mark(self, patch: np.ndarray, layer: Layer, origin: np.ndarray) -> None:
        for mark in layer.marks:
            points = mark.points - origin
            if mark.cloth is not None:
                inside = np.zeros(patch.shape[:2], np.uint8)
                fill(inside, points, 255, smooth=False)
                box = (int(origin[0]), int(origin[1]), patch.shape[1], patch.shape[0])
                cv2.copyTo(fabric(mark.cloth, self.scale, layer.axis, box), inside, patch)
            elif mark.width > 0:
                width = max(1, round(mark.width))
                cv2.polylines(
                    patch, [fixed(points)], False, mark.colour, width, cv2.LINE_AA, _SHIFT
                )
            else:
                fill(patch, points, mark.colour)
