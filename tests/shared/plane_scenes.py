"""Photos of a garment on a table with markers or a sheet of paper, with exact positions."""

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np

_SUPERSAMPLING = 2


@dataclass(frozen=True)
class Placement:
    """Where a marker or a sheet lies on the table.

    Attributes:
        x: x of its centre, centimetres.
        y: y of its centre, centimetres.
        angle: By how much it is turned, radians.
        width: Its width, centimetres.
        height: Its height, centimetres.
        marker: Number of the marker of DICT_4X4_50; None for a white sheet.
    """

    x: float
    y: float
    angle: float
    width: float
    height: float
    marker: int | None = None

    @property
    def corners(self) -> np.ndarray:
        """Its corners, (4, 2), centimetres."""
        return self._map(np.array([(-1, -1), (1, -1), (1, 1), (-1, 1)]) / 2)

    def _map(self, shares: np.ndarray, border: float = 0.0) -> np.ndarray:
        cos, sin = np.cos(self.angle), np.sin(self.angle)
        size = np.array([self.width, self.height]) + 2 * border
        return shares * size @ np.array([[cos, sin], [-sin, cos]]) + [self.x, self.y]


@dataclass(frozen=True, eq=False)
class PlaneScene:
    """A photo of a table.

    Attributes:
        image: (H, W, 3) uint8, BGR.
        to_pixels: Homography from centimetres on the table to pixels of the photo, (3, 3).
        keypoints: Key points of the garment, (K, 2), pixels of the photo.
        keypoints_cm: The same in centimetres.
    """

    image: np.ndarray
    to_pixels: np.ndarray
    keypoints: np.ndarray
    keypoints_cm: np.ndarray

    def pixels(self, cm: np.ndarray) -> np.ndarray:
        """Return points of the table in the photo, pixels."""
        return project(self.to_pixels, cm)


