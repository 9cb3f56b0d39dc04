"""Records about the garments of images, such as their transforms, in one file."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import IO, Any

from fashionkp.fileio.atomic_file import atomic_write
from fashionkp.fileio.folder import local_path
from fashionkp.fileio.text import json_text
from fashionkp.predictions.part_writer import PartWriter
from fashionkp.predictions.run_parts import RunParts

Write = Callable[[IO[str], Iterable[dict[str, Any]]], None]
"""Writes records to a file that is open."""


def write_json_lines(file: IO[str], records: Iterable[Mapping[str, Any]]) -> None:
    """Write records, one a line."""
    for record in records:
        file.write(json_text(record) + '\n')


_Records = tuple[str, list[dict[str, Any]]]


class RecordWriter(PartWriter[_Records]):
    """Writes the records of a run to one file, which appears once the run is complete.

    While the run goes on, records are stored in parts in a hidden folder beside the file. If the
    run is interrupted, they stay, and the next run resumes if ``resume`` is set.

    Args:
        output: Path or URI of the file.
        settings: What the records depend on, by name, as short texts.
        resume: Whether to resume an interrupted run; otherwise its results are removed.
    """

    def __init__(self, output: str, settings: Mapping[str, str], *, resume: bool = False) -> None:
        super().__init__()
        self._parts, self._resume = RunParts(output, settings), resume

    def start(self) -> set[str]:
        """Return the names of the images that an interrupted run has finished.

        Raises:
            ValueError: If these results were made with other settings, or are damaged.
        """
        if not self._resume:
            self._parts.clear()
        return self._parts.done()

    def add(self, name: str, records: Sequence[Mapping[str, Any]]) -> None:
        """Add the records of an image, plain Python objects, one for each garment.

        Raises:
            OSError: If a part cannot be written.
        """
        self._collect((name, [{**record} for record in records]))

    def _store(self, results: list[_Records]) -> None:
        self._parts.write(dict(results))

    def records(self, names: Iterable[str]) -> Iterator[dict[str, Any]]:
        """Yield what is stored about images, also by an interrupted run.

        Args:
            names: As for :meth:`finish`.
        """
        return self._parts.items(names)

    def finish(self, names: Iterable[str], write: Write = write_json_lines) -> None:
        """Write the file, and remove the parts.

        Args:
            names: Names of all images, in the order that the file is to have; those without
                records, such as images that could not be read, are skipped.
            write: Writes the records to the file.

        Raises:
            OSError: If the file cannot be written.
        """
        self.flush()
        with local_path(self._parts.output) as path, atomic_write(path) as file:
            write(file, self._parts.items(names))
        self._parts.clear()
