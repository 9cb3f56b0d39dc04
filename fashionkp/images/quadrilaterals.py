"""Blank bright quadrilaterals, such as sheets of paper, with corners to parts of a pixel."""

import cv2
import numpy as np

_WORKING_SIDE = 1000  # pixels, at which contours are found
_AREA = 0.004, 0.9  # of the photo
_LEVELS = (-1, 110, 130, 150, 170, 190, 210, 230)  # thresholds of brightness; Otsu's is the first
_STRAIGHT = 0.012  # by how much a side may bend, of its length
_PROFILES = 120  # across each side
_REACH = (
    0.012  # of the photo's longer side: how far from a side of a contour its edge is looked for
)
_LEAST_REACH = 3.0  # pixels
_SHARE = 0.6  # of the profiles of each side that have to lie on its line
_BLANK, _MARK = 0.85, 0.2  # share of a blank inside; by how much a mark differs in brightness
_CONTRAST = 12.0  # least step of brightness at an edge


def find_quadrilaterals(image: np.ndarray) -> list[np.ndarray]:
    """Find blank bright quadrilaterals with straight sides.

    Args:
        image: (H, W, 3) uint8, BGR.

    Returns:
        The corners of each, (4, 2), pixels, clockwise in the photo; those with the sharpest sides
        first.
    """
    # what is bright and has no colour is dark in none of the channels
    gray = image.min(axis=-1)
    factor = min(1.0, _WORKING_SIDE / max(gray.shape))
    small = cv2.resize(gray, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA)
    candidates: list[np.ndarray] = []
    for shape in _contours(cv2.GaussianBlur(small, (5, 5), 0)):
        corners = (shape + 0.5) / factor - 0.5
        if all(np.abs(corners - other).max() > 0.02 * max(gray.shape) for other in candidates):
            candidates.append(corners)
    reach = max(_LEAST_REACH, _REACH * max(gray.shape))
    refined = [refined_corners(gray, corners, reach) for corners in candidates]
    found = [pair for pair in refined if pair is not None]
    blank = [pair for pair in found if _is_blank(gray, pair[1])]
    return [corners for _, corners in sorted(blank, key=lambda pair: -pair[0])]


def _is_blank(gray: np.ndarray, corners: np.ndarray) -> bool:
    """Return whether the inside of a quadrilateral has one brightness, but for a few marks."""
    size = 64
    square = np.array([(0, 0), (size, 0), (size, size), (0, size)], np.float32) - 0.5
    matrix = cv2.getPerspectiveTransform(corners.astype(np.float32), square)
    inside = cv2.warpPerspective(gray, matrix, (size, size), flags=cv2.INTER_LINEAR)[4:-4, 4:-4]
    light = float(np.median(inside))
    return float((np.abs(inside - light) < _MARK * light).mean()) > _BLANK


def _contours(gray: np.ndarray) -> list[np.ndarray]:
    """Return the corners of convex quadrilaterals that are brighter than around them."""
    low, high = (share * gray.size for share in _AREA)
    shapes = []
    for level in _LEVELS:
        flags = cv2.THRESH_BINARY | (cv2.THRESH_OTSU if level < 0 else 0)
        _, binary = cv2.threshold(gray, max(level, 0), 255, flags)
        contours, _ = cv2.findContours(binary, cv2.RETR_LIST, cv2.CHAIN_APPROX_NONE)
        for contour in contours:
            if not low < cv2.contourArea(contour) < high:
                continue
            hull = cv2.convexHull(contour)
            corners = cv2.approxPolyDP(hull, 0.03 * cv2.arcLength(hull, closed=True), closed=True)[
                :, 0
            ]
            if len(corners) != 4 or not cv2.isContourConvex(corners):
                continue
            # a hull that is much larger is that of another shape
            if cv2.contourArea(contour) > 0.85 * cv2.contourArea(corners):
                shapes.append(_clockwise(corners.astype(float)))
    return shapes


def _clockwise(corners: np.ndarray) -> np.ndarray:
    area = cv2.contourArea(corners.astype(np.float32), oriented=True)
    return corners if area > 0 else corners[::-1].copy()


