"""Predictions as JSON lines: one garment a line."""

from collections.abc import Iterable
from pathlib import Path

import numpy as np

from fashionkp.categories import CATEGORIES, CATEGORY_CHOICES
from fashionkp.fileio.atomic_file import atomic_write
from fashionkp.fileio.json_fields import JsonObject, read_json_lines
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
    return [prediction_of(row) for row in read_json_lines(path)]


def prediction_of(row: JsonObject) -> Prediction:
    """Return the prediction that a JSON object describes.

    Args:
        row: As returned by :meth:`Prediction.as_dict`; unknown keys are ignored.

    Raises:
        ValueError: If it is not a prediction; the message names the key.
    """
    name = row.get('category', str)
    if name not in CATEGORIES:
        raise row.error('category', CATEGORY_CHOICES)
    points = _points(row.object('keypoints'), CATEGORIES[name].keypoints)
    x0, y0, x1, y1 = row.numbers('box', 4)
    width, height = row.numbers('size', 2)
    probs = row.object('category_probs')
    return Prediction(
        image=row.get('image', str),
        size=(int(width), int(height)),
        box=(x0, y0, x1, y1),
        category=name,
        category_score=row.number('category_score'),
        category_probs={key: probs.number(key) for key in probs.fields},
        keypoints=points[:, :2],
        scores=points[:, 2],
        presence=points[:, 3],
        calibrated='calibrated' in row.fields and row.get('calibrated', bool),
    )


def _points(points: JsonObject, names: tuple[str, ...]) -> np.ndarray:
    """Return x, y, score and presence of each key point, (K, 4)."""
    if unknown := [name for name in points.fields if name not in names]:
        raise points.error(unknown[0], f'only {", ".join(names)}')
    rows = []
    for name in names:
        point = points.object(name)
        row = [point.number(key) for key in POINT_KEYS]
        if not 0 <= row[3] <= 1:
            raise point.error('presence', '0 to 1')
        rows.append(row)
    return np.array(rows)
