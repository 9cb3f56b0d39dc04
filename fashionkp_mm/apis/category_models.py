"""Models that are trained for a single category each, tested together."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from mmengine.config import Config
from mmengine.registry import init_default_scope
from mmpose.registry import DATASETS

from fashionkp.annotations import AnnotationTable, read_submission, write_submission
from fashionkp.categories import CATEGORY_IDS
from fashionkp.score import Score, score_tables
from fashionkp_mm.apis.testing import evaluate
from fashionkp_mm.checkpoints.latest import best_checkpoint, latest_checkpoint
from fashionkp_mm.config import evaluators, load_config


@dataclass(frozen=True)
class CategoryModel:
    """The model of a category.

    Attributes:
        category: Name of the category.
        config: Name of the config.
        work_dir: Folder of the training.
        options: Settings to override, by dotted key.
    """

    category: str
    config: str
    work_dir: Path
    options: Mapping[str, Any] | None = None

    @property
    def submission(self) -> Path:
        """File for the predictions on the test data."""
        return self.work_dir / 'submission.csv'

    def load_config(self) -> Config:
        """Return the config of the model."""
        return load_config(self.config, self.options)

    def is_trained(self) -> bool:
        """Return whether the last epoch, or step, of the training is saved."""
        settings = self.load_config().train_cfg
        try:
            latest = latest_checkpoint(self.work_dir)
        except ValueError:  # all are damaged, which the training reports
            return False
        last = (f'epoch_{settings.get("max_epochs")}', f'iter_{settings.get("max_iters")}')
        return latest is not None and latest.stem in last

    def checkpoint(self) -> Path:
        """Return the best checkpoint.

        Raises:
            FileNotFoundError: If there is none.
        """
        best = best_checkpoint(self.work_dir)
        if best is None:
            raise FileNotFoundError(f'no checkpoint in {self.work_dir}')
        return best


def evaluate_together(
    models: Sequence[CategoryModel], submission: str | Path
) -> list[tuple[str, Score]]:
    """Test models of single categories on the test data of their configs.

    Args:
        models: The models, at least one.
        submission: File for the predictions of all of them.

    Returns:
        The score of each category, and last that of 'all', in which every counted point has the
        same weight; empty if the test data has no labels.
    """
    for model in models:
        evaluate(
            model.config,
            model.checkpoint(),
            model.work_dir,
            submission=model.submission,
            options=model.options,
        )
    predictions = read_submission(*(model.submission for model in models))
    write_submission(submission, predictions)
    truth = _table(row for model in models for row in _test_rows(model))
    rule = _rule(models[0].load_config())
    if not truth.labelled.any():
        return []
    scores = []
    for model in models:
        rows, own = (
            table.take(table.category_ids == CATEGORY_IDS[model.category])
            for table in (truth, predictions)
        )
        if rows.labelled.any():
            scores.append((model.category, score_tables(rows, own, rule=rule)))
    return [*scores, ('all', score_tables(truth, predictions, rule=rule))]


def format_scores(scores: Sequence[tuple[str, Score]]) -> str:
    """Return a table of the scores of :func:`evaluate_together`."""
    lines = ['category  images   points     NE %   95 % interval']
    for name, score in scores:
        low, high = score.interval
        lines.append(
            f'{name:8}{score.images:8d} {score.points:8d} {score.ne:8.3f}   {low:.3f} to {high:.3f}'
        )
    return '\n'.join(lines)


def _test_rows(model: CategoryModel) -> list[dict[str, Any]]:
    """Return the rows of the test data."""
    cfg = model.load_config()
    init_default_scope(cfg.get('default_scope', 'mmpose'))
    dataset = DATASETS.build(cfg.test_dataloader.dataset)
    return [dataset.get_data_info(index)['raw_ann_info'] for index in range(len(dataset))]


def _table(rows: Iterable[Mapping[str, Any]]) -> AnnotationTable:
    rows = list(rows)
    return AnnotationTable(
        image_ids=np.array([row['image_id'] for row in rows]),
        category_ids=np.array([row['category_id'] for row in rows], np.int8),
        keypoints=np.stack([row['keypoints'] for row in rows]),
        visibility=np.stack([row['visibility'] for row in rows]),
        labelled=np.array([row['labelled'] for row in rows], bool),
    )


def _rule(cfg: Config) -> str:
    """Return the rule of a config's score."""
    rules = [evaluator.get('rule') for evaluator in evaluators(cfg.test_evaluator)]
    return next((rule for rule in rules if rule), 'official')
