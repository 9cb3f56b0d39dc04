"""Tests of deferred decoding: it equals decoding first, then flip, colors and affine map."""

import cv2
import numpy as np
import pytest

from fashionkp_mm.datasets.encoded_image import EncodedImage
from fashionkp_mm.datasets.transforms.color import color_matrix

WIDTH, HEIGHT = 301, 401
COLORS = color_matrix(1.1, 0.8, 1.3, 12.0)


@pytest.fixture(scope='module')
def data() -> bytes:
    """Return a JPEG of blurred noise."""
    noise = np.random.default_rng(0).normal(0, 1, (HEIGHT, WIDTH, 3))
    soft = cv2.GaussianBlur(noise, (0, 0), 12)
    image = (127 + 50 * soft / soft.std()).clip(0, 255).astype(np.uint8)
    _, encoded = cv2.imencode('.jpg', image, [cv2.IMWRITE_JPEG_QUALITY, 95])
    return encoded.tobytes()


@pytest.fixture
def image(data):
    return EncodedImage(data, 'a.jpg', (WIDTH, HEIGHT))


def matrix_of(scale: float, degrees: float) -> np.ndarray:
    matrix = cv2.getRotationMatrix2D((WIDTH / 2, HEIGHT / 2), degrees, scale)
    matrix[:, 2] += np.array([48, 48]) - (WIDTH / 2, HEIGHT / 2)
    return matrix


def expected_pixels(data: bytes, matrix: np.ndarray, *, mirrored: bool, colors: np.ndarray | None):
    """Return the pixels by decoding the image first."""
    pixels = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_COLOR)
    pixels = cv2.flip(pixels, 1) if mirrored else pixels
    pixels = pixels if colors is None else cv2.transform(pixels, colors)
    return cv2.warpAffine(pixels, matrix, (96, 96))


@pytest.mark.parametrize('degrees', [0, 33])
@pytest.mark.parametrize('colors', [None, COLORS])
@pytest.mark.parametrize('scale', [1.3, 0.7])
def test_without_a_flip_pixels_are_equal(data, image, scale, degrees, colors):
    encoded = image if colors is None else image.recolor(colors)
    matrix = matrix_of(scale, degrees)
    expected = expected_pixels(data, matrix, mirrored=False, colors=colors)
    np.testing.assert_array_equal(encoded.pixels(matrix, (96, 96)), expected)


@pytest.mark.parametrize('degrees', [0, 33])
@pytest.mark.parametrize(('scale', 'allowed'), [(1.3, 2), (0.7, 2), (0.4, 9), (0.2, 9)])
@pytest.mark.parametrize('mirrored', [False, True])
def test_flipped_or_shrunk_pixels_differ_by_interpolation_only(
    data, image, scale, allowed, degrees, mirrored
):
    encoded = image.recolor(COLORS)
    encoded = encoded.mirror() if mirrored else encoded
    matrix = matrix_of(scale, degrees)
    expected = expected_pixels(data, matrix, mirrored=mirrored, colors=COLORS)
    error = np.abs(encoded.pixels(matrix, (96, 96)).astype(int) - expected)
    # at the border, a pixel of the smaller image also contains black
    inside = expected_pixels(data, matrix, mirrored=mirrored, colors=None).min(axis=2) > 0
    inside = cv2.erode(inside.astype(np.uint8), np.ones((7, 7)), borderValue=1) > 0
    assert inside.sum() > 500
    assert error[inside].max() <= allowed
    assert error[inside].mean() < 1


def test_two_flips_change_nothing(image):
    matrix = matrix_of(0.9, 10)
    twice = image.mirror().mirror()
    np.testing.assert_array_equal(twice.pixels(matrix, (96, 96)), image.pixels(matrix, (96, 96)))


@pytest.mark.parametrize('scale', [0.9, 0.2])
def test_a_change_of_colors_keeps_the_outside_black(image, scale):
    brighter = color_matrix(1.2, 0.7, 1.0, 0.0)
    assert cv2.transform(np.zeros((1, 1, 3), np.uint8), brighter).min() > 30
    matrix = np.array([[scale, 0, 40.0], [0, scale, 30.0]])
    view = image.recolor(brighter).mirror().pixels(matrix, (96, 96))
    assert view[:28].max() == 0
    assert view[:, :38].max() == 0
    assert view[33:, 43:96].min() > 30


def test_an_image_that_is_shrunk_is_decoded_smaller(data, image, monkeypatch):
    modes = []
    decode = cv2.imdecode
    monkeypatch.setattr(
        cv2, 'imdecode', lambda buffer, mode: modes.append(mode) or decode(buffer, mode)
    )
    for scale in (1.0, 0.6, 0.5, 0.24, 0.1):
        image.pixels(matrix_of(scale, 0), (96, 96))
    assert modes == [
        cv2.IMREAD_COLOR,
        cv2.IMREAD_COLOR,
        cv2.IMREAD_REDUCED_COLOR_2,
        cv2.IMREAD_REDUCED_COLOR_4,
        cv2.IMREAD_REDUCED_COLOR_8,
    ]


def test_a_second_change_of_colors_raises(image):
    with pytest.raises(ValueError, match=r'a\.jpg.*once'):
        image.recolor(COLORS).recolor(COLORS)


def test_an_image_that_cannot_be_decoded_is_named(data):
    matrix = matrix_of(1, 0)
    with pytest.raises(ValueError, match=r'b\.jpg.*cannot decode'):
        EncodedImage(b'\xff\xd8' + bytes(99), 'b.jpg', (9, 9)).pixels(matrix, (96, 96))
    with pytest.raises(ValueError, match=r'c\.jpg.*301 x 401.*expected 401 x 301'):
        EncodedImage(data, 'c.jpg', (HEIGHT, WIDTH)).pixels(matrix, (96, 96))
