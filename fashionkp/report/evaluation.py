"""The predictions of models, aligned with the ground truth row by row."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from fashionkp.annotations import AnnotationTable, annotation_files, read_annotations
from fashionkp.report.predictions import ModelPredictions, read_model
from fashionkp.score import (
    RULES,
    SWAPPED,
    Matches,
    PointErrors,
    labelled_rows,
    match_tables,
    point_errors,
    require_same_categories,
    seem_swapped,
)

_IGNORE_OTHER = ' (--allow-other-category ignores them)'
_logger = logging.getLogger('fashionkp')


@dataclass(frozen=True, eq=False)
class ModelErrors:
    """The predictions of a model and their errors, in the N rows of the ground truth.

    Attributes:
        name: Name of the model in the report.
        files: Files of the predictions.
        predicted: Rows with a prediction for their category, (N,) bool.
        other_category: Rows whose prediction is for another category, (N,) bool.
        num_extra: Number of predictions for images that are not in the ground truth.
        keypoints: Predicted key points, (N, 24, 2), pixels; NaN without a prediction.
        errors: Errors of the key points by rule; none counts without a prediction.
        scores: (N, 24), as in :class:`~fashionkp.report.predictions.ModelPredictions`.
        presence: (N, 24), likewise.
        predicted_category: (N,), likewise; -1 without a prediction, too.
    """

    name: str
    files: tuple[Path, ...]
    predicted: np.ndarray
    other_category: np.ndarray
    num_extra: int
    keypoints: np.ndarray
    errors: dict[str, PointErrors]
    scores: np.ndarray | None
    presence: np.ndarray | None
    predicted_category: np.ndarray | None


@dataclass(frozen=True, eq=False)
class Evaluation:
    """A ground truth and the errors of models on it.

    Attributes:
        source: The tables or folders of the ground truth.
        truth: Its labelled rows, N.
        models: The models, at least one.
        rule: The rule of what is shown under one rule only, of :data:`~fashionkp.score.RULES`.
    """

    source: tuple[Path, ...]
    truth: AnnotationTable
    models: tuple[ModelErrors, ...]
    rule: str = RULES[0]


def evaluate(
    ground_truth: Sequence[str | Path],
    predictions: Sequence[Sequence[str | Path]],
    *,
    names: Sequence[str] | None = None,
    rule: str = RULES[0],
    allow_missing: bool = False,
    allow_other: bool = False,
) -> Evaluation:
    """Read a ground truth and the predictions of models, and compute their errors.

    Args:
        ground_truth: Annotation tables, or folders of archives.
        predictions: Files of each model, as for :func:`~fashionkp.report.predictions.read_model`.
        names: Names of the models; by default :func:`distinct_names` of their first files.
        rule: The rule of what is shown under one rule only, of :data:`~fashionkp.score.RULES`.
        allow_missing: Ignore images without a prediction instead of raising.
        allow_other: Ignore predictions for another category instead of raising.

    Raises:
        FileNotFoundError: If a file does not exist.
        ValueError: If :func:`~fashionkp.score.score_tables` rejects a table, or ``names`` are not
            as many as the models or not distinct.
    """
    sources = tuple(Path(path) for path in ground_truth)
    model_names = _model_names(predictions, names)
    table = _read_truth(sources)
    models = []
    for model_files, name in zip(predictions, model_names, strict=True):
        model = read_model(model_files, name)
        if model.scores is None and seem_swapped(table, model.table):
            _logger.warning('%s: %s', name, SWAPPED)
        try:
            matches = match_tables(table, model.table, allow_missing=allow_missing)
            if not allow_other:
                require_same_categories(matches, model.table, hint=_IGNORE_OTHER)
        except ValueError as error:
            raise ValueError(f'{name}: {error}') from None
        models.append(_model_errors(model, matches))
    return Evaluation(sources, table, tuple(models), rule)


def _read_truth(sources: Sequence[Path]) -> AnnotationTable:
    files = (path for source in sources for path in annotation_files(source))
    return labelled_rows(read_annotations(*files))


def distinct_names(paths: Sequence[Path]) -> list[str]:
    """Return short names for paths: the last part of each, with folders where needed.

    Example:
        >>> distinct_names([Path('a/run'), Path('b/run')])
        ['a/run', 'b/run']
    """
    parts = [path.absolute().parts for path in paths]
    depth = 1
    while len({each[-depth:] for each in parts}) < len({*parts}):
        depth += 1
    return ['/'.join(each[-depth:]) for each in parts]


def _model_names(
    predictions: Sequence[Sequence[str | Path]], names: Sequence[str] | None
) -> list[str]:
    if names is None:
        names = distinct_names([Path(files[0]).with_suffix('') for files in predictions])
    if len(names) != len(predictions):
        raise ValueError(f'{len(names)} names for {len(predictions)} models: expected one for each')
    if repeated := [name for name in names if names.count(name) > 1]:
        raise ValueError(
            f'{repeated[0]!r} is the name of several models: give distinct names (--names)'
        )
    return list(names)


def _model_errors(model: ModelPredictions, matches: Matches) -> ModelErrors:
    """Return predictions and errors in the rows of the ground truth."""
    truth, predicted = matches.truth, matches.predicted
    keypoints = np.full((len(truth), *model.table.keypoints.shape[1:]), np.nan)
    keypoints[predicted] = model.table.keypoints[matches.rows[predicted]]
    predicted_category = None
    if model.predicted_category is not None:
        # row -1, of an image without a prediction, is the -1 behind the last prediction
        predicted_category = np.append(model.predicted_category, -1)[matches.rows]
    return ModelErrors(
        name=model.name,
        files=model.files,
        predicted=predicted,
        other_category=matches.other_category,
        num_extra=len(model.table) - int((matches.rows >= 0).sum()),
        keypoints=keypoints,
        errors={rule: _point_errors(keypoints, truth, predicted, rule) for rule in RULES},
        scores=_aligned(model.scores, matches),
        presence=_aligned(model.presence, matches),
        predicted_category=predicted_category,
    )


def _point_errors(
    keypoints: np.ndarray, truth: AnnotationTable, predicted: np.ndarray, rule: str
) -> PointErrors:
    """Return the errors of all rows; those without a prediction have none that counts."""
    rows = truth.take(predicted)
    own = point_errors(
        keypoints[predicted], rows.keypoints, rows.visibility, rows.category_ids, rule=rule
    )
    shape = truth.visibility.shape
    errors = PointErrors(np.zeros(shape), np.zeros(shape, bool), np.zeros(shape[0], bool))
    errors.errors[predicted] = own.errors
    errors.counted[predicted] = own.counted
    errors.scored[predicted] = own.scored
    return errors


def _aligned(values: np.ndarray | None, matches: Matches) -> np.ndarray | None:
    """Return values of the predictions, (M, 24), in the rows of the ground truth, (N, 24)."""
    if values is None:
        return None
    rows = np.where(matches.predicted, matches.rows, -1)
    return np.vstack([values, np.full((1, values.shape[1]), np.nan)])[rows]
