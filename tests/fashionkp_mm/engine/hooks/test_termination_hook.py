"""Tests of SIGTERM in training: a checkpoint is saved, from which training resumes."""

import os
import signal

import pytest
import torch
from mmengine.hooks import Hook
from mmpose.registry import HOOKS

from fashionkp_mm.apis import train
from fashionkp_mm.checkpoints.latest import latest_checkpoint
from fashionkp_mm.config import load_config
from fashionkp_mm.engine.hooks.termination_hook import TerminationHook, TrainingTerminated

pytestmark = pytest.mark.faults


class Terminate(Hook):
    """Sends SIGTERM to this process and its workers, as Slurm does, in a step."""

    def __init__(self, step: int) -> None:
        self.step = step

    def after_train_iter(self, runner, *args, **kwargs) -> None:
        if runner.iter + 1 == self.step:
            for worker in getattr(runner.train_dataloader._iterator, '_workers', ()):
                os.kill(worker.pid, signal.SIGTERM)
            os.kill(os.getpid(), signal.SIGTERM)


class TerminateInValidation(Hook):
    """Sends SIGTERM to this process in a validation."""

    def before_val_iter(self, runner, *args, **kwargs) -> None:
        os.kill(os.getpid(), signal.SIGTERM)


@pytest.mark.parametrize(
    ('step', 'workers'), [(3, 0), (5, 0), pytest.param(3, 2, marks=pytest.mark.faults(alone=True))]
)
def test_training_resumes_as_if_not_interrupted(
    step, workers, short_config, whole, tmp_path, monkeypatch
):
    monkeypatch.setitem(HOOKS._module_dict, 'Terminate', Terminate)
    hooks = [*load_config('cpn_small_all').custom_hooks, dict(type='Terminate', step=step)]
    options = {'train_dataloader.num_workers': workers}
    before = signal.getsignal(signal.SIGTERM)
    with pytest.raises(TrainingTerminated, match=rf'iter_{step}\.pth.*--resume') as end:
        train(short_config(custom_hooks=hooks, **options), tmp_path)
    assert end.value.code == 143
    assert signal.getsignal(signal.SIGTERM) is before
    assert latest_checkpoint(tmp_path).name == f'iter_{step}.pth'
    train(short_config(**options), tmp_path, resume=True)
    resumed = torch.load(latest_checkpoint(tmp_path))
    for name, weight in whole['state_dict'].items():
        torch.testing.assert_close(resumed['state_dict'][name], weight, rtol=0, atol=1e-6)


@pytest.mark.parametrize('interval', [1, 2])
def test_training_resumes_after_an_interrupted_validation(
    interval, short_config, whole, tmp_path, monkeypatch
):
    """The averaged weights, which are in the model then, do not replace the trained ones."""
    monkeypatch.setitem(HOOKS._module_dict, 'TerminateInValidation', TerminateInValidation)
    hooks = [*load_config('cpn_small_all').custom_hooks, dict(type='TerminateInValidation')]
    options = {'default_hooks.checkpoint.interval': interval}
    with pytest.raises(TrainingTerminated, match=r'in the validation.*iter_5\.pth.*--resume'):
        train(short_config(custom_hooks=hooks, **options), tmp_path)
    assert latest_checkpoint(tmp_path).name == 'iter_5.pth'
    train(short_config(**options), tmp_path, resume=True)
    resumed = torch.load(latest_checkpoint(tmp_path))
    for name, weight in whole['state_dict'].items():
        torch.testing.assert_close(resumed['state_dict'][name], weight, rtol=0, atol=1e-6)


def test_before_the_first_step_there_is_nothing_to_save():
    with pytest.raises(TrainingTerminated, match='nothing to save'), TerminationHook().handling():
        os.kill(os.getpid(), signal.SIGTERM)
