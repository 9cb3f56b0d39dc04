"""Files of predictions: written while they come, whole or not at all."""

import sys
from collections.abc import Callable, Iterable
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path, PurePath
from typing import IO

from fashionkp.annotations.cells import IMAGE_ID, IMAGE_ID_TEXT
from fashionkp.fileio.atomic_file import atomic_write
from fashionkp.images.writing import FORMATS, write_image
from fashionkp.inference.inputs import Inputs
from fashionkp.inference.pipeline import ImageResult
from fashionkp.measurements import Reference
from fashionkp.predictions.jsonl import json_line
from fashionkp.predictions.table import write_csv
from fashionkp.visualization.predictions import with_garments

LINES, TABLE = '.jsonl', '.csv'


@dataclass(frozen=True)
class OutputFiles:
    """Where predictions go.

    Args:
        files: ``.jsonl`` for JSON lines, ``.csv`` for a FashionAI submission. Without files and
            ``folder``, JSON lines go to standard output.
        folder: Folder for images with the points drawn on them.
        measurements: Adds the garments' lengths to JSON lines, by what it knows of their size.

    Raises:
        ValueError: A file's name ends in another way.
    """

    files: Iterable[Path] = ()
    folder: Path | None = None
    measurements: Reference | None = None

    def __post_init__(self) -> None:
        for path in self.files:
            if path.suffix not in (LINES, TABLE):
                raise ValueError(f'{path}: expected a name that ends in {LINES} or {TABLE}')

    @property
    def tables(self) -> list[Path]:
        """The submissions to write."""
        return [path for path in self.files if path.suffix == TABLE]

    def check(self, inputs: Inputs, several: bool = False) -> None:
        """Refuse what a submission cannot have, before any image is looked at.

        Args:
            inputs: The images.
            several: Whether some may have another number of garments than one.

        Raises:
            ValueError: Several garments, a name that no table may have, or one that comes twice.
        """
        if self.tables and several:
            raise ValueError(
                f'{self.tables[0]}: a submission has one garment for each image: it does not go '
                'with a detector or several boxes'
            )
        seen: set[str] = set()
        for name in inputs.names() if self.tables else ():
            if not IMAGE_ID.fullmatch(name):
                raise ValueError(
                    f'{self.tables[0]}: image {name!r} cannot stand in a submission: expected '
                    f'{IMAGE_ID_TEXT}, or a table such as test.csv as the input'
                )
            if name in seen:
                raise ValueError(f'{self.tables[0]}: image {name!r} is given twice')
            seen.add(name)

    def write(
        self,
        stream: Iterable[ImageResult],
        on_error: Callable[[str], None],
    ) -> int:
        """Write what comes of images.

        Args:
            stream: What came of each image.
            complain: Called with the reason why an image could not be read.

        Returns:
            How many images could not be read.
        """
        broken, rows = 0, []
        with ExitStack() as stack:
            lines = self._open(stack)
            for outcome in stream:
                if outcome.error:
                    broken += 1
                    on_error(outcome.error)
                for garment in outcome.garments:
                    for file in lines:
                        file.write(json_line(garment, self.measurements) + '\n')
                if self.tables:
                    rows += outcome.garments
                self._draw(outcome)
        for path in self.tables:
            write_csv(path, rows)
        return broken

    def _open(self, stack: ExitStack) -> list[IO[str]]:
        """Files that get JSON lines."""
        paths = [path for path in self.files if path.suffix == LINES]
        if not (paths or self.tables or self.folder):
            return [sys.stdout]
        return [stack.enter_context(atomic_write(path)) for path in paths]

    def _draw(self, outcome: ImageResult) -> None:
        if self.folder is not None and outcome.image is not None:
            path = drawn_path(self.folder, outcome.name)
            write_image(path, with_garments(outcome.image, outcome.garments))


def drawn_path(folder: Path, name: str) -> Path:
    """Where the drawing of an image goes: a place of its own inside of a folder.

    Args:
        folder: The folder.
        name: The image's name, such as its path.

    Example:
        >>> drawn_path(Path('out'), '../shop/a.webp').as_posix()
        'out/up/shop/a.webp.jpg'
    """
    path = PurePath(name)
    parts = ['up' if part == '..' else part for part in path.parts if part != path.anchor]
    drawn = folder.joinpath(*parts)
    return drawn if drawn.suffix.lower() in FORMATS else drawn.with_name(f'{drawn.name}.jpg')
