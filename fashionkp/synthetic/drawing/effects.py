"""What a camera and a shop's software do to a photo: tone, light, blur, grain, compression."""

import cv2
import numpy as np

from fashionkp.synthetic.drawing.noise import SIZE, grain_halves

_CLEAN_SHARE = 0.2  # product photos without any effect but compression


def develop(image: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Apply random effects of the camera that move nothing in the image.

    Args:
        image: (H, W, 3) uint8, BGR.
        rng: Random generator.

    Returns:
        The photo, of the same shape.
    """
    if rng.random() >= _CLEAN_SHARE:
        image = cv2.LUT(image, _tone_curves(rng))
        if rng.random() < 0.35:
            image = _saturate(image, rng.uniform(0.3, 1.5))
        if rng.random() < 0.4:
            image = _uneven_light(image, rng)
        if rng.random() < 0.08:
            image = cv2.addWeighted(image, 1, image, -rng.uniform(0.1, 0.4), rng.uniform(20, 90))
        image = _blurred(image, rng)
        if rng.random() < 0.6:
            image = _grainy(image, rng)
    if rng.random() < 0.33:
        image = compress(image, int(rng.integers(18, 85)))
    return image


def _tone_curves(rng: np.random.Generator) -> np.ndarray:
    """Look-up table of exposure, contrast, gamma and white balance, (1, 256, 3) uint8."""
    x = np.linspace(0, 1, 256)[:, None]
    gamma = np.exp(rng.normal(-0.14, 0.2))
    contrast = rng.uniform(-0.35, 1.2)  # above 0, an S-shaped curve
    tint = 1 + rng.normal(0, 0.05 if rng.random() < 0.3 else 0.015, 3)
    curve = x**gamma
    curve = curve + contrast * (curve * curve * (3 - 2 * curve) - curve)
    curve = curve * rng.normal(1.03, 0.09) * tint + rng.normal(0.0, 0.02)
    return np.clip(255 * curve + 0.5, 0, 255).astype(np.uint8)[None]


def _saturate(image: np.ndarray, factor: float) -> np.ndarray:
    """Blend with the grey image; a factor above 1 makes colours stronger."""
    grey = cv2.cvtColor(cv2.cvtColor(image, cv2.COLOR_BGR2GRAY), cv2.COLOR_GRAY2BGR)
    return cv2.addWeighted(image, factor, grey, 1 - factor, 0)


def _uneven_light(image: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Brighten one side, darken the corners, or light the middle as a flash does."""
    height, width = image.shape[:2]
    x, y = np.meshgrid(np.linspace(-1, 1, 12), np.linspace(-1, 1, 12))
    slope = rng.normal(0, 0.1, 2)
    light = 1 + slope[0] * x + slope[1] * y
    if rng.random() < 0.3:
        centre = rng.normal(0, 0.25, 2)
        light -= rng.uniform(0.03, 0.25) * ((x - centre[0]) ** 2 + (y - centre[1]) ** 2 - 0.4)
    gain = cv2.resize(np.clip(160 * light, 40, 255).astype(np.uint8), (width, height))
    return cv2.multiply(image, cv2.merge([gain] * 3), scale=1 / 160)


def _blurred(image: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Lose sharpness by defocus, motion or a low resolution, or sharpen too much."""
    kind = rng.random()
    if kind < 0.22:
        return cv2.GaussianBlur(image, (0, 0), rng.uniform(0.4, 1.8))
    if kind < 0.28:
        return cv2.filter2D(
            image, -1, motion_kernel(int(rng.integers(2, 6)), rng.uniform(0, np.pi))
        )
    if kind < 0.50:
        share = rng.uniform(0.3, 0.85)
        size = [max(1, round(length * share)) for length in image.shape[1::-1]]
        shrink = cv2.INTER_AREA if share < 0.5 else cv2.INTER_LINEAR  # several times faster
        small = cv2.resize(image, size, interpolation=shrink)
        method = cv2.INTER_CUBIC if rng.random() < 0.5 else cv2.INTER_LINEAR
        return cv2.resize(small, image.shape[1::-1], interpolation=method)
    if kind < 0.70:
        strength = rng.uniform(0.3, 1.5)
        soft = cv2.blur(image, (3, 3))
        return cv2.addWeighted(image, 1 + strength, soft, -strength, 0)
    return image


def motion_kernel(reach: int, angle: float) -> np.ndarray:
    """Kernel of a straight camera motion, symmetric so that nothing is shifted.

    Args:
        reach: Pixels to either side.
        angle: Direction, radians.

    Returns:
        (2 * reach + 1, 2 * reach + 1) float32 that sums to 1.
    """
    kernel = np.zeros((2 * reach + 1,) * 2, np.float32)
    t = np.linspace(-reach, reach, 4 * reach + 1)
    rows, columns = np.rint([t * np.sin(angle), t * np.cos(angle)]).astype(int) + reach
    kernel[rows, columns] = 1
    kernel += kernel[::-1, ::-1]
    return kernel / kernel.sum()


def _grainy(image: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    height, width = image.shape[:2]
    x, y = rng.integers(0, SIZE - width + 1), rng.integers(0, SIZE - height + 1)
    strength = rng.uniform(0.2, 1.6)
    bright, dark = (
        cv2.convertScaleAbs(half[y : y + height, x : x + width], alpha=strength)
        for half in grain_halves()
    )
    return cv2.subtract(cv2.add(image, bright), dark)


def compress(image: np.ndarray, quality: int) -> np.ndarray:
    """Encode as JPEG of a quality from 0 to 100, and decode."""
    _, data = cv2.imencode('.jpg', image, [cv2.IMWRITE_JPEG_QUALITY, quality])
    return np.asarray(cv2.imdecode(data, cv2.IMREAD_COLOR))
