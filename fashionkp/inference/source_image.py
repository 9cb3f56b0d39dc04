"""An input image that is read when needed, and names of videos and their frames."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

VIDEO_SUFFIXES = ('.mp4', '.avi', '.mov', '.mkv', '.webm', '.m4v')
"""Endings, in lower case, of the files that are read as videos."""

_FRAME = re.compile(r'#[0-9]+\Z')


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


def frame_name(video: str, number: int) -> str:
    """Return the name of a frame.

    Example:
        >>> frame_name('walk.mp4', 12)
        'walk.mp4#000012'
    """
    return f'{video}#{number:06}'


def video_of(frame: str) -> str:
    """Return the name of the video that a frame is of; another name is returned as it is.

    Example:
        >>> video_of('walk.mp4#000012'), video_of('walk.jpg')
        ('walk.mp4', 'walk.jpg')
    """
    return _FRAME.sub('', frame)
