"""The output of a run in this process: prediction files, drawings, or standard output."""

import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, nullcontext
from itertools import chain
from pathlib import Path

from fashionkp.annotations.cells import IMAGE_ID, IMAGE_ID_TEXT
from fashionkp.fileio.object_store import suffix_of
from fashionkp.fileio.output_checks import (
    refuse_overwriting_inputs,
    require_writable,
    require_writable_folder,
)
from fashionkp.inference.drawings import Drawings
from fashionkp.inference.inputs import Inputs
from fashionkp.inference.pipeline import ImageResult
from fashionkp.inference.source_image import SourceImage
from fashionkp.measurements import Reference
from fashionkp.predictions.jsonl import json_line
from fashionkp.predictions.writer import CSV, PredictionWriter, is_folder


class OutputFiles:
    """Where the results of a run go.

    Args:
        writer: Writes predictions; without ``writer`` and ``drawings``, JSON lines go to standard
            output.
        drawings: Draw the key points, or their heatmaps.
        measurements: Adds the garments' lengths to JSON lines on standard output.
    """

    def __init__(
        self,
        writer: PredictionWriter | None = None,
        drawings: Sequence[Drawings] = (),
        measurements: Reference | None = None,
    ) -> None:
        self._writer, self._drawings, self._measurements = writer, drawings, measurements
        self._done: set[str] = set()
        self._names: list[str] = []

    def start(self) -> set[str]:
        """Return the names of the images that an interrupted run has predicted."""
        if self._writer:
            self._done = self._writer.start()
        return self._done

    def remaining(self, images: Iterable[SourceImage]) -> Iterator[SourceImage]:
        """Yield the images that are still to be predicted.

        Args:
            images: All images of the run; files are written in their order.
        """
        for image in images:
            self._names.append(image.name)
            if image.name not in self._done:
                yield image

    def write(
        self,
        results: Iterable[ImageResult],
        on_error: Callable[[str], None],
    ) -> int:
        """Write the results of images.

        Args:
            results: Results of the :meth:`remaining` images, in order.
            on_error: Called with the reason why an image could not be read.

        Returns:
            Number of images that could not be read.

        Raises:
            OSError: If a file cannot be written.
        """
        failed = 0
        with self._writer or nullcontext(), ExitStack() as stack:
            for drawings in self._drawings:
                stack.enter_context(drawings)
            for result in results:
                if result.error:
                    failed += 1
                    on_error(result.error)
                for drawings in self._drawings:
                    drawings.add(result)
                if self._writer:
                    self._writer.add(result.name, result.garments, result.error)
                elif not self._drawings:
                    self._print(result)
            if self._writer:
                self._writer.finish(self._names)
        return failed

    def _print(self, result: ImageResult) -> None:
        for garment in result.garments:
            sys.stdout.write(json_line(garment, self._measurements) + '\n')


def check_images(outputs: Sequence[str], inputs: Inputs, *, several_garments: bool = False) -> None:
    """Check that outputs can hold the results of images, before any image is read.

    Args:
        outputs: Paths or URIs of the output files.
        inputs: The images.
        several_garments: Whether an image may have another number of garments than one.

    Raises:
        ValueError: If there is a submission and an image may have several garments or has a name
            that is not an image id; if an image is given twice and there is a submission or a
            folder; or if there is any output and a name is that of different images.
    """
    submissions = [output for output in outputs if suffix_of(output) == CSV]
    if submissions and several_garments:
        raise ValueError(
            f'{submissions[0]}: a submission has one garment for each image: it does not go with '
            'a detector or several boxes'
        )
    unique = [*submissions, *(output for output in outputs if is_folder(output))]
    seen: set[str] = set()
    for name in inputs.names() if unique else ():
        if submissions and not IMAGE_ID.fullmatch(name):
            raise ValueError(
                f'{submissions[0]}: a submission cannot have the image {name!r}: expected '
                f'{IMAGE_ID_TEXT}, or a table such as test.csv as the input'
            )
        if name in seen:
            raise ValueError(f'{unique[0]}: image {name!r} is given twice')
        seen.add(name)
    if outputs and (ambiguous := inputs.ambiguous_name()) is not None:
        raise ValueError(
            f'{outputs[0]}: image {ambiguous!r} is given twice, with different files or '
            'categories: predict them in two runs'
        )


def check_files(
    outputs: Sequence[str],
    inputs: Inputs,
    read: Iterable[str | Path],
    drawings: Sequence[Drawings] = (),
) -> None:
    """Check, before any work, that outputs can be written and replace nothing that is read.

    Args:
        outputs: Paths or URIs of the output files, or of one folder.
        inputs: The images.
        read: Other files that are read, such as models.
        drawings: The drawings.

    Raises:
        OSError: If an output cannot be written; the error names it.
        ValueError: If an output is a file that is read, or a drawing would replace a file that is
            no drawing.
    """
    for output in outputs:
        check = require_writable_folder if is_folder(output) else require_writable
        check(output)
    refuse_overwriting_inputs(outputs, chain(inputs.files(), read))
    for each in drawings:
        each.check(inputs.names())
