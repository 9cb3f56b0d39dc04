"""Images under an affine map: exact positions, and means instead of skipped pixels."""

import zlib

import cv2
import numpy as np
import pytest

from fashionkp.images import warping
from fashionkp.images.warping import reduced_matrix, reduction, warp_image

opencv_4 = pytest.mark.skipif(
    not cv2.__version__.startswith('4.'), reason='cv2.warpAffine of OpenCV 4 rounds positions'
)


def affine_map(scale: float, degrees: float = 0.0, shift: tuple = (0.0, 0.0)) -> np.ndarray:
    matrix = cv2.getRotationMatrix2D((0, 0), degrees, scale)
    matrix[:, 2] = shift
    return matrix


def smooth_image(width: int, height: int) -> np.ndarray:
    """Return waves so long that their values hardly depend on how they are sampled."""
    x, y = np.meshgrid(np.arange(width), np.arange(height))
    waves = [np.sin(x / 50), np.cos(y / 40), np.sin((x + y) / 60)]
    return (127.5 + 100 * np.dstack(waves)).round().astype(np.uint8)


@pytest.mark.parametrize(
    ('scale', 'factor'), [(3, 1), (0.75, 1), (0.51, 1), (0.5, 2), (0.3, 2), (0.2, 4), (0.01, 8)]
)
@pytest.mark.parametrize('degrees', [0, 30, 90, 200])
def test_a_reduced_image_is_at_least_as_large_as_the_result(scale, factor, degrees):
    matrix = affine_map(scale, degrees)
    assert reduction(matrix * (1 - 1e-9)) == factor


def test_the_axis_that_shrinks_least_determines_the_factor():
    assert reduction(np.array([[0.2, 0, 0], [0, 0.6, 0]])) == 1
    assert reduction(np.array([[0.2, 0, 0], [0, 0.4, 0]])) == 2


@pytest.mark.parametrize('factor', [2, 4, 8])
def test_a_reduced_pixel_lies_at_the_center_of_its_square(factor):
    matrix = affine_map(0.3, 20, (5, -7))
    block = np.mgrid[3 * factor : 4 * factor, 5 * factor : 6 * factor].reshape(2, -1).mean(axis=1)
    np.testing.assert_allclose(
        reduced_matrix(matrix, factor) @ (3, 5, 1), matrix @ (*block, 1), rtol=1e-12
    )


@pytest.mark.parametrize('size', [(640, 480), (643, 481), (801, 799)])
@pytest.mark.parametrize(('scale', 'degrees'), [(0.45, 0), (0.2, 0), (0.2, 25), (0.11, -60)])
def test_a_smooth_image_is_the_same_as_opencvs(size, scale, degrees):
    image, matrix = smooth_image(*size), affine_map(scale, degrees, (9.3, 20.6))
    plain = cv2.warpAffine(image, matrix, (96, 80))
    inside = cv2.warpAffine(np.full(image.shape[:2], 255, np.uint8), matrix, (96, 80)) == 255
    inside = cv2.erode(inside.astype(np.uint8), np.ones((5, 5)), borderValue=1) > 0
    assert inside.mean() > 0.05
    error = np.abs(warp_image(image, matrix, (96, 80)).astype(int) - plain)[inside]
    assert error.max() <= 4
    assert error.mean() < 1


def noisy_image(width: int, height: int) -> np.ndarray:
    """Return noise that does not depend on the version of NumPy."""
    values = np.arange(height * width * 3, dtype=np.uint32) * np.uint32(2654435761)
    return (values >> 24).astype(np.uint8).reshape(height, width, 3)


@opencv_4
def test_an_image_that_is_not_reduced_is_exactly_that_of_opencv_4():
    image, matrix = noisy_image(150, 200), affine_map(0.6, 10, (3, 4))
    np.testing.assert_array_equal(
        warp_image(image, matrix, (96, 96)), cv2.warpAffine(image, matrix, (96, 96))
    )


MAPS = [
    ((1.0, 0, 0), (0, 1.0, 0)),
    ((0.7, 0, -13.3), (0, 0.7, 5.1)),
    ((-1.3, 0.2, 190.5), (-0.1, 1.1, 40.25)),
    ((0.1, -2.9, 300.0), (2.9, 0.1, -200.0)),
    ((9.0, 0, -700.0), (0, 9.0, -900.0)),
    ((0.01, 0, 0), (0, 0.01, 0)),
    ((1.0, 0, 1e5), (0, 1.0, -1e5)),
    ((0, 0, 3), (0, 0, 4)),
]


@opencv_4
@pytest.mark.parametrize('matrix', MAPS, ids=range(len(MAPS)))
@pytest.mark.parametrize('size', [(96, 80), (1, 1), (300, 2)])
def test_with_opencv_5_the_pixels_are_those_of_opencv_4(monkeypatch, matrix, size):
    image, matrix = noisy_image(150, 200), np.array(matrix, float)
    expected = warping.warp_reduced_image(image, 1, matrix, size)
    monkeypatch.setattr(warping, '_ROUNDS_POSITIONS', False)
    np.testing.assert_array_equal(warping.warp_reduced_image(image, 1, matrix, size), expected)


@opencv_4
def test_with_opencv_5_a_reduced_image_is_that_of_opencv_4(monkeypatch):
    image, matrix = noisy_image(301, 203), affine_map(0.23, 7, (9.3, 20.6))
    expected = warp_image(image, matrix, (96, 80))
    monkeypatch.setattr(warping, '_ROUNDS_POSITIONS', False)
    np.testing.assert_array_equal(warp_image(image, matrix, (96, 80)), expected)


@pytest.mark.parametrize(('scale', 'checksum'), [(0.61, 2393716004), (0.23, 1093856433)])
def test_pixels_are_the_same_with_every_opencv(scale, checksum):
    matrix = np.array([[scale, 0.03, 3.3], [-0.03, scale, 5.1]])
    view = warp_image(noisy_image(301, 203), matrix, (96, 80))
    assert zlib.crc32(view.tobytes()) == checksum


def test_noise_is_averaged_instead_of_sampled():
    noise = np.random.default_rng(0).normal(127, 40, (800, 800, 3)).clip(0, 255).astype(np.uint8)
    inner = warp_image(noise, affine_map(0.125), (100, 100))
    assert inner.std() < 8  # 40 / 8 for means of 64
    assert cv2.warpAffine(noise, affine_map(0.125), (100, 100)).std() > 15


def test_outside_of_the_image_is_black():
    white = np.full((400, 300, 3), 255, np.uint8)
    view = warp_image(white, affine_map(0.2, 0, (20, 10)), (96, 96))
    assert view[:9].max() == 0
    assert view[:, :19].max() == 0
    assert view[10:90, 20:80].min() == 255
    assert view[92:].max() == 0


@pytest.mark.parametrize('scale', [0.5, 0.24, 0.12, 0.07])
def test_an_image_does_not_fade_at_its_edge(scale):
    white = np.full((800, 800, 3), 255, np.uint8)
    length = int(800 * scale)
    assert warp_image(white, affine_map(scale), (length, length)).min() == 255
