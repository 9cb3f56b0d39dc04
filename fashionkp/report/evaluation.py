"""Models beside the ground truth, row by row."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from fashionkp.annotations import AnnotationTable, annotation_files, read_annotations
from fashionkp.report.naming import distinct_names
from fashionkp.report.predictions import ModelPredictions, read_model
from fashionkp.score import (
    RULES,
    SWAPPED,
    Matched,
    PointErrors,
    labelled_rows,
    match_tables,
    point_errors,
    refuse_rows,
    seem_swapped,
)

_OTHER = (
    'predictions are for another category than the annotation (--allow-other-category skips them)'
)
_logger = logging.getLogger('fashionkp')


@dataclass(frozen=True, eq=False)
class Model:
    """Predictions in the rows of the ground truth, N.

    Attributes:
        name: What the report calls it.
        files: Where its predictions come from.
        found: Which rows it has a prediction for, of their category, (N,) bool.
        other: Which rows it has a prediction for that is of another category, (N,) bool.
        extra: Predictions that it has of other images.
        points: (N, 24, 2), pixels; NaN where it has none.
        errors: Of each point, by rule; no point counts where it has no prediction.
        scores: As of :class:`~fashionkp.report.predictions.ModelPredictions`, (N, 24).
        presence: Likewise.
        told: Likewise, (N,).
    """

    name: str
    files: tuple[Path, ...]
    found: np.ndarray
    other: np.ndarray
    extra: int
    points: np.ndarray
    errors: dict[str, PointErrors]
    scores: np.ndarray | None
    presence: np.ndarray | None
    told: np.ndarray | None


@dataclass(frozen=True, eq=False)
class Evaluation:
    """A ground truth and what models make of it.

    Attributes:
        source: The tables or folders of the ground truth.
        truth: Its rows that have labels, N.
        models: The models, at least one.
        rule: The rule that applies where only one is shown, of :data:`~fashionkp.score.RULES`.
    """

    source: tuple[Path, ...]
    truth: AnnotationTable
    models: tuple[Model, ...]
    rule: str = RULES[0]


def evaluate(
    ground_truth: Sequence[str | Path],
    predictions: Sequence[Sequence[str | Path]],
    names: Sequence[str] | None = None,
    rule: str = RULES[0],
    allow_missing: bool = False,
    allow_other: bool = False,
) -> Evaluation:
    """Read a ground truth and the predictions of models, and set them against each other.

    Args:
        ground_truth: Tables, or folders of archives.
        predictions: Files of each model, as for :func:`~fashionkp.report.predictions.read_model`.
        names: What to call the models; by default what tells their files apart.
        rule: Of :data:`~fashionkp.score.RULES`, where only one is shown.
        allow_missing: Leave images out of a model's score that it has no prediction for.
        allow_other: Likewise where the prediction is for another category.

    Raises:
        FileNotFoundError: A file is not there.
        ValueError: As :func:`~fashionkp.score.score_tables` has it; not one name for each model, or
            one that comes twice.
    """
    sources = tuple(Path(path) for path in ground_truth)
    called = _names(predictions, names)
    files = (path for source in sources for path in annotation_files(source))
    table = labelled_rows(read_annotations(*files))
    models = []
    for own, name in zip(predictions, called, strict=True):
        model = read_model(own, name)
        if model.scores is None and seem_swapped(table, model.table):
            _logger.warning('%s: %s', name, SWAPPED)
        try:
            matched = match_tables(table, model.table, allow_missing, allow_other=True)
            if matched.other.any() and not allow_other:
                refuse_rows(model.table.take(matched.rows[matched.other]), _OTHER)
        except ValueError as error:
            raise ValueError(f'{name}: {error}') from None
        models.append(_aligned(model, matched))
    return Evaluation(sources, matched.truth, tuple(models), rule)


def _names(predictions: Sequence[Sequence[str | Path]], names: Sequence[str] | None) -> list[str]:
    called = list(names or distinct_names([Path(own[0]).with_suffix('') for own in predictions]))
    if len(called) != len(predictions):
        raise ValueError(
            f'{len(called)} names for {len(predictions)} models: expected one for each'
        )
    if repeated := [name for name in called if called.count(name) > 1]:
        raise ValueError(f'name {repeated[0]!r} is given to several models')
    return called


def _aligned(model: ModelPredictions, matched: Matched) -> Model:
    """A model's predictions in the rows of the ground truth."""
    truth, found = matched.truth, matched.found
    points = np.full((len(truth), *model.table.keypoints.shape[1:]), np.nan)
    points[found] = model.table.keypoints[matched.rows[found]]
    told = None
    if model.told is not None:
        told = np.where(matched.rows >= 0, np.append(model.told, -1)[matched.rows], -1)
    return Model(
        name=model.name,
        files=model.files,
        found=found,
        other=matched.other,
        extra=len(model.table) - int((matched.rows >= 0).sum()),
        points=points,
        errors={rule: _errors(points, truth, found, rule) for rule in RULES},
        scores=_of_rows(model.scores, matched),
        presence=_of_rows(model.presence, matched),
        told=told,
    )


def _errors(
    points: np.ndarray, truth: AnnotationTable, found: np.ndarray, rule: str
) -> PointErrors:
    table = truth.take(found)
    columns = table.keypoints, table.visibility, table.category_ids
    own = point_errors(points[found], *columns, rule=rule)
    whole = PointErrors(
        np.zeros(truth.visibility.shape), np.zeros(truth.visibility.shape, bool), found.copy()
    )
    whole.errors[found], whole.counted[found], whole.scored[found] = (
        own.errors,
        own.counted,
        own.scored,
    )
    return whole


def _of_rows(values: np.ndarray | None, matched: Matched) -> np.ndarray | None:
    """Values of the predictions (M, 24) in the rows of the ground truth, (N, 24)."""
    if values is None:
        return None
    rows = np.where(matched.found, matched.rows, -1)
    return np.vstack([values, np.full((1, values.shape[1]), np.nan)])[rows]
