"""Photos with the key points of their garments, one after another, for commands that use them."""

import sys
from collections.abc import Callable, Collection, Iterator, Sequence, Set
from contextlib import redirect_stdout
from dataclasses import replace
from functools import cached_property
from pathlib import Path

from fashionkp.cli.photo_arguments import PhotoOptions
from fashionkp.cli.predict import load_detector, load_models
from fashionkp.cli.predict_messages import print_left_out, print_resumed
from fashionkp.cli.predict_options import PredictOptions
from fashionkp.fileio.error_list import error_list
from fashionkp.fileio.text import escape_control_characters
from fashionkp.inference.inputs import Inputs
from fashionkp.inference.pipeline import Detector, GarmentModel, ImageResult, predict_images
from fashionkp.inference.points_file import PointsFile
from fashionkp.inference.source_image import SourceImage
from fashionkp.predictions.prediction import Prediction
from fashionkp.progress import progress_bar


class Photos:
    """The photos of a command, with the points that a model predicts or a file states.

    Args:
        options: Which photos, and where their points are from.
        command: Name of the command, for messages.
        without: Paths or URIs of folders that are left out where they lie in a given folder, such
            as the output.

    Raises:
        FileNotFoundError: If an input does not exist.
        ValueError: If an input or the file of points is malformed, or a photo is given twice.

    Attributes:
        command: Name of the command.
        processed: Names of all photos, and frames of videos, once they are processed; in order.
    """

    def __init__(
        self, options: PhotoOptions, command: str, without: Collection[str | Path] = ()
    ) -> None:
        self._options, self.command = options, command
        self.processed: list[str] = []
        self._images: Inputs | PointsFile
        if options.prediction:
            prediction = options.prediction
            self._images = Inputs(
                options.inputs, prediction.category, prediction.boxes, without=without
            )
        else:
            assert options.points is not None
            self._images = PointsFile(options.points, options.images, options.inputs, without)
        seen: set[str] = set()
        for name in self._images.names():
            if name in seen:
                raise ValueError(f'image {name!r} is given twice')
            seen.add(name)

    def __len__(self) -> int:
        return len(self._images)

    def names(self) -> list[str]:
        """Return the names of the photos; for a video, its own name."""
        return self._images.names()

    def files(self) -> Iterator[str | Path]:
        """Yield the files that are read, which no output may replace."""
        yield from self._options.files
        yield from self._images.files()

    def process(self, handle: Callable[[ImageResult], None], done: Set[str] = frozenset()) -> int:
        """Pass each photo with its garments to a function, with a progress bar.

        Photos that cannot be read are skipped, and listed at the end.

        Args:
            handle: Called with one photo after another, in order.
            done: Names of photos to skip, which an earlier run has done.

        Returns:
            The exit status: 1 if a photo could not be read, otherwise 0.
        """
        print_left_out(self._images.left_out, self.command)
        resumed = self._images.count(done)
        print_resumed(resumed, len(self))
        results = self._results_of(self._images, self._remaining(done))
        errors = []
        for result in progress_bar(results, total=max(0, len(self) - resumed)):
            if result.error:
                errors.append(escape_control_characters(result.error))
            else:
                handle(result)
        if errors:
            title = f'{len(errors)} of {len(self)} images could not be read'
            print(f'fashionkp {self.command}: {error_list(title, errors)}', file=sys.stderr)
        return 1 if errors else 0

    def in_any_order(self, done: Set[str] = frozenset()) -> list[SourceImage]:
        """Return the photos that are left, for other processes, as :meth:`process` passes them.

        Raises:
            ValueError: If one is a video.
        """
        print_left_out(self._images.left_out, self.command)
        print_resumed(self._images.count(done), len(self))
        images = list(self._images)
        if isinstance(self._images, Inputs):
            images = self._images.in_any_order()
        self.processed = [image.name for image in images]
        return [
            image if image.file is None else replace(image, file=image.file.absolute())
            for image in images
            if image.name not in done
        ]

    def check(self, categories: Sequence[str]) -> None:
        """Check that a model supports all categories that are given.

        Raises:
            ValueError: If a photo has another category.
        """
        if isinstance(self._images, Inputs):
            self._images.check(categories)

    @property
    def points(self) -> PointsFile | None:
        """The points of the photos, if they are read from a file."""
        return self._images if isinstance(self._images, PointsFile) else None

    @property
    def prediction(self) -> PredictOptions | None:
        """How points are predicted; None if they are read from a file."""
        return self._options.prediction

    def _remaining(self, done: Set[str]) -> Iterator[SourceImage]:
        self.processed = []
        for image in self._images:
            self.processed.append(image.name)
            if image.name not in done:
                yield image

    def garments_of(self, photo: str) -> list[Prediction]:
        """Return the garments of another photo, predicted or read like those of the photos.

        Raises:
            FileNotFoundError: If there is no such photo.
            ValueError: If it cannot be read, or the file of points does not have it.
        """
        options = self._options
        images: Inputs | PointsFile
        if options.points is not None:
            images = PointsFile(options.points, options.images, [photo])
        else:
            assert options.prediction is not None
            images = Inputs([photo], options.prediction.category)
        (result,) = self._results_of(images, iter(images))
        if result.error:
            raise ValueError(result.error)
        return result.garments

    def _results_of(
        self, images: Inputs | PointsFile, remaining: Iterator[SourceImage]
    ) -> Iterator[ImageResult]:
        if isinstance(images, PointsFile):
            return images.results(remaining)
        model, detector = self._models
        images.check(model.categories)
        assert self._options.prediction is not None
        return predict_images(model, remaining, self._options.prediction.batch_size, detector)

    @cached_property
    def _models(self) -> tuple[GarmentModel, Detector | None]:
        prediction = self._options.prediction
        assert prediction is not None
        with redirect_stdout(sys.stderr):  # MMEngine prints there what it loads
            model = load_models(prediction.models)
            return model, load_detector(prediction.detector, prediction.models.device)
