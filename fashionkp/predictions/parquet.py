"""Predictions as Parquet: one garment a row, a column for each number."""

from collections.abc import Iterable
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fashionkp.categories import CATEGORIES, KEYPOINTS, category_by_name
from fashionkp.fileio.atomic_file import atomic_write
from fashionkp.fileio.json_fields import JsonObject
from fashionkp.fileio.object_store import PARQUET, filesystem_of, list_files
from fashionkp.measurements import Reference
from fashionkp.optional_packages import require
from fashionkp.predictions.columns import BOX, POINTS, PROBS, column_types, prediction_row
from fashionkp.predictions.jsonl import POINT_KEYS, prediction_of
from fashionkp.predictions.prediction import Prediction

if TYPE_CHECKING:
    import pyarrow as pa

_ROWS = 4096  # garments in memory while a file is written


def schema(measurements: Reference | None = None) -> 'pa.Schema':
    """Return the columns; a value is null if the garment or the model does not have it.

    Args:
        measurements: As for :func:`~fashionkp.predictions.columns.column_types`.
    """
    import pyarrow as pa

    types = column_types(measurements)
    return pa.schema([(name, pa.type_for_alias(kind)) for name, kind in types.items()])


def prediction_rows(
    predictions: Iterable[Prediction], measurements: Reference | None = None
) -> 'pa.Table':
    """Return predictions as rows, in the same order.

    Args:
        predictions: The garments.
        measurements: As for :func:`schema`.
    """
    import pyarrow as pa

    rows = [prediction_row(prediction, measurements) for prediction in predictions]
    return pa.Table.from_pylist(rows, schema(measurements))


def write_parquet(
    path: str | Path, predictions: Iterable[Prediction], measurements: Reference | None = None
) -> None:
    """Write predictions as one Parquet file.

    Args:
        path: The file; it appears once it is complete.
        predictions: The garments; an iterator is consumed piece by piece.
        measurements: As for :func:`schema`.

    Raises:
        MissingPackage: If pyarrow is not installed.
    """
    pq = require('pyarrow.parquet')
    rest = iter(predictions)
    with (
        atomic_write(path, 'wb') as file,
        pq.ParquetWriter(file, schema(measurements)) as writer,
    ):
        while piece := list(islice(rest, _ROWS)):
            writer.write_table(prediction_rows(piece, measurements))


def read_parquet(location: str | Path) -> list[Prediction]:
    """Read predictions.

    Args:
        location: Path or URI of a file, or of a folder of files.

    Returns:
        The garments, sorted by file name and then in the order of the rows.

    Raises:
        FileNotFoundError: If the location does not exist, or the folder has no such file.
        ValueError: If a file is not valid Parquet, or a row is not a prediction; the message names
            it.
    """
    paths = list_files(str(location), (PARQUET,))
    if not paths:
        raise FileNotFoundError(f'{location}: no such file, or no {PARQUET} file in this folder')
    system, _ = filesystem_of(str(location))
    return [garment for path in paths for garment in _read(system, path)]


def _read(system: Any, path: str) -> Iterable[Prediction]:
    pq = require('pyarrow.parquet')
    with system.open_input_file(path) as file:
        try:
            rows = pq.read_table(file).to_pylist()
        except (ValueError, OSError) as error:  # the base classes of pyarrow's own errors
            raise ValueError(f'{path}: {error}') from error
    for number, row in enumerate(rows):
        yield prediction_of(JsonObject(_nested(row), f'{path}: row {number}'))


def _nested(row: dict[str, Any]) -> dict[str, Any]:
    """Return a row in the form of :meth:`Prediction.as_dict`; columns may be missing."""
    keys = ('image', 'category', 'category_score', 'calibrated')
    nested: dict[str, Any] = {key: row[key] for key in keys if key in row}
    nested['size'] = [row.get('width'), row.get('height')]
    nested['box'] = [row.get(name) for name in BOX]
    probs = {name: row.get(column) for name, column in PROBS.items()}
    nested['category_probs'] = {name: p for name, p in probs.items() if p is not None}
    names = KEYPOINTS
    if row.get('category') in CATEGORIES:
        names = category_by_name(row['category']).keypoints
    nested['keypoints'] = {
        name: {key: row.get(column) for key, column in zip(POINT_KEYS, POINTS[name], strict=True)}
        for name in names
    }
    return nested
