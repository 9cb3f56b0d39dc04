"""Predictions as Parquet: one garment a row, a column for each number."""

from collections.abc import Iterable
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fashionkp.categories import CATEGORIES, KEYPOINTS, category_by_name
from fashionkp.fileio.atomic_file import atomic_write
from fashionkp.fileio.json_fields import JsonObject
from fashionkp.fileio.object_store import PARQUET, filesystem_of, list_files
from fashionkp.measurements import NAMES, Reference
from fashionkp.optional_packages import require
from fashionkp.predictions.jsonl import POINT_KEYS, prediction_of
from fashionkp.predictions.prediction import Prediction

if TYPE_CHECKING:
    import pyarrow as pa

_BOX = ('box_x0', 'box_y0', 'box_x1', 'box_y1')
_PROBS = {name: f'prob_{name}' for name in CATEGORIES}
_POINTS = {name: tuple(f'{name}_{key}' for key in POINT_KEYS) for name in KEYPOINTS}
_UNITS = ('pixels', 'cm')
_ROWS = 4096  # garments in memory while a file is written


def schema(measurements: Reference | None = None) -> 'pa.Schema':
    """Return the columns.

    Args:
        measurements: Adds columns for lengths in pixels, and in centimetres if a size is known.

    Returns:
        ``image``, ``width``, ``height``, ``box_x0`` to ``box_y1``, ``category``,
        ``category_score``, ``prob_<category>``, for each of the 24 key points ``<name>_x``, ``_y``,
        ``_score`` and ``_presence``, and for each length ``<name>_pixels`` and ``<name>_cm``. A
        value is null if the garment or the model does not have it.
    """
    import pyarrow as pa

    numbers = (*_BOX, 'category_score', *_PROBS.values(), *(c for p in _POINTS.values() for c in p))
    columns = [('image', pa.string()), ('width', pa.int32()), ('height', pa.int32())]
    columns += [('category', pa.string()), *((name, pa.float32()) for name in numbers)]
    if measurements:
        units = _UNITS if measurements != Reference() else _UNITS[:1]
        columns += [(f'{name}_{unit}', pa.float32()) for unit in units for name in NAMES]
    return pa.schema(columns)


def prediction_rows(
    predictions: Iterable[Prediction], measurements: Reference | None = None
) -> 'pa.Table':
    """Return predictions as rows, in the same order.

    Args:
        predictions: The garments.
        measurements: As for :func:`schema`.
    """
    import pyarrow as pa

    rows = [_row(prediction, measurements) for prediction in predictions]
    return pa.Table.from_pylist(rows, schema(measurements))


def _row(prediction: Prediction, measurements: Reference | None) -> dict[str, Any]:
    row = dict(
        image=prediction.image,
        width=prediction.size[0],
        height=prediction.size[1],
        category=prediction.category,
        category_score=prediction.category_score,
    )
    row.update(zip(_BOX, prediction.box, strict=True))
    row.update((_PROBS[name], p) for name, p in prediction.category_probs.items())
    arrays = prediction.keypoints.T, prediction.scores, prediction.presence
    values = zip(*arrays[0].tolist(), *(array.tolist() for array in arrays[1:]), strict=True)
    for name, numbers in zip(prediction.names, values, strict=True):
        row.update(zip(_POINTS[name], numbers, strict=True))
    if measurements:
        lengths = prediction.lengths(measurements)
        for unit in _UNITS:
            row.update((f'{name}_{unit}', v) for name, v in getattr(lengths, unit).items())
    return row


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
    nested: dict[str, Any] = {
        name: row[name] for name in ('image', 'category', 'category_score') if name in row
    }
    nested['size'] = [row.get('width'), row.get('height')]
    nested['box'] = [row.get(name) for name in _BOX]
    probs = {name: row.get(column) for name, column in _PROBS.items()}
    nested['category_probs'] = {name: p for name, p in probs.items() if p is not None}
    names = KEYPOINTS
    if row.get('category') in CATEGORIES:
        names = category_by_name(row['category']).keypoints
    nested['keypoints'] = {
        name: {key: row.get(column) for key, column in zip(POINT_KEYS, _POINTS[name], strict=True)}
        for name in names
    }
    return nested
