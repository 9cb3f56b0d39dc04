"""Predictions as a data frame of pandas."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from fashionkp.measurements import Reference
from fashionkp.optional_packages import require
from fashionkp.predictions.columns import column_types, prediction_row
from fashionkp.predictions.prediction import Prediction

if TYPE_CHECKING:
    import pandas as pd

_DTYPES = {'string': 'str'}  # pandas' names of types, where they differ


def to_pandas(
    predictions: Iterable[Prediction], measurements: bool | Reference | None = None
) -> 'pd.DataFrame':
    """Return predictions as a data frame, one garment a row, in the same order.

    The columns are those of ``fashionkp predict -o x.parquet``, whatever the categories, so that
    frames can be concatenated: see :func:`~fashionkp.predictions.columns.column_types`. A value is
    NaN if the garment or the model does not have it.

    Args:
        predictions: The garments.
        measurements: Whether to add the garments' lengths in pixels; a
            :class:`~fashionkp.Reference` adds them in centimetres too.

    Raises:
        MissingPackage: If pandas is not installed.
    """
    pd = require('pandas')
    reference = Reference() if measurements is True else measurements or None
    rows = [prediction_row(prediction, reference) for prediction in predictions]
    types = {name: _DTYPES.get(kind, kind) for name, kind in column_types(reference).items()}
    return pd.DataFrame.from_records(rows, columns=list(types)).astype(types)