@dataclass(frozen=True)
class Table:
    """What lies on a table, and how it is photographed.

    Attributes:
        size: Width and height of the table, centimetres.
        placements: The markers and sheets.
        color: Colour of the table, BGR.
        photo: Width and height of the photo, pixels.
        max_tilt: Largest angle between the camera's axis and the table's normal, degrees.
        seed: Seed of the camera and the noise.
        garment: x and y of the centre of the garment's picture, and its height, centimetres.
        resolution: Pixels of the painted table per centimetre.
    """

    size: tuple[float, float] = (90.0, 110.0)
    placements: Sequence[Placement] = ()
    color: tuple[int, int, int] = (105, 140, 165)
    photo: tuple[int, int] = (1200, 1440)
    max_tilt: float = 35.0
    seed: int = 0
    garment: tuple[float, float, float] = (45.0, 55.0, 70.0)
    resolution: float = 16.0

    def photograph(self, image: np.ndarray, keypoints: np.ndarray, *, opaque: bool) -> PlaneScene:
        """Return a photo of a flat garment.

        Args:
            image: Its picture, (h, w, 3) uint8, BGR.
            keypoints: Its key points, (K, 2), pixels of the picture.
            opaque: Whether the whole picture lies on the table, or, of a garment on white, what is
                darker than the table.
        """
        rng = np.random.default_rng(self.seed)
        canvas = self._canvas(rng)
        x, y, height = self.garment
        scale = height / image.shape[0]  # centimetres per pixel
        corner = np.array([x, y]) - scale * np.array([image.shape[1], image.shape[0]]) / 2
        keypoints_cm = (np.asarray(keypoints, float) + 0.5) * scale + corner
        matrix = np.array([[scale, 0, corner[0]], [0, scale, corner[1]], [0, 0, 1.0]])
        _paste(canvas, image, self._to_canvas @ matrix @ _translation(0.5), multiply=not opaque)
        for placement in self.placements:
            _paste_placement(canvas, placement, self._to_canvas)
        to_pixels = self._camera(rng)
        photo = _develop(_warp(canvas, to_pixels @ np.linalg.inv(self._to_canvas), self.photo), rng)
        return PlaneScene(photo, to_pixels, project(to_pixels, keypoints_cm), keypoints_cm)

    @property
    def _to_canvas(self) -> np.ndarray:
        """Map from centimetres to pixels of the painted table, (3, 3)."""
        return _translation(-0.5) @ np.diag([self.resolution, self.resolution, 1])

    def _canvas(self, rng: np.random.Generator) -> np.ndarray:
        width, height = (round(side * self.resolution) for side in self.size)
        grain = rng.normal(0, 9, (height // 40 + 1, width // 400 + 1, 1)).astype(np.float32)
        grain = cv2.resize(grain, (width, height), interpolation=cv2.INTER_CUBIC)[..., None]
        return np.clip(np.array(self.color) + grain, 0, 255).astype(np.uint8)

    def _camera(self, rng: np.random.Generator) -> np.ndarray:
        """Return the homography of a camera that sees the whole table."""
        width, height = self.photo
        tilt, direction = np.radians(rng.uniform(5, self.max_tilt)), rng.uniform(0, 2 * np.pi)
        roll, focal = rng.uniform(-0.2, 0.2), rng.uniform(0.9, 1.4) * max(self.photo)
        axis = np.array([np.cos(direction), np.sin(direction), 0.0])
        rotation = cv2.Rodrigues(tilt * axis)[0] @ cv2.Rodrigues(np.array([0.0, 0.0, roll]))[0]
        lens = np.array([[focal, 0, width / 2], [0, focal, height / 2], [0, 0, 1.0]])
        center = np.array([*self.size, 0]) / 2
        corners = np.array([(0, 0), (1, 0), (1, 1), (0, 1)]) * self.size
        for distance in np.linspace(0.6, 4, 120) * max(self.size):
            shift = np.array([0, 0, distance]) - rotation @ center
            matrix = lens @ np.column_stack([rotation[:, 0], rotation[:, 1], shift])
            seen = project(matrix, corners)
            if (seen > 0).all() and (seen < self.photo).all():
                break
        return matrix / matrix[2, 2]


def project(matrix: np.ndarray, points: np.ndarray) -> np.ndarray:
    """Return points (..., 2) under a homography."""
    mapped = np.concatenate([points, np.ones((*np.shape(points)[:-1], 1))], -1) @ matrix.T
    return mapped[..., :2] / mapped[..., 2:]


def _translation(offset: float) -> np.ndarray:
    return np.array([[1, 0, offset], [0, 1, offset], [0, 0, 1.0]])


def _paste(canvas: np.ndarray, image: np.ndarray, matrix: np.ndarray, *, multiply: bool) -> None:
    """Put an image on the canvas; ``matrix`` maps its pixels to those of the canvas."""
    size = canvas.shape[1], canvas.shape[0]
    color = (255, 255, 255)
    warped = cv2.warpPerspective(image, matrix, size, borderValue=color)
    mask = cv2.warpPerspective(np.full(image.shape[:2], 255, np.uint8), matrix, size)
    if multiply:
        canvas[:] = (canvas.astype(np.uint16) * warped // 255).astype(np.uint8)
        return
    share = mask[..., None].astype(np.float32) / 255
    canvas[:] = (canvas * (1 - share) + warped * share).astype(np.uint8)


def _paste_placement(canvas: np.ndarray, placement: Placement, to_canvas: np.ndarray) -> None:
    border = 0.0
    if placement.marker is None:
        picture = np.full((240, 240, 3), 242, np.uint8)
    else:
        dictionary = cv2.aruco.getPredefinedDictionary(cv2.aruco.DICT_4X4_50)
        marker = cv2.aruco.generateImageMarker(dictionary, placement.marker, 240)
        marker = np.clip(marker, 25, 240).astype(np.uint8)
        picture = cv2.copyMakeBorder(marker, 40, 40, 40, 40, cv2.BORDER_CONSTANT, value=(240,))
        picture = cv2.cvtColor(picture, cv2.COLOR_GRAY2BGR)
        border = placement.width * 40 / 240
    height, width = picture.shape[:2]
    source = np.array([(0, 0), (width, 0), (width, height), (0, height)], np.float32) - 0.5
    target = placement._map(np.array([(-1, -1), (1, -1), (1, 1), (-1, 1)]) / 2, border)
    matrix = cv2.getPerspectiveTransform(source, target.astype(np.float32))
    _paste(canvas, picture, to_canvas @ matrix, multiply=False)


def _warp(canvas: np.ndarray, from_canvas: np.ndarray, size: tuple[int, int]) -> np.ndarray:
    factor = _SUPERSAMPLING
    enlarge = np.diag([factor, factor, 1.0]) @ np.eye(3)
    enlarge[:2, 2] = (factor - 1) / 2
    large = cv2.warpPerspective(
        canvas,
        enlarge @ from_canvas,
        (size[0] * factor, size[1] * factor),
        borderValue=(70, 72, 75),
    )
    return cv2.resize(large, size, interpolation=cv2.INTER_AREA)


def _develop(photo: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Return a photo with uneven light, blur, noise and the losses of a JPEG."""
    height, width = photo.shape[:2]
    slope = rng.uniform(-0.15, 0.15, 2)
    light = (
        1 + slope[0] * np.linspace(-1, 1, width) + slope[1] * np.linspace(-1, 1, height)[:, None]
    )
    lit = cv2.GaussianBlur(photo, (0, 0), 0.8) * light[..., None]
    noisy = lit + rng.normal(0, 3, (height, width, 1))
    data = cv2.imencode('.jpg', np.clip(noisy, 0, 255).astype(np.uint8), [1, 90])[1]
    return cv2.imdecode(data, cv2.IMREAD_COLOR)
