"""Stochastic weight averaging: the mean of the weights over the last epochs."""

import math
from collections.abc import Iterable
from typing import Any

import torch
from mmengine.dist import all_reduce_params
from mmengine.hooks import EMAHook
from mmengine.model import BaseModel
from mmengine.runner import Runner
from mmpose.registry import HOOKS
from torch.nn.modules.batchnorm import _BatchNorm


@HOOKS.register_module()
class SWAHook(EMAHook):
    """Validate and save the mean of the weights after each of the last epochs.

    Averaged weights have other activations than trained ones. Before they are validated and saved,
    the statistics of their batch norms are therefore computed anew over the training set, which
    takes about a third of an epoch's time. Before the last epochs, the trained model is validated
    and saved. As with MMEngine's :class:`EMAHook`, ``state_dict`` of a checkpoint is the average.

    Args:
        share: Fraction of the epochs to average over, at the end of training.

    Raises:
        ValueError: If ``share`` is not above 0 and at most 1.

    Reference:
        Izmailov et al., Averaging Weights Leads to Wider Optima and Better Generalization, 2018,
        arXiv:1803.05407, section 3.2 (batch normalization).
    """

    priority = 'BELOW_NORMAL'  # after ChannelsLastHook, whose memory order the average copies

    def __init__(self, share: float = 0.25) -> None:
        super().__init__(ema_type='StochasticWeightAverage', update_buffers=True)
        if not 0 < share <= 1:
            raise ValueError(f'share={share}: expected a fraction of the epochs, 0 < share <= 1')
        self.share = share

    def before_train(self, runner: Runner) -> None:
        """Compute the first epoch to average."""
        self.first_epoch = runner.max_epochs - math.ceil(self.share * runner.max_epochs)

    def after_train_iter(self, runner: Runner, *args: Any, **kwargs: Any) -> None:
        """Do nothing: unlike in :class:`EMAHook`, the average changes after an epoch."""

    def after_train_epoch(self, runner: Runner) -> None:
        """Add the weights of the epoch to the average."""
        if runner.epoch >= self.first_epoch:
            self.ema_model.update_parameters(self.src_model)
            refresh_batch_norms(self.ema_model.module, runner.train_dataloader)

    def before_val_epoch(self, runner: Runner) -> None:
        """Swap the average into the model."""
        self._copy_until_averaging()
        super().before_val_epoch(runner)

    def before_test_epoch(self, runner: Runner) -> None:
        """Swap the average into the model."""
        self._copy_until_averaging()
        super().before_test_epoch(runner)

    def before_save_checkpoint(self, runner: Runner, checkpoint: dict) -> None:
        """Save the average as ``state_dict``, and the trained model beside it for resuming."""
        self._copy_until_averaging()
        super().before_save_checkpoint(runner, checkpoint)

    def _copy_until_averaging(self) -> None:
        """Set the average to the trained model while no epoch has been averaged."""
        if self.ema_model.steps == 0:
            self.ema_model.module.load_state_dict(self.src_model.state_dict())


def refresh_batch_norms(model: BaseModel, batches: Iterable[Any]) -> None:
    """Set the statistics of a model's batch norms to the mean over all batches.

    PyTorch's ``update_bn`` would also reset frozen ones. Several processes average the statistics
    of their images.

    Args:
        model: Is left in evaluation mode.
        batches: Batches of a data loader, with labels: some layers are used by the losses only.
    """
    model.train()
    norms = [m for m in model.modules() if isinstance(m, _BatchNorm) and m.training]
    momenta = [norm.momentum for norm in norms]
    for norm in norms:
        norm.reset_running_stats()
        norm.momentum = None  # gives the mean over all batches
    with torch.no_grad():
        for batch in batches:
            model(**model.data_preprocessor(batch, training=True), mode='loss')
    all_reduce_params([s for m in norms for s in (m.running_mean, m.running_var)], op='mean')
    for norm, momentum in zip(norms, momenta, strict=True):
        norm.momentum = momentum
    model.eval()
