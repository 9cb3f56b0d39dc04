"""A folder of Parquet files as the output of a run: it can be read, and resumed, at any time."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from fashionkp.fileio.folder import subfolder
from fashionkp.fileio.object_store import PARQUET, filesystem_of, list_files, write_table
from fashionkp.measurements import Reference
from fashionkp.optional_packages import require
from fashionkp.predictions.parquet import prediction_rows
from fashionkp.predictions.result_store import ImageRecord, check_settings, part_name

ERRORS = '_errors'
"""Subfolder that lists the images that could not be read; readers of Parquet folders ignore it."""

_SETTINGS = b'fashionkp.settings'


@dataclass(frozen=True)
class ParquetFolder:
    """A :class:`~fashionkp.predictions.result_store.ResultStore` whose parts are Parquet files.

    Attributes:
        location: Path or URI of the folder.
        settings: What the results depend on, by name; every file contains it.
        measurements: As for :func:`~fashionkp.predictions.parquet.schema`.
    """

    location: str
    settings: Mapping[str, str]
    measurements: Reference | None = None

    def done(self) -> set[str]:
        """Return the names of the images that have results.

        Raises:
            ValueError: If there are results of other settings, or other Parquet files.
        """
        names: set[str] = set()
        system, _ = filesystem_of(self.location)
        for path in list_files(self.location, (PARQUET,)):
            with system.open_input_file(path) as stream:
                names |= self._names(stream, path)
        return names

    def _names(self, stream: object, path: str) -> set[str]:
        pq = require('pyarrow.parquet')
        try:
            file = pq.ParquetFile(stream)
        except ValueError as error:  # the base class of pyarrow's own errors
            raise ValueError(f'{path}: {error}: remove it to predict its images again') from error
        settings = (file.schema_arrow.metadata or {}).get(_SETTINGS)
        if settings is None:
            raise ValueError(
                f'{path}: not written by "fashionkp predict": use a folder without other Parquet '
                'files'
            )
        check_settings(self.location, json.loads(settings), self.settings)
        return {*file.read(columns=['image']).column(0).to_pylist()}

    def write(self, records: Sequence[ImageRecord]) -> None:
        """Add a part; it replaces an earlier part for the same images."""
        import pyarrow as pa

        name = part_name((record.name for record in records), PARQUET)
        errors = {record.name: record.error for record in records if record.error}
        if errors:
            columns = {'image': list(errors), 'error': list(errors.values())}
            write_table(pa.table(columns), subfolder(self.location, ERRORS), name)
        garments = [garment for record in records for garment in record.garments]
        table = prediction_rows(garments, self.measurements)
        if len(table):
            metadata = {_SETTINGS: json.dumps({**self.settings}).encode()}
            write_table(table.replace_schema_metadata(metadata), self.location, name)

    def clear_errors(self) -> None:
        """Remove the lists of images that could not be read; they will be tried again."""
        errors = subfolder(self.location, ERRORS)
        for path in list_files(errors, (PARQUET,)):
            filesystem_of(errors)[0].delete_file(path)
