"""Writing the predictions of a run, in any format and so that it can be resumed."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from fashionkp.fileio.folder import local_path
from fashionkp.fileio.object_store import (
    PARQUET,
    filesystem_of,
    is_uri,
    list_files,
    suffix_of,
    without_options,
)
from fashionkp.measurements import Reference
from fashionkp.optional_packages import check_installed
from fashionkp.predictions.jsonl import write_jsonl
from fashionkp.predictions.parquet import write_parquet
from fashionkp.predictions.parquet_folder import ParquetFolder
from fashionkp.predictions.part_writer import PartWriter
from fashionkp.predictions.prediction import Prediction
from fashionkp.predictions.result_store import ImageRecord, ResultStore
from fashionkp.predictions.table import write_csv
from fashionkp.predictions.unfinished_run import UnfinishedRun

JSONL, CSV = '.jsonl', '.csv'
SUFFIXES = (JSONL, CSV, PARQUET)
"""Endings of the output files."""


class PredictionWriter(PartWriter[ImageRecord]):
    """Writes the predictions of a run to files, or to a folder of Parquet files.

    While the run goes on, results are stored in parts: those of a folder are its files, those of
    other outputs lie in a hidden folder beside the first of them. :meth:`finish` writes the output
    files, each of which appears once it is complete. If the run is interrupted, all parts stay and
    the next run resumes: with a folder always, with files if ``resume`` is set.

    Args:
        outputs: Paths or URIs of files that end in one of :data:`SUFFIXES`; or one folder.
        settings: What the results depend on, by name, as short texts.
        measurements: Adds the garments' lengths to JSON lines and Parquet.
        resume: Whether to resume an interrupted run; otherwise its results are removed.

    Raises:
        ValueError: If a name has another ending, or there are several outputs and one is a folder.

    Attributes:
        store: Where the parts are stored; several processes may write to it.
    """

    def __init__(
        self,
        outputs: Sequence[str],
        settings: Mapping[str, str],
        measurements: Reference | None = None,
        *,
        resume: bool = False,
    ) -> None:
        super().__init__()
        check_output_names(outputs)
        self._outputs, self._measurements, self._resume = outputs, measurements, resume
        self._unfinished: UnfinishedRun | None = None
        if is_folder(outputs[0]):
            self.store: ResultStore = ParquetFolder(outputs[0], settings, measurements)
        else:
            self.store = self._unfinished = UnfinishedRun(outputs[0], settings)

    def start(self) -> set[str]:
        """Return the names of the images that an earlier run has predicted.

        Raises:
            ValueError: If these results were made with other settings, or are damaged.
        """
        if self._unfinished and not self._resume:
            self._unfinished.clear()
        done = self.store.done()
        self.store.clear_errors()
        return done

    def add(self, name: str, garments: Sequence[Prediction], error: str = '') -> None:
        """Add the result of an image.

        Args:
            name: The image's name.
            garments: Its predictions.
            error: Why there are none; such an image is tried again by the next run.

        Raises:
            OSError: If a part cannot be written.
        """
        self._collect(ImageRecord(name, list(garments), error))

    def _store(self, results: list[ImageRecord]) -> None:
        self.store.write(results)

    def finish(self, names: Iterable[str]) -> None:
        """Write the output files; a folder of Parquet files needs no such step.

        Args:
            names: Names of all images, in the order that the files are to have.

        Raises:
            OSError: If a file cannot be written.
            ValueError: If a submission cannot have one of the garments.
        """
        self.flush()
        if not self._unfinished:
            return
        names = list(names)
        for output in self._outputs:
            with local_path(output) as path:
                _write(path, output, self._unfinished.predictions(names), self._measurements)
        self._unfinished.clear()


def _write(
    path: Path,
    output: str,
    predictions: Iterable[Prediction],
    measurements: Reference | None,
) -> None:
    """Write a file in the format that the output's ending states."""
    suffix = suffix_of(output)
    if suffix == CSV:
        write_csv(path, predictions)
        return
    write: Callable[..., Any] = {JSONL: write_jsonl, PARQUET: write_parquet}[suffix]
    write(path, predictions, measurements)


def check_output_names(outputs: Sequence[str]) -> None:
    """Check the names of a run's outputs.

    Args:
        outputs: Paths or URIs.

    Raises:
        MissingPackage: If Parquet is to be written and pyarrow is not installed.
        ValueError: As for :class:`PredictionWriter`.
    """
    folders = [output for output in outputs if is_folder(output)]
    for output in outputs:
        if output not in folders and suffix_of(output) not in SUFFIXES:
            raise ValueError(
                f'{output}: expected a name that ends in {", ".join(SUFFIXES)}, or a folder, '
                'whose name has no ending'
            )
    if not outputs or (folders and len(outputs) > 1):
        raise ValueError(
            f'{", ".join(outputs) or "no output"}: expected one or more files '
            f'({", ".join(SUFFIXES)}), or one folder'
        )
    if folders or any(suffix_of(output) == PARQUET for output in outputs):
        check_installed('pyarrow')


def is_folder(output: str) -> bool:
    """Whether an output is a folder of Parquet files.

    A folder's name ends in a slash or has no ending, unless the folder exists.

    Example:
        >>> [is_folder(name) for name in ('points', 's3://bucket/points.v2/', 'a.csv')]
        [True, True, False]
    """
    suffix = suffix_of(output)
    if without_options(output).endswith('/') or not suffix:
        return True
    if suffix in (JSONL, CSV):
        return False
    if not is_uri(output):
        return Path(output).is_dir()
    return not {*list_files(output, (PARQUET,))} <= {filesystem_of(output)[1]}
