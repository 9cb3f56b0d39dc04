"""Draw the images of the README: garments with their points, aligned, and measured.

    python tools/make_readme_images.py

All garments are drawn, and all points are predictions of the starter model, with the category
given. ``docs/images/skirt.jpg`` is the photo of the README's example.
"""

from pathlib import Path

import cv2
import numpy as np

import fashionkp
from fashionkp import Predictor, Reference
from fashionkp.alignment.targets import template
from fashionkp.categories import KEYPOINTS
from fashionkp.fileio.atomic_file import atomic_write
from fashionkp.images.palette import BLACK, ORANGE, WHITE
from fashionkp.measurements import MEASUREMENTS
from fashionkp.predictions.prediction import Prediction
from fashionkp.synthetic import draw_garment
from fashionkp.visualization.contact_sheet import sheet
from fashionkp.visualization.keypoints import with_keypoints

IMAGES = Path(__file__).parent.parent / 'docs' / 'images'
SEED = 77
GARMENTS = {'blouse': 7, 'outwear': 2, 'trousers': 4, 'skirt': 5, 'dress': 1}
"""Indices of the garments among those of the seed."""

EXAMPLE = 'skirt'
LENGTHS = {
    'blouse': {'sleeve_left': 60, 'chest': None, 'hem': None},
    'outwear': {'body_length': 84, 'chest': None, 'sleeve_right': None},
    'trousers': {'outseam_left': 104, 'inseam_right': None, 'waist': None},
    'skirt': {'waist': 36, 'skirt_length': None, 'hem': None},
    'dress': {'body_length': 104, 'chest': None, 'hem': None},
}
"""Lengths to draw; the one with a number, cm, is known and gives the scale."""

SIZE = 300
"""Side of a tile, pixels."""


def photo(category: str) -> np.ndarray:
    """Return a drawn garment, (H, W, 3) uint8, BGR."""
    return draw_garment(SEED, GARMENTS[category], category).image


def centred(image: np.ndarray) -> np.ndarray:
    """Return an image resized to fit a white square of :data:`SIZE` pixels."""
    scale = SIZE / max(image.shape[:2])
    resized = cv2.resize(image, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    height, width = resized.shape[:2]
    canvas = np.full((SIZE, SIZE, 3), 255, np.uint8)
    top, left = (SIZE - height) // 2, (SIZE - width) // 2
    canvas[top : top + height, left : left + width] = resized
    return canvas


def with_points(image: np.ndarray, garment: Prediction) -> np.ndarray:
    """Return an image with the points that are likely present."""
    points, shown = np.zeros((len(KEYPOINTS), 2)), np.zeros(len(KEYPOINTS), bool)
    channels = [KEYPOINTS.index(name) for name in garment.names]
    points[channels], shown[channels] = garment.keypoints, garment.present
    return with_keypoints(image, garment.category, points, shown)


def with_lengths(image: np.ndarray, garment: Prediction) -> np.ndarray:
    """Return an image with some lengths of the garment in centimetres."""
    canvas = image.copy()
    drawn = LENGTHS[garment.category]
    lengths = garment.lengths(Reference({name: cm for name, cm in drawn.items() if cm})).cm
    points = dict(zip(garment.names, garment.keypoints, strict=True))
    paths = {length.name: length.path for length in MEASUREMENTS[garment.category]}
    lines = [
        [np.mean([points[name] for name in end.text.split(' + ')], axis=0) for end in paths[name]]
        for name in drawn
    ]
    for start, end in lines:
        draw_line(canvas, start, end)
    for name, line in zip(drawn, lines, strict=True):
        write_length(canvas, np.mean(line, axis=0), f'{lengths[name]:.0f} cm')
    return canvas


def draw_line(canvas: np.ndarray, *ends: np.ndarray) -> None:
    """Draw a line with dots at its ends."""
    first, last = (tuple(np.rint(end).astype(int).tolist()) for end in ends)
    for color, width in ((WHITE, 4), (ORANGE, 2)):
        cv2.line(canvas, first, last, color[::-1], width, cv2.LINE_AA)
        for pixel in (first, last):
            cv2.circle(canvas, pixel, 2 + width, color[::-1], -1, cv2.LINE_AA)


def write_length(canvas: np.ndarray, position: np.ndarray, text: str) -> None:
    """Write a text on a white plate around a position."""
    font, size = cv2.FONT_HERSHEY_SIMPLEX, 0.45
    (width, height), _ = cv2.getTextSize(text, font, size, 1)
    x, y = np.rint(position - (width / 2, -height / 2)).astype(int).tolist()
    cv2.rectangle(canvas, (x - 4, y - height - 4), (x + width + 4, y + 5), WHITE[::-1], -1)
    cv2.putText(canvas, text, (x, y), font, size, BLACK, 1, cv2.LINE_AA)


def write(name: str, image: np.ndarray) -> None:
    """Write a JPEG image of the docs."""
    with atomic_write(IMAGES / name, 'wb') as file:
        file.write(cv2.imencode('.jpg', image, [cv2.IMWRITE_JPEG_QUALITY, 85])[1].tobytes())


def main() -> None:
    """Draw and write the images."""
    predictor = Predictor()
    above, below = [], []
    for category in GARMENTS:
        image = photo(category)
        (garment,) = predictor(image, category=category)
        aligned = fashionkp.align(image, garment, template(category, (SIZE, SIZE)))
        above.append(centred(with_points(image, garment)))
        below.append(with_lengths(aligned.image, aligned.garment))
    write('overview.jpg', sheet([*above, *below], len(GARMENTS)))
    write(f'{EXAMPLE}.jpg', photo(EXAMPLE))


if __name__ == '__main__':
    main()
