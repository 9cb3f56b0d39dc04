"""An input image that is read when needed, and the file name endings of videos."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

VIDEO_SUFFIXES = ('.mp4', '.avi', '.mov', '.mkv', '.webm', '.m4v')
"""Endings, in lower case, of the files that are read as videos."""


@dataclass(frozen=True, eq=False)
class SourceImage:
    """An image that is read when needed.

    Attributes:
        name: Its path as given, its id in a table, or a video's path and the frame number, such
            as ``walk.mp4#000012``; empty for an array.
        read: Returns the image, (H, W, 3) uint8, BGR; raises OSError or ValueError, naming the
            image, if that fails.
        category: Name of the garment's category, if known.
        boxes: Boxes of its garments, (G, 4), x0, y0, x1, y1 in pixels; None if unknown.
        file: The file of the image, if it is one on this machine.
    """

    name: str
    read: Callable[[], np.ndarray]
    category: str | None = None
    boxes: np.ndarray | None = None
    file: Path | None = None
