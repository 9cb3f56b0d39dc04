"""Images whose garments a file states, in place of a model: predictions, or a table."""

import os
from collections.abc import Collection, Iterable, Iterator, Sequence, Set
from dataclasses import replace
from functools import partial
from pathlib import Path

from fashionkp.annotations import image_root
from fashionkp.fileio.object_store import filesystem_of, is_uri
from fashionkp.images.reading import read_image
from fashionkp.inference.inputs import Inputs
from fashionkp.inference.object_store_images import StoredFile
from fashionkp.inference.pipeline import ImageResult
from fashionkp.inference.read_ahead import read_ahead
from fashionkp.inference.source_image import SourceImage
from fashionkp.predictions.files import read_predictions
from fashionkp.predictions.prediction import Prediction


class PointsFile:
    """The images of a file of predictions or annotations, with their garments.

    Args:
        path: Predictions (.jsonl, .parquet, or a folder of such files), or a table of annotations
            or a submission (.csv).
        images: Folder that the names of the images are relative to; by default that of the
            archive around a table, and for predictions the working directory, since they are named
            as on the command line of ``fashionkp predict``.
        inputs: Images to use, as :class:`~fashionkp.inference.inputs.Inputs` finds them; by default
            all that the file names.
        without: As for :class:`~fashionkp.inference.inputs.Inputs`.

    Raises:
        FileNotFoundError: If the file or an input does not exist.
        ValueError: If it is another kind of file or malformed, or names no image.

    Attributes:
        left_out: As of :class:`~fashionkp.inference.inputs.Inputs`.
    """

    def __init__(
        self,
        path: str | Path,
        images: str | Path | None = None,
        inputs: Sequence[str] = (),
        without: Collection[str | Path] = (),
    ) -> None:
        self._path = Path(path)
        self._garments: dict[str, list[Prediction]] = {}
        self.left_out: list[str] = []
        root = images
        if root is None:
            root = image_root(self._path) if self._path.suffix.lower() == '.csv' else '.'
        named: dict[str, str] = {}  # the name in the file by the location of the image
        for garment in read_predictions(path):
            if garment.image:
                location = _location(garment.image, root)
                named.setdefault(location, garment.image)
                self._garments.setdefault(location, []).append(garment)
        if not named:
            raise ValueError(f'{path}: it names no image')
        if inputs:
            found = Inputs(inputs, without=without)
            self._images, self.left_out = list(found), found.left_out
        else:
            self._images = [_source(name, location) for location, name in named.items()]

    def __len__(self) -> int:
        return len(self._images)

    def __iter__(self) -> Iterator[SourceImage]:
        return iter(self._images)

    def names(self) -> list[str]:
        """Return the names of the images."""
        return [image.name for image in self]

    def count(self, names: Set[str]) -> int:
        """Return how many of the images have one of the names."""
        return sum(image.name in names for image in self)

    def files(self) -> Iterator[Path]:
        """Yield the files on this machine that are read."""
        if not self._path.is_dir():
            yield self._path
        yield from (image.file for image in self if image.file is not None)

    def results(self, images: Iterable[SourceImage]) -> Iterator[ImageResult]:
        """Yield images with their garments.

        Args:
            images: Some of the images.

        Yields:
            The result of each; it has an error if the image cannot be read, the file does not name
            it, or its points are of an image of another size.
        """
        for image in read_ahead(images):
            try:
                yield self._result(image)
            except (OSError, ValueError) as error:
                yield ImageResult(image.name, error=f'{error}')

    def _result(self, image: SourceImage) -> ImageResult:
        location = image.name if image.file is None else os.path.abspath(image.file)
        garments = self._garments.get(location)
        if garments is None:
            raise ValueError(f'{image.name}: {self._path} has no points of this image')
        pixels = image.read()
        size = pixels.shape[1], pixels.shape[0]
        for garment in garments:
            if garment.size not in (size, (0, 0)):  # a table states no size
                raise ValueError(
                    f'{image.name}: {size[0]} x {size[1]} pixels, but the points in {self._path} '
                    f'are of an image of {garment.size[0]} x {garment.size[1]}'
                )
        named = [replace(garment, image=image.name, size=size) for garment in garments]
        return ImageResult(image.name, pixels, named)


def _location(name: str, root: str | Path) -> str:
    return name if is_uri(name) else os.path.abspath(os.path.join(root, name))


def _source(name: str, location: str) -> SourceImage:
    if is_uri(location):
        return SourceImage(name, StoredFile(location, filesystem_of(location)[1], name))
    return SourceImage(name, partial(read_image, location, name), file=Path(location))
