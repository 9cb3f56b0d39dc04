"""Predictions as JSON lines: one garment a line."""

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np

from fashionkp.categories import category_by_name
from fashionkp.fileio.atomic_file import atomic_write
from fashionkp.fileio.json_fields import is_finite_number
from fashionkp.fileio.text import json_text
from fashionkp.measurements import Reference
from fashionkp.predictions.prediction import Prediction

POINT_KEYS = ('x', 'y', 'score', 'presence')
"""Keys of a key point that a prediction needs."""


def json_line(prediction: Prediction, measurements: bool | Reference | None = None) -> str:
    """Return :meth:`Prediction.as_dict` as one line of JSON, without the line's end."""
    return json_text(prediction.as_dict(measurements))


def write_jsonl(
    path: str | Path,
    predictions: Iterable[Prediction],
    measurements: bool | Reference | None = None,
) -> None:
    """Write predictions as JSON, one garment a line.

    Args:
        path: The file; it appears once it is complete.
        predictions: The garments; an iterator is consumed one by one.
        measurements: Whether to add each garment's lengths; see :meth:`Prediction.as_dict`.
    """
    with atomic_write(path) as file:
        for prediction in predictions:
            file.write(json_line(prediction, measurements) + '\n')


def read_jsonl(path: str | Path) -> list[Prediction]:
    """Read predictions written by :func:`write_jsonl`.

    Args:
        path: A file with a JSON object a line. Blank lines and unknown keys are ignored.

    Returns:
        The garments in the order of the file.

    Raises:
        ValueError: If a line is not a prediction; the message names file, line and key.
    """
    path = Path(path)
    predictions = []
    try:
        with path.open(encoding='utf-8') as file:
            for number, line in enumerate(file, 1):
                if line.strip():
                    predictions.append(_prediction(line, f'{path}:{number}'))
    except UnicodeDecodeError as error:
        raise ValueError(f'{path}: not a text in UTF-8 ({error.reason})') from None
    return predictions


def _prediction(line: str, where: str) -> Prediction:
    try:
        row = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise ValueError(f'{where}: not valid JSON: {error}') from None
    return prediction_of(row, where)


def prediction_of(row: Any, where: str) -> Prediction:
    """Return the prediction that plain Python objects describe.

    Args:
        row: As returned by :meth:`Prediction.as_dict`; unknown keys are ignored.
        where: File and line, for errors.

    Raises:
        ValueError: If it is not a prediction; the message names the key.
    """
    name = _value(row, 'category', str, where)
    try:
        names = category_by_name(name).keypoints
    except ValueError as error:
        raise ValueError(f'{where}: {error}') from None
    probs = _value(row, 'category_probs', dict, where)
    points = _points(_value(row, 'keypoints', dict, where), names, where)
    box = _numbers(row, 'box', 4, where)
    width, height = _numbers(row, 'size', 2, where)
    return Prediction(
        image=_value(row, 'image', str, where),
        size=(int(width), int(height)),
        box=(box[0], box[1], box[2], box[3]),
        category=name,
        category_score=_number(row, 'category_score', where),
        category_probs={key: _number(probs, key, f'{where}: category_probs') for key in probs},
        keypoints=points[:, :2],
        scores=points[:, 2],
        presence=points[:, 3],
    )


def _points(points: dict[str, Any], names: tuple[str, ...], where: str) -> np.ndarray:
    """Return x, y, score and presence of each key point, (K, 4)."""
    if unknown := [name for name in points if name not in names]:
        raise ValueError(f'{where}: key point {unknown[0]!r}: expected {", ".join(names)}')
    rows = []
    for name in names:
        point = _value(points, name, dict, f'{where}: keypoints')
        row = [_number(point, key, f'{where}: {name}') for key in POINT_KEYS]
        if not 0 <= row[3] <= 1:
            raise ValueError(f'{where}: {name}: presence = {row[3]}: expected 0 to 1')
        rows.append(row)
    return np.array(rows)


def _value(row: Any, key: str, kind: type, where: str) -> Any:
    if not isinstance(row, dict):
        raise ValueError(f'{where}: {type(row).__name__}: expected an object with the key {key!r}')
    if key not in row:
        raise ValueError(f'{where}: no key {key!r}')
    if not isinstance(row[key], kind):
        raise ValueError(f'{where}: {key} = {row[key]!r}: expected {kind.__name__}')
    return row[key]


def _number(row: Any, key: str, where: str) -> float:
    return _finite(_value(row, key, object, where), key, where)


def _numbers(row: Any, key: str, count: int, where: str) -> list[float]:
    values = _value(row, key, list, where)
    if len(values) != count:
        raise ValueError(f'{where}: {key} = {values!r}: expected {count} numbers')
    return [_finite(value, key, where) for value in values]


def _finite(value: Any, key: str, where: str) -> float:
    if not is_finite_number(value):
        raise ValueError(f'{where}: {key} = {value!r:.60}: expected a finite number')
    return float(value)
