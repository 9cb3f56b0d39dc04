"""What a training leaves, in a few lines."""

import shlex
from pathlib import Path
from typing import Any

from mmengine.runner import Runner

from fashionkp_mm.checkpoints.latest import latest_checkpoint

FEW_IMAGES = 200
"""Number of validation images below which the summary says how uncertain the NE is."""


def print_summary(runner: Runner, config: str | Path) -> None:
    """Print :func:`training_summary`, in one process of a training."""
    if runner.rank == 0:
        print(training_summary(runner, config))


def training_summary(runner: Runner, config: str | Path) -> str:
    """Return lines on the result of a training: score, files, and the next command.

    Args:
        runner: The runner, after training.
        config: Path or name of the config, as the user gave it.
    """
    latest = latest_checkpoint(runner.work_dir)
    info = runner.message_hub.runtime_info
    best = _in_folder(runner.work_dir, info.get('best_ckpt'))
    lines = [info.get('start_from', '')]
    if runner.iter == getattr(runner, 'first_iter', None):
        lines.append(
            f'Nothing to do: this training is finished, with {runner.epoch} of '
            f'{runner.max_epochs} epochs. To continue, increase --cfg-options train_cfg.max_epochs.'
        )
    if best and 'best_score' in info:
        lines.append(f'best NE: {float(info["best_score"]):.2f} %, {best}')
    lines += [_uncertainty(runner)] if runner.val_loop is not None else []
    lines.append(f'latest checkpoint: {latest}; logs: {runner.log_dir}')
    command = ['fashionkp', 'test', str(config), str(best or latest)]
    lines.append(f'next: {shlex.join(command)}')
    return '\n'.join(line for line in lines if line)


def _in_folder(work_dir: str, path: str | None) -> str | None:
    """Return the path of a checkpoint, in the work dir if that has been moved or copied since."""
    here = Path(work_dir, Path(path or '').name)
    return str(here) if path and here.is_file() else path


def _uncertainty(runner: Any) -> str:
    """Return how much the NE of few validation images says; empty for many."""
    count = len(runner.val_dataloader.dataset)
    if count >= FEW_IMAGES:
        return ''
    scalars = runner.message_hub.log_scalars
    ends = [scalars.get(f'val/fashionai/NE_{end}') for end in ('low', 'high')]
    text = f'{count} validation images say little about others'
    if None in ends:
        return text
    low, high = (float(end.current()) for end in ends)
    return f'{text}: 95 % confidence interval of the last NE {low:.2f} to {high:.2f} %'
