"""Random changes of the style of an image, after which its key points are where they were."""

import cv2
import numpy as np
from mmcv.transforms import BaseTransform
from mmpose.registry import TRANSFORMS


@TRANSFORMS.register_module()
class RandomStyle(BaseTransform):
    """Change colours, texture, sharpness and noise of an image, and cut out parts of it, at random.

    A network that is trained on synthetic images takes their style for granted. Where the style is
    random, it has to learn shapes, which real photos share.

    Place it after ``TopdownAffine``. Required and Modified Keys: ``img`` (H, W, 3), uint8, BGR.

    Args:
        prob: Probability of each of the changes.

    Reference:
        Random convolutions: Xu et al., 2021, arXiv:2007.13003. Random amplitudes: Xu et al., 2021,
        arXiv:2105.11120. Cut-out: DeVries and Taylor, 2017, arXiv:1708.04552.
    """

    def __init__(self, prob: float = 0.3) -> None:
        self.prob = prob

    def transform(self, results: dict) -> dict:
        image = results['img'].astype(np.float32)
        for change in CHANGES:
            if np.random.random() < self.prob:
                image = change(image)
        results['img'] = np.clip(image, 0, 255).astype(np.uint8)
        return results


def convolve(image: np.ndarray) -> np.ndarray:
    """Mix the image with random sums of its colours, or of its neighbouring pixels."""
    size = np.random.choice([1, 1, 3, 5])
    kernels = np.random.normal(0, (3 * size * size) ** -0.5, (3, 3, size, size)).astype(np.float32)
    channels = cv2.split(image - image.mean((0, 1)))
    mixed = cv2.merge(
        [sum(cv2.filter2D(c, -1, k) for c, k in zip(channels, row, strict=True)) for row in kernels]
    )
    mixed *= image.std() / (mixed.std() + 1e-3)
    share = np.random.uniform(0.2, 0.9)
    return (1 - share) * image + share * (mixed + np.random.uniform(60, 200, 3))


def change_amplitudes(image: np.ndarray) -> np.ndarray:
    """Multiply the amplitudes of the frequencies, which make the style, by a random curve."""
    height, width = image.shape[:2]
    spectrum = np.fft.rfft2(image, axes=(0, 1))
    y = np.fft.fftfreq(height)[:, None]
    x = np.fft.rfftfreq(width)[None]
    frequency = np.hypot(y, x) / 0.71
    knots = np.exp(np.random.normal(0, 0.35, 8))
    knots[0] = 1  # the mean stays
    curve = np.interp(np.sqrt(frequency), np.linspace(0, 1, 8), knots)
    spectrum *= curve[:, :, None]
    return np.fft.irfft2(spectrum, (height, width), axes=(0, 1)).astype(np.float32)


def bend_tones(image: np.ndarray) -> np.ndarray:
    """Apply a gamma curve to each channel, or remove the colours."""
    if np.random.random() < 0.25:
        image = np.repeat(image.mean(2, keepdims=True), 3, axis=2)
    gamma = np.exp(np.random.normal(0, 0.3) + np.random.normal(0, 0.12, 3))
    return 255 * (np.clip(image, 0, 255) / 255) ** gamma.astype(np.float32)


def blur(image: np.ndarray) -> np.ndarray:
    """Blur or sharpen the image."""
    blurred = cv2.GaussianBlur(image, (0, 0), np.random.uniform(0.5, 1.8))
    if np.random.random() < 0.6:
        return blurred
    return image + np.random.uniform(0.5, 2) * (image - blurred)


def add_noise(image: np.ndarray) -> np.ndarray:
    deviation = np.random.uniform(2, 14)
    return image + np.random.normal(0, deviation, image.shape).astype(np.float32)


def cut_out(image: np.ndarray) -> np.ndarray:
    """Fill up to three rectangles with a colour or noise."""
    height, width = image.shape[:2]
    image = image.copy()
    for _ in range(np.random.randint(1, 4)):
        h, w = (np.random.uniform(0.05, 0.25, 2) * (height, width)).astype(int)
        y, x = np.random.randint(height - h), np.random.randint(width - w)
        colour = np.random.uniform(0, 255, 3)
        noise = np.random.normal(0, np.random.choice([0, 40]), (h, w, 3))
        image[y : y + h, x : x + w] = colour + noise
    return image


CHANGES = (convolve, change_amplitudes, bend_tones, blur, add_noise, cut_out)
"""Functions that take and return an image, (H, W, 3) float32; values may leave 0 to 255."""
