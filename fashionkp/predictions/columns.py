"""Predictions as rows of a table: one garment a row, a column for each number."""

from math import isfinite
from typing import Any

from fashionkp.categories import CATEGORIES, KEYPOINTS
from fashionkp.measurements import NAMES, Reference
from fashionkp.predictions.jsonl import POINT_KEYS
from fashionkp.predictions.prediction import Prediction

BOX = ('box_x0', 'box_y0', 'box_x1', 'box_y1')
"""Columns of the box."""

PROBS = {name: f'prob_{name}' for name in CATEGORIES}
"""Column of each category's probability."""

POINTS = {name: tuple(f'{name}_{key}' for key in POINT_KEYS) for name in KEYPOINTS}
"""Columns of each key point: x, y, score and presence."""

_UNITS = ('pixels', 'cm')


def column_types(measurements: Reference | None = None) -> dict[str, str]:
    """Return the type of each column in their order: 'string', 'int32', 'bool' or 'float32'.

    Args:
        measurements: Adds columns for lengths in pixels, and in centimetres if a size is known.

    Returns:
        ``image``, ``width``, ``height``, ``category``, ``calibrated``, ``box_x0`` to ``box_y1``,
        ``category_score``, ``prob_<category>``, for each of the 24 key points ``<name>_x``, ``_y``,
        ``_score`` and ``_presence``, and for each length ``<name>_pixels`` and ``<name>_cm``, and
        their margins ``<name>_margin_pixels`` and ``<name>_margin_cm``.
    """
    points = (column for columns in POINTS.values() for column in columns)
    numbers = [*BOX, 'category_score', *PROBS.values(), *points]
    if measurements:
        units = _UNITS if measurements != Reference() else _UNITS[:1]
        kinds = [f'{kind}_{unit}' for unit in units for kind in ('', '_margin')]
        numbers += [f'{name}{kind}' for kind in kinds for name in NAMES]
    types = dict(image='string', width='int32', height='int32', category='string')
    return types | dict(calibrated='bool') | dict.fromkeys(numbers, 'float32')


def prediction_row(prediction: Prediction, measurements: Reference | None = None) -> dict[str, Any]:
    """Return a prediction by column, without those that the garment or the model does not have.

    Args:
        prediction: The garment.
        measurements: As for :func:`column_types`.
    """
    row = dict(
        image=prediction.image,
        width=prediction.size[0],
        height=prediction.size[1],
        category=prediction.category,
        category_score=prediction.category_score,
        calibrated=prediction.calibrated,
    )
    row.update(zip(BOX, prediction.box, strict=True))
    row.update((PROBS[name], p) for name, p in prediction.category_probs.items())
    arrays = prediction.keypoints.T, prediction.scores, prediction.presence
    values = zip(*arrays[0].tolist(), *(array.tolist() for array in arrays[1:]), strict=True)
    for name, numbers in zip(prediction.names, values, strict=True):
        row.update(zip(POINTS[name], numbers, strict=True))
    if measurements:
        lengths = prediction.lengths(measurements)
        for unit in _UNITS:
            row.update((f'{name}_{unit}', v) for name, v in lengths.in_unit(unit).items())
            margins = lengths.margins_in_unit(unit)
            row.update((f'{n}_margin_{unit}', v) for n, v in margins.items() if isfinite(v))
    return row