def refined_corners(
    gray: np.ndarray, corners: np.ndarray, reach: float
) -> tuple[float, np.ndarray] | None:
    """Return the corners of a bright quadrilateral where the lines along its sides cross.

    Unlike the brightness around a corner, its sides keep their place in a blurred photo.

    Args:
        gray: The photo, (H, W) uint8.
        corners: About where the corners are, clockwise, (4, 2), pixels.
        reach: How far from each side its edge is looked for, pixels.

    Returns:
        The step of brightness at the faintest side, and the corners, (4, 2); None if a side is not
        straight.
    """
    first = corners
    for width in (reach, max(_LEAST_REACH, reach / 3)):  # the second time along better lines
        lines, contrast = [], []
        for start, end in zip(corners, np.roll(corners, -1, axis=0), strict=True):
            side = _line(gray, start, end, width)
            if side is None:
                return None
            lines.append(side[0])
            contrast.append(side[1])
        crossings = np.array([np.cross(lines[i - 1], lines[i]) for i in range(4)])
        if (np.abs(crossings[:, 2]) < 1e-9).any():
            return None
        corners = crossings[:, :2] / crossings[:, 2:]
        if np.abs(corners - first).max() > 3 * reach:
            return None
    return min(contrast), corners


def _line(
    gray: np.ndarray, start: np.ndarray, end: np.ndarray, reach: float
) -> tuple[np.ndarray, float] | None:
    """Return the line of a side as a, b, c with ax + by + c = 0, and its step of brightness.

    The inside, which is brighter, is to the right on the way from start to end.
    """
    length = float(np.hypot(*(end - start)))
    along = (end - start) / max(length, 1e-9)
    inwards = np.array([-along[1], along[0]])
    places = start + np.linspace(0.06, 0.94, _PROFILES)[:, None] * (end - start)
    offsets = np.arange(-reach, reach + 0.25, 0.5)
    grid = places[:, None] + offsets[:, None] * inwards
    profiles = _values_at(gray, grid)
    if profiles is None:
        return None
    smooth = cv2.GaussianBlur(profiles, (5, 1), 1.0)
    steps = smooth[:, 2:] - smooth[:, :-2]
    best = steps.argmax(1).clip(1, steps.shape[1] - 2)
    rows = np.arange(_PROFILES)
    left, middle, right = (steps[rows, best + shift] for shift in (-1, 0, 1))
    bend = left - 2 * middle + right
    shift = np.where(bend < 0, (left - right) / np.minimum(2 * bend, -1e-6), 0).clip(-1, 1)
    edge = offsets[1] + 0.5 * (best + shift)
    visible = middle > _CONTRAST / 4
    return _robust_line(places + edge[:, None] * inwards, visible, length, steps.sum(1))


def _values_at(gray: np.ndarray, points: np.ndarray) -> np.ndarray | None:
    """Return the brightness at points (P, S, 2), interpolated; None if they are outside."""
    low = np.floor(points.min(axis=(0, 1))).astype(int).clip(0)
    high = np.ceil(points.max(axis=(0, 1))).astype(int) + 2
    part = gray[low[1] : max(high[1], 0), low[0] : max(high[0], 0)].astype(np.float32)
    if not part.size:
        return None
    x, y = ((points[..., axis] - low[axis]).astype(np.float32) for axis in (0, 1))
    return cv2.remap(part, x, y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)


def _robust_line(
    points: np.ndarray, visible: np.ndarray, length: float, contrast: np.ndarray
) -> tuple[np.ndarray, float] | None:
    """Fit a line to points (P, 2), most of which lie on it; see :func:`_line`."""
    used = visible
    for tolerance in (_STRAIGHT * length, max(1.0, _STRAIGHT * length / 3), 1.0):
        if used.sum() < _SHARE * len(points):
            return None
        center = np.median(points[used], axis=0) if used is visible else points[used].mean(0)
        direction = np.linalg.svd(points[used] - center)[2][0]
        normal = np.array([-direction[1], direction[0]])
        used = visible & (np.abs((points - center) @ normal) < tolerance)
    if used.sum() < _SHARE * len(points):
        return None
    step = float(np.median(contrast[used])) / 2
    if step < _CONTRAST:
        return None
    center = points[used].mean(0)
    return np.append(normal, -normal @ center), step
