"""The drawings of a run: images and videos with the key points drawn on them."""

import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from pathlib import Path, PurePath
from types import TracebackType

import cv2
import numpy as np

from fashionkp.fileio.atomic_file import temporary_name
from fashionkp.fileio.marks import has_mark
from fashionkp.fileio.output_checks import require_writable_folder
from fashionkp.images.resizing import rescale
from fashionkp.images.suffixes import OUTPUT_SUFFIXES
from fashionkp.images.writing import write_image
from fashionkp.inference.pipeline import ImageResult
from fashionkp.inference.source_image import video_of
from fashionkp.predictions.prediction import Prediction
from fashionkp.visualization.predictions import with_predictions

Draw = Callable[[np.ndarray, Sequence[Prediction]], np.ndarray]
"""Takes an image (H, W, 3) uint8, BGR, and its garments; returns a drawing."""

MARK = 'Drawn by fashionkp predict'
"""Comment in every drawing, by which a later run knows that it may replace the file."""

_VIDEO = '.mp4'


class Drawings(AbstractContextManager):
    """Draws the results of a run into a folder; a file that is no drawing is never replaced.

    Args:
        folder: The folder.
        videos: Frames per second of the videos among the inputs, by name.
        draw: Returns an image with its garments drawn on it; by default the key points.
        option: The option that asks for the drawings, for errors.
    """

    def __init__(
        self,
        folder: Path,
        videos: Mapping[str, float] | None = None,
        *,
        draw: Draw = with_predictions,
        option: str = '--draw',
    ) -> None:
        self._folder, self._videos = folder, videos or {}
        self._draw, self._option = draw, option
        self._writer: _VideoFile | None = None

    def path(self, name: str) -> Path:
        """Return the path of the drawing of an image, or of the video that it is a frame of."""
        video = video_of(name)
        if video in self._videos:
            return drawing_path(self._folder, video, kept=(_VIDEO,), added=_VIDEO)
        return drawing_path(self._folder, name)

    def check(self, names: Iterable[str]) -> None:
        """Check that drawings can be written and replace no other files.

        Args:
            names: Names of all images; for a video, its own name.

        Raises:
            OSError: If the folder cannot be written to.
            ValueError: If a drawing would replace a file that is no drawing, or another drawing.
        """
        require_writable_folder(self._folder)
        drawn: dict[Path, str] = {}
        for name in names:
            path = self.path(name)
            if drawn.setdefault(path, name) != name:
                names = f'both {drawn[path]!r} and {name!r}'
                raise ValueError(f'{self._option}: {path}: {names} go there')
            if os.path.lexists(path) and not has_mark(path, MARK):
                raise ValueError(
                    f'{self._option}: {path} is not a drawing of fashionkp and is not replaced: '
                    'choose another folder'
                )

    def check_resumed(self, done: Iterable[str]) -> None:
        """Check that no video is to be drawn of which an earlier run has predicted frames.

        Raises:
            ValueError: If there is one.
        """
        for name in done:
            if video_of(name) in self._videos:
                raise ValueError(
                    f'{self._option}: frames of {video_of(name)} were done before, and a video is '
                    f'drawn whole: resume without {self._option}, or choose another output'
                )

    def add(self, result: ImageResult) -> None:
        """Draw the result of an image, if it could be read.

        Raises:
            OSError: If the drawing cannot be written.
        """
        if result.image is None:
            return
        drawing = self._draw(result.image, result.garments)
        path = self.path(result.name)
        video = video_of(result.name)
        if video not in self._videos:
            write_image(path, drawing, MARK)
            return
        if self._writer is None or self._writer.path != path:
            self._close()
            self._writer = _VideoFile(path, self._videos[video], drawing.shape[:2])
        self._writer.add(drawing)

    def _close(self) -> None:
        writer, self._writer = self._writer, None
        if writer:
            writer.close()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if error is None:
            self._close()
        elif self._writer:
            self._writer.discard()


class _VideoFile:
    """A video that appears once it is complete.

    Args:
        path: The file.
        rate: Frames per second.
        shape: Height and width of the first frame; others are fitted into it.
    """

    def __init__(self, path: Path, rate: float, shape: tuple[int, int]) -> None:
        self.path = path
        path.parent.mkdir(parents=True, exist_ok=True)
        self._temporary = path.with_name(f'{temporary_name()}{_VIDEO}')
        self._size = (shape[1] // 2 * 2, shape[0] // 2 * 2)  # codecs want even numbers
        codec = cv2.VideoWriter_fourcc(*'mp4v')  # type: ignore[attr-defined]
        self._writer = cv2.VideoWriter(str(self._temporary), codec, rate, self._size)
        if not self._writer.isOpened():
            self.discard()
            raise OSError(f'{path}: OpenCV cannot write this video')

    def add(self, frame: np.ndarray) -> None:
        """Write a frame."""
        width, height = self._size
        scale = min(width / frame.shape[1], height / frame.shape[0], 1.0)
        if scale < 1:
            frame = rescale(frame, scale)
        canvas = np.full((height, width, 3), 255, np.uint8)
        canvas[: frame.shape[0], : frame.shape[1]] = frame
        self._writer.write(canvas)

    def close(self) -> None:
        """Complete the file."""
        self._writer.release()
        mark = MARK.encode()
        with self._temporary.open('ab') as file:  # an unused box of the format
            file.write((len(mark) + 8).to_bytes(4, 'big') + b'free' + mark)
        os.replace(self._temporary, self.path)

    def discard(self) -> None:
        """Remove what has been written."""
        self._writer.release()
        self._temporary.unlink(missing_ok=True)


def drawing_path(
    folder: Path, name: str, kept: tuple[str, ...] = OUTPUT_SUFFIXES, added: str = '.jpg'
) -> Path:
    """Return the path of a drawing, unique and inside the folder.

    Args:
        folder: The folder of all drawings.
        name: Name of the image or video, such as its path.
        kept: Suffixes, in lower case, of names that stay as they are.
        added: Suffix that other names get.

    Example:
        >>> drawing_path(Path('out'), '../shop/a.webp').as_posix()
        'out/up/shop/a.webp.jpg'
    """
    path = PurePath(name)
    parts = ['up' if part == '..' else part for part in path.parts if part != path.anchor]
    drawing = folder.joinpath(*parts)
    if drawing.suffix.lower() in kept:
        return drawing
    return drawing.with_name(f'{drawing.name}{added}')
