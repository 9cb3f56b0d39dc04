"""Stop a training that has gone wrong, before anything of it is saved."""

from collections import deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import torch
from mmengine.hooks import Hook
from mmengine.runner import Runner
from mmpose.registry import HOOKS
from torch import Tensor

from fashionkp_mm.checkpoints.latest import latest_checkpoint


@dataclass(frozen=True)
class _Step:
    """What is kept of a step, without waiting for the device to compute it.

    Attributes:
        number: From 1, over all epochs.
        images: Place and path of each image that this process has seen in it.
        losses: By name; ``loss`` is what was minimized.
        weights: Norm of the weights after the update.
    """

    number: int
    images: list[str]
    losses: dict[str, Tensor]
    weights: Tensor


@HOOKS.register_module()
class FiniteLossHook(Hook):
    """End the training where its loss or its weights are no finite numbers any more.

    The error names the images of the step that went wrong: that of the first such loss, or the
    one before where its update had already spoiled the weights. Every step is looked at, but only
    while the next one is under way, so that a GPU is never waited for. What is not finite is not
    saved: the last checkpoint is a good one.

    MMDetection's ``CheckInvalidLossHook`` looks at every 50th step, names nothing, and lets spoiled
    weights be saved.
    """

    def before_train(self, runner: Runner) -> None:
        """Begin without a step."""
        self._steps: deque[_Step] = deque(maxlen=2)

    def after_train_iter(
        self, runner: Runner, batch_idx: int, data_batch: Any = None, outputs: Any = None
    ) -> None:
        """Look at the step before this one, and keep this one.

        Raises:
            ValueError: The loss of the step before was not finite.
        """
        self._look(runner)
        losses = {name: value.detach() for name, value in outputs.items()}
        weights = _norm(runner.model.parameters())
        images = [_place(sample.metainfo) for sample in data_batch['data_samples']]
        self._steps.append(_Step(runner.iter + 1, images, losses, weights))

    def after_train_epoch(self, runner: Runner) -> None:
        """Look at the last step of the epoch."""
        self._look(runner)

    def before_save_checkpoint(self, runner: Runner, checkpoint: dict) -> None:
        """Refuse to save weights that are not finite.

        Raises:
            ValueError: Some are not.
        """
        self._look(runner)
        if not _finite(checkpoint['state_dict']):
            last = self._steps[-1] if self._steps else None
            raise ValueError(_report(runner, 'the weights are not finite', last))

    def _look(self, runner: Runner) -> None:
        """Raise where the loss of the last step was not finite."""
        if not self._steps or self._steps[-1].losses['loss'].isfinite():
            return
        before, last = self._steps[0], self._steps[-1]
        values = ', '.join(f'{name} {float(value):g}' for name, value in last.losses.items())
        what = f'the loss is not finite at step {last.number} ({values})'
        if before is not last and not before.weights.isfinite():
            what = f'the weights are not finite after step {before.number}, and so {what}'
            last = before
        raise ValueError(_report(runner, what, last))


def _norm(parameters: Iterable[Tensor]) -> Tensor:
    """Sum of the norms of all weights: finite where they are."""
    return torch.stack(torch._foreach_norm([weight.detach() for weight in parameters])).sum()


def _finite(weights: Mapping[str, Tensor]) -> bool:
    return all(
        bool(weight.isfinite().all()) for weight in weights.values() if weight.is_floating_point()
    )


def _place(info: Mapping[str, Any]) -> str:
    """Where an image is: its row and its path."""
    row = info.get('raw_ann_info') or {}
    path = str(info.get('img_path', info.get('img_id')))
    return f'{row["location"]}: {path}' if 'location' in row else path


def _report(runner: Runner, what: str, step: _Step | None) -> str:
    """What to tell about a training that has gone wrong.

    Args:
        runner: The runner.
        what: What is wrong.
        step: Where it went wrong, if any step has been made.
    """
    kept = latest_checkpoint(runner.work_dir)
    good = f'{kept} is good: go on from it by --resume' if kept else 'begin anew'
    lines = [
        f'{what}. Nothing of it is saved. {good[0].upper()}{good[1:]}, for instance with '
        '--cfg-options optim_wrapper.clip_grad.max_norm=1, after a look at the images'
    ]
    if step is not None:
        lines[0] += f' of step {step.number}:'
        lines += [f'  {image}' for image in step.images]
    return '\n'.join(lines)
