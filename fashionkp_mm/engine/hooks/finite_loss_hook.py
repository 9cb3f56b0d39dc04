"""An end to trainings whose loss or weights become infinite or NaN."""

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
    """A training step; its tensors may still be under computation on the device.

    Attributes:
        number: From 1, over all epochs.
        images: Table row and path of each image of this process.
        losses: By name; ``loss`` is minimized.
        weights: Norm of the weights after the update.
    """

    number: int
    images: list[str]
    losses: dict[str, Tensor]
    weights: Tensor


@HOOKS.register_module()
class FiniteLossHook(Hook):
    """Stop training if the loss or the weights are not finite, and save none of it.

    The error names the images of the step: the first one with such a loss, or the one before if
    its update made the weights infinite or NaN. Each step is checked during the next one, so that
    the hook never waits for a GPU. The last checkpoint is therefore always finite.

    MMDetection's ``CheckInvalidLossHook`` checks every 50th step, names no image, and does not
    check what is saved.
    """

    def before_train(self, runner: Runner) -> None:
        """Forget the steps of an earlier training."""
        self._steps: deque[_Step] = deque(maxlen=2)

    def after_train_iter(
        self, runner: Runner, batch_idx: int, data_batch: Any = None, outputs: Any = None
    ) -> None:
        """Check the step before this one, and keep this one.

        Raises:
            ValueError: If the loss of the step before was not finite.
        """
        self._check_last_step(runner)
        losses = {name: value.detach() for name, value in outputs.items()}
        weights = _total_norm(runner.model.parameters())
        images = [_location(sample.metainfo) for sample in data_batch['data_samples']]
        self._steps.append(_Step(runner.iter + 1, images, losses, weights))

    def after_train_epoch(self, runner: Runner) -> None:
        """Check the last step of the epoch."""
        self._check_last_step(runner)

    def before_save_checkpoint(self, runner: Runner, checkpoint: dict) -> None:
        """Refuse to save weights that are not finite.

        Raises:
            ValueError: If there are any.
        """
        self._check_last_step(runner)
        if not _are_finite(checkpoint['state_dict']):
            last = self._steps[-1] if self._steps else None
            raise ValueError(_message(runner, 'the weights are not finite', last))

    def _check_last_step(self, runner: Runner) -> None:
        """Raise if the loss of the last step was not finite."""
        if not self._steps or self._steps[-1].losses['loss'].isfinite():
            return
        before, last = self._steps[0], self._steps[-1]
        values = ', '.join(f'{name} {float(value):g}' for name, value in last.losses.items())
        problem = f'the loss is not finite at step {last.number} ({values})'
        if before is not last and not before.weights.isfinite():
            problem = f'the weights are not finite after step {before.number}, and so {problem}'
            last = before
        raise ValueError(_message(runner, problem, last))


def _total_norm(parameters: Iterable[Tensor]) -> Tensor:
    """Return the sum of the norms of all weights, which is finite if they are."""
    return torch.stack(torch._foreach_norm([weight.detach() for weight in parameters])).sum()


def _are_finite(weights: Mapping[str, Tensor]) -> bool:
    return all(
        bool(weight.isfinite().all()) for weight in weights.values() if weight.is_floating_point()
    )


def _location(info: Mapping[str, Any]) -> str:
    """Return the table row and the path of an image."""
    row = info.get('raw_ann_info') or {}
    path = str(info.get('img_path', info.get('img_id')))
    return f'{row["location"]}: {path}' if 'location' in row else path


def _message(runner: Runner, problem: str, step: _Step | None) -> str:
    """Return the error message: the problem, what to do, and the images of the step.

    Args:
        runner: The runner.
        problem: What is not finite.
        step: The step that caused it; None before the first one.
    """
    checkpoint = latest_checkpoint(runner.work_dir)
    restart = f'Resume from {checkpoint} with --resume' if checkpoint else 'Start again'
    lines = [
        f'{problem}. Nothing of it is saved. {restart}, for instance with '
        '--cfg-options optim_wrapper.clip_grad.max_norm=1, after checking the images'
    ]
    if step is not None:
        lines[0] += f' of step {step.number}:'
        lines += [f'  {image}' for image in step.images]
    return '\n'.join(lines)
