"""Trainings that are scored once: another call skips what is finished, and resumes the rest."""

import json
import os
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from fashionkp.fileio.atomic_file import atomic_write

SCORES = ('NE', 'NE_low', 'NE_high')
STEPS_PER_CHECKPOINT = 100


@dataclass(frozen=True)
class Training:
    """A training of a config, whose last checkpoint is scored on the config's test data.

    Attributes:
        config: Name or path of the config.
        work_dir: Folder for checkpoints, predictions (``submission.csv``) and the result.
        settings: What another call must not change.
        options: Settings of the config to override, by dotted key.
        amp: Whether to train with mixed precision.
        checkpoint: A checkpoint to score as it is, instead of training.
    """

    config: str | Path
    work_dir: Path
    settings: Mapping[str, Any]
    options: Mapping[str, Any] = field(default_factory=dict)
    amp: bool = False
    checkpoint: str | Path | None = None

    @property
    def submission(self) -> Path:
        """The predictions for the test data."""
        return self.work_dir / 'submission.csv'

    def result(self) -> dict[str, Any]:
        """Train and score the model, unless that was done before.

        Returns:
            ``NE`` and its interval ``NE_low``, ``NE_high``, percent, and ``minutes`` of processor
            time, those of all cores added; None if the training was interrupted or there was none.

        Raises:
            SystemExit: If the training was begun with other settings.
        """
        from fashionkp_mm.apis import evaluate
        from fashionkp_mm.checkpoints.latest import latest_checkpoint

        file = self.work_dir / 'result.json'
        self._require_same_settings()
        if file.is_file():
            return json.loads(file.read_text())
        minutes = None if self.checkpoint else self._train()
        metrics = evaluate(
            self.config,
            self.checkpoint or latest_checkpoint(self.work_dir),
            self.work_dir / 'test',
            options=self.options,
            submission=self.submission.resolve(),
        )
        result = {name: metrics[f'fashionai/{name}'] for name in SCORES} | dict(minutes=minutes)
        write_json(file, result)
        return result

    def _require_same_settings(self) -> None:
        """Write the settings; raise if the training was begun with others."""
        file = self.work_dir / 'settings.json'
        settings = dict(self.settings, amp=self.amp)
        if file.is_file() and json.loads(file.read_text()) != settings:
            raise SystemExit(f'{file}: begun with other settings: give another --work-dir')
        write_json(file, settings)

    def _train(self) -> float | None:
        """Train the model, or resume; return the processor time, unless it was interrupted."""
        from fashionkp_mm.apis import train
        from fashionkp_mm.checkpoints.latest import latest_checkpoint

        resumed = latest_checkpoint(self.work_dir) is not None
        checkpoints = {
            'default_hooks.checkpoint.by_epoch': False,
            'default_hooks.checkpoint.interval': STEPS_PER_CHECKPOINT,
        }
        begin = processor_time()
        train(
            self.config,
            self.work_dir,
            resume=resumed,
            amp=self.amp,
            validate=False,
            options={**self.options, **checkpoints},
        )
        return None if resumed else (processor_time() - begin) / 60


def processor_time() -> float:
    """Return the seconds of this process and of those it started and awaited."""
    children = os.times()[2:4]
    return time.process_time() + sum(children)


def write_json(path: Path, content: Any) -> None:
    """Write a JSON file atomically, and its folder."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with atomic_write(path) as file:
        json.dump(content, file, indent=1)


def imagenet_weights(work_dir: Path) -> Path:
    """Return the file of the ImageNet weights of EfficientNet-Lite0, written if it is missing."""
    from fashionkp.cli import weights

    path = work_dir / 'imagenet.pth'
    if not path.is_file():
        path.parent.mkdir(parents=True, exist_ok=True)
        weights.main([str(path)])
    return path


def warm_up(steps: int, recipe: int) -> int:
    """Return the steps of a warm-up that is at most a tenth of a short training.

    Args:
        steps: Steps of the training.
        recipe: Steps of the recipe's warm-up.
    """
    return max(2, min(recipe, steps // 10))


def interval(result: Mapping[str, Any]) -> str:
    """Return the NE of a result with its interval."""
    return '{NE:.2f} ({NE_low:.2f} to {NE_high:.2f})'.format(**result)


def markdown_table(rows: Sequence[Sequence[str]]) -> str:
    """Return rows as a table; the first is the header."""
    rows = [rows[0], ['---'] * len(rows[0]), *rows[1:]]
    return '\n'.join(f'| {" | ".join(row)} |' for row in rows)
