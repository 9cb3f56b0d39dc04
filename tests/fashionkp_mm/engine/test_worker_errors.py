"""Tests of the errors of DataLoader workers."""

import os
import signal

import pytest
from mmengine.hooks import Hook
from mmpose.registry import HOOKS
from torch.utils.data import DataLoader

from fashionkp_mm.apis import train
from fashionkp_mm.checkpoints.latest import latest_checkpoint
from fashionkp_mm.config import load_config
from fashionkp_mm.engine.worker_errors import plain_worker_errors

pytestmark = pytest.mark.faults


class Broken:
    """A dataset whose items are errors."""

    def __init__(self, error: Exception) -> None:
        self.error = error

    def __len__(self) -> int:
        return 1

    def __getitem__(self, index: int) -> None:
        raise self.error from KeyError('cause')


@pytest.mark.parametrize(
    'error', [ValueError('cannot read image a.jpg (train.csv:7)'), FileNotFoundError('no b.jpg')]
)
def test_an_error_of_a_worker_has_its_own_type_and_text(error):
    with pytest.raises(type(error)) as caught, plain_worker_errors():
        next(iter(DataLoader(Broken(error), num_workers=1)))
    assert str(caught.value) == str(error)


def test_other_errors_are_not_changed():
    with pytest.raises(RuntimeError, match='out of memory'), plain_worker_errors():
        raise RuntimeError('CUDA out of memory')
    with pytest.raises(ValueError, match='not of a worker'), plain_worker_errors():
        raise ValueError('not of a worker')


class KillWorker(Hook):
    """Kills a worker after a step of the second epoch."""

    def after_train_iter(self, runner, *args, **kwargs) -> None:
        if runner.iter == 2:
            os.kill(runner.train_dataloader._iterator._workers[0].pid, signal.SIGKILL)


@pytest.mark.faults(alone=True)
def test_a_killed_worker_ends_training_which_can_be_resumed(skirt_options, tmp_path, monkeypatch):
    monkeypatch.setitem(HOOKS._module_dict, 'KillWorker', KillWorker)
    options = {
        **skirt_options,
        'train_dataloader.num_workers': 2,
        'train_dataloader.persistent_workers': True,
    }
    killing = [*load_config('cpn_small_skirt').custom_hooks, dict(type='KillWorker')]
    with pytest.raises(ChildProcessError, match=r'pid \d+.*--resume'):
        train('cpn_small_skirt', tmp_path, options={**options, 'custom_hooks': killing})
    assert latest_checkpoint(tmp_path).name == 'epoch_1.pth'
    runner = train('cpn_small_skirt', tmp_path, resume=True, options=options)
    assert (runner.epoch, runner.iter) == (2, 4)
