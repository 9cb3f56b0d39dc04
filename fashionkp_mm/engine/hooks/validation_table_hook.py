"""The course of a training on the terminal, a line for each validation."""

import logging
import math
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from mmengine.hooks import Hook
from mmengine.runner import Runner
from mmpose.registry import HOOKS

from fashionkp_mm.evaluation.normalized_error import NormalizedError

_NE = 'fashionai/NE'
_ENDS = ('', '_low', '_high')
_DEPRECATED = ('"FileClient"', '"HardDiskBackend"')
"""Classes that MMEngine's checkpoint hook uses, and warns of."""
_ROW = '{:>8}  {:>6}  {:>8}  {:>16}  {}'


@HOOKS.register_module()
class ValidationTableHook(Hook):
    """Print the NE of each validation with its interval; all other messages go to the log file.

    For a :class:`TimedTrainLoop`, whose first validation is before the first step.

    Args:
        start_predictions: Submission file to write in the first validation, of the predictions
            without training; None to write none.
    """

    def __init__(self, start_predictions: str | Path | None = None) -> None:
        self.start_predictions = start_predictions
        self.best = math.inf

    def before_run(self, runner: Runner) -> None:
        """Leave warnings alone on the terminal."""
        for handler in runner.logger.handlers:
            if not isinstance(handler, logging.FileHandler):
                handler.addFilter(_is_for_the_terminal)

    def before_train(self, runner: Runner) -> None:
        """Print the header."""
        self.best = float(runner.message_hub.runtime_info.get('best_score', math.inf))
        print(_ROW.format('min:s', 'step', 'NE, %', '95 % interval', '').rstrip(), flush=True)

    def before_val_epoch(self, runner: Runner) -> None:
        """Let the metric write the predictions without training."""
        if self.start_predictions is not None:
            for metric in runner.val_loop.evaluator.metrics:
                if isinstance(metric, NormalizedError):
                    metric.submission = self.start_predictions if runner.iter == 0 else None

    def after_train(self, runner: Runner) -> None:
        """Say why the training has ended if there was time left."""
        if runner.train_loop.progress < 1:
            print('ended early: the last validations did not improve the NE', flush=True)

    def after_val_epoch(self, runner: Runner, metrics: Mapping[str, Any] | None = None) -> None:
        """Print a line."""
        seconds = round(runner.train_loop.seconds_trained)
        ne, low, high = (float((metrics or {}).get(_NE + end, math.nan)) for end in _ENDS)
        if math.isnan(ne):
            score, interval = 'none', 'no point counts'
        else:
            score, interval = f'{ne:.2f}', f'{low:.2f} to {high:.2f}'
        remark = 'without training' if runner.iter == 0 else 'best' if ne < self.best else ''
        self.best = ne if ne < self.best else self.best
        time = f'{seconds // 60}:{seconds % 60:02}'
        print(_ROW.format(time, runner.iter, score, interval, remark).rstrip(), flush=True)


def _is_for_the_terminal(record: logging.LogRecord) -> bool:
    """Return whether a message is a warning of the training, not one of MMEngine about itself."""
    return record.levelno >= logging.WARNING and not any(
        name in record.getMessage() for name in _DEPRECATED
    )
