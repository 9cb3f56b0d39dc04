"""The folder of results: Parquet files that are there as a whole or not at all."""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from fashionkp.fileio.object_store import filesystem_of, list_files, write_parquet
from fashionkp.measurements import Reference
from fashionkp.optional_packages import require
from fashionkp.predictions.parquet import PARQUET, prediction_rows
from fashionkp.predictions.prediction import Prediction

ERRORS = '_errors'
"""Folder, in that of the results, for what could not be read; readers of Parquet pass it over."""

_SETTINGS = b'fashionkp.settings'


@dataclass(frozen=True)
class ResultFolder:
    """Where results go.

    A file has the garments of some images, all of each, and its name comes from theirs: a group
    of images that is done again replaces its file.

    Attributes:
        place: The folder, a path or a URI.
        settings: What decides what the results are; the files keep it.
        measurements: As for :func:`~fashionkp.predictions.parquet.schema`.
    """

    place: str
    settings: Mapping[str, str]
    measurements: Reference | None = None

    def done(self) -> set[str]:
        """Names of the images that have results.

        Raises:
            ValueError: There are results of other settings, or other Parquet files.
        """
        names: set[str] = set()
        system, _ = filesystem_of(self.place)
        for path in list_files(self.place, (PARQUET,)):
            with system.open_input_file(path) as stream:
                names |= self._names(stream, path)
        return names

    def _names(self, stream: object, path: str) -> set[str]:
        pq = require('pyarrow.parquet', 'fashionkp-mm[ray]')
        try:
            file = pq.ParquetFile(stream)
        except ValueError as error:  # pyarrow's own errors are such
            raise ValueError(f'{path}: {error}: remove it to have its images done') from error
        kept = (file.schema_arrow.metadata or {}).get(_SETTINGS)
        if kept is None:
            raise ValueError(f'{path}: no result of this command: expected a folder of its own')
        theirs = json.loads(kept)
        for name in sorted({*theirs, *self.settings}):
            there, here = theirs.get(name, 'none'), self.settings.get(name, 'none')
            if there != here:
                raise ValueError(
                    f'{self.place} has results of other settings ({name}: {there} there, {here} '
                    'here): expected the same, or another folder'
                )
        return {*file.read(columns=['image']).column(0).to_pylist()}

    def write(
        self,
        names: Sequence[str],
        garments: Iterable[Prediction],
        errors: Mapping[str, str],
    ) -> None:
        """Write what came of some images.

        Args:
            names: The images.
            garments: What was found in them.
            errors: By image, why it could not be read.
        """
        import pyarrow as pa

        file = f'part-{hashlib.sha256(chr(0).join(names).encode()).hexdigest()[:16]}{PARQUET}'
        if errors:
            columns = {'image': list(errors), 'error': list(errors.values())}
            write_parquet(pa.table(columns), f'{self.place}/{ERRORS}', file)
        table = prediction_rows(garments, self.measurements)
        if len(table):
            kept = {_SETTINGS: json.dumps({**self.settings}).encode()}
            write_parquet(table.replace_schema_metadata(kept), self.place, file)

    def forget_errors(self) -> None:
        """Remove what is kept of images that could not be read, which are to be tried again."""
        errors = f'{self.place}/{ERRORS}'
        for path in list_files(errors, (PARQUET,)):
            filesystem_of(errors)[0].delete_file(path)
