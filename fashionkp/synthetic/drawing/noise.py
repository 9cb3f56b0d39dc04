"""Random noise textures that all images share, computed once per process."""

from collections.abc import Callable
from functools import lru_cache

import cv2
import numpy as np

SIZE = 512
_REPEATS = 3  # of a field, so that few parts of it have to be wrapped
_LINEAR = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP


def _field(seed: int, spectrum: np.ndarray) -> np.ndarray:
    """Tileable noise with a given spectrum, mean 0 and variance 1, (SIZE, SIZE) float32."""
    white = np.random.default_rng(seed).standard_normal((SIZE, SIZE))
    field = np.fft.ifft2(np.fft.fft2(white) * spectrum).real
    return ((field - field.mean()) / field.std()).astype(np.float32)


def _frequencies() -> tuple[np.ndarray, np.ndarray]:
    f = np.fft.fftfreq(SIZE) * SIZE
    return f[None, :], f[:, None]


@lru_cache
def clouds() -> np.ndarray:
    """Soft blotches of all sizes, (SIZE, SIZE) float32."""
    fx, fy = _frequencies()
    return _field(1, 1 / (1 + np.hypot(fx, fy)) ** 1.6)


@lru_cache
def wrinkles() -> np.ndarray:
    """Long, mostly vertical ridges, as in hanging cloth, (SIZE, SIZE) float32."""
    fx, fy = _frequencies()
    field = np.zeros((SIZE, SIZE), np.float32)
    for seed, slope in enumerate((-0.35, 0.0, 0.3)):
        across, along = fx, fy + slope * fx
        band = np.exp(-((np.abs(across) - 9) ** 2) / 60 - (along / 3.5) ** 2)
        field += _field(seed + 2, band)
    return (field / field.std()).astype(np.float32)


@lru_cache
def creases() -> np.ndarray:
    """Height of crumpled cloth with sharp oblique ridges, (SIZE, SIZE) float32 from -1 to 1."""
    fx, fy = _frequencies()
    height = np.zeros((SIZE, SIZE), np.float32)
    smooth = np.exp(-(np.hypot(fx, fy) ** 2) / 60)
    for seed, angle in enumerate((-1.2, -0.7, -0.2, 0.4, 0.8, 1.4)):
        along = fx * np.cos(angle) + fy * np.sin(angle)
        across = fy * np.cos(angle) - fx * np.sin(angle)
        waves = _field(seed + 21, np.exp(-((np.abs(across) - 11) ** 2) / 40 - (along / 5) ** 2))
        height += np.exp(-4 * np.abs(waves)) * np.maximum(_field(seed + 31, smooth), 0)
    height -= height.mean()
    return (height / np.abs(height).max()).astype(np.float32)


@lru_cache
def weave() -> np.ndarray:
    """Short horizontal and vertical threads, mean 10, (SIZE, SIZE) uint8."""
    fx, fy = _frequencies()
    across = _field(11, np.exp(-((fx / 40) ** 2) - (fy / 220) ** 2))
    along = _field(12, np.exp(-((fy / 40) ** 2) - (fx / 220) ** 2))
    return np.clip(10 + 1.5 * (across + along), 0, 20).astype(np.uint8)


@lru_cache
def grain() -> np.ndarray:
    """Fine noise around 0, (SIZE, SIZE, 3) int16 in the range of int8."""
    rng = np.random.default_rng(7)
    soft = rng.standard_normal((SIZE, SIZE, 1)) + 0.5 * rng.standard_normal((SIZE, SIZE, 3))
    return np.round(soft * 3).astype(np.int16)


@lru_cache
def grain_halves() -> tuple[np.ndarray, np.ndarray]:
    """Positive and negated negative part of :func:`grain`, uint8 each."""
    noise = grain()
    return np.maximum(noise, 0).astype(np.uint8), np.maximum(-noise, 0).astype(np.uint8)


@lru_cache
def _repeated(field: Callable[[], np.ndarray]) -> np.ndarray:
    return np.tile(field(), (_REPEATS, _REPEATS))


def warp_field(
    field: Callable[[], np.ndarray], matrix: np.ndarray, size: tuple[int, int]
) -> np.ndarray:
    """Part of a field that repeats without end, (height, width) float32.

    Args:
        field: The function that returns it, such as :func:`clouds`.
        matrix: Affine map from pixels of the result to pixels of the field, (2, 3).
        size: Size of the result (width, height).
    """
    width, height = size
    corners = matrix @ np.array([(0, width, 0, width), (0, 0, height, height), (1, 1, 1, 1)])
    shift = SIZE * np.floor(corners.min(axis=1) / SIZE)
    if (corners.max(axis=1) - shift >= _REPEATS * SIZE - 1).any():  # slow, but rare
        return cv2.warpAffine(field(), matrix, size, flags=_LINEAR, borderMode=cv2.BORDER_WRAP)
    moved = np.column_stack([matrix[:, :2], matrix[:, 2] - shift])
    return cv2.warpAffine(_repeated(field), moved, size, flags=_LINEAR)
