"""What happens in the processes that load images is told in a line."""

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

    def __getitem__(self, place: int) -> None:
        raise self.error from KeyError('cause')


@pytest.mark.parametrize(
    'error', [ValueError('cannot read image a.jpg (train.csv:7)'), FileNotFoundError('no b.jpg')]
)
def test_an_error_of_a_worker_reads_as_without_workers(error):
    with pytest.raises(type(error)) as caught, plain_worker_errors():
        next(iter(DataLoader(Broken(error), num_workers=1)))
    assert str(caught.value) == str(error)


def test_other_errors_pass_as_they_are():
    with pytest.raises(RuntimeError, match='out of memory'), plain_worker_errors():
        raise RuntimeError('CUDA out of memory')
    with pytest.raises(ValueError, match='of my own'), plain_worker_errors():
        raise ValueError('of my own')


class KillWorker(Hook):
    """Kills a process that loads images, after a step of the second epoch."""

    def after_train_iter(self, runner, *args, **kwargs) -> None:
        if runner.iter == 2:
            os.kill(runner.train_dataloader._iterator._workers[0].pid, signal.SIGKILL)


@pytest.mark.faults(alone=True)
def test_a_killed_worker_ends_training_and_resume_goes_on(skirt_options, tmp_path, monkeypatch):
    monkeypatch.setitem(HOOKS._module_dict, 'KillWorker', KillWorker)
    options = {
        **skirt_options,
        'train_dataloader.num_workers': 2,
        'train_dataloader.persistent_workers': True,
    }
    killing = [*load_config('cpn_small_skirt').custom_hooks, dict(type='KillWorker')]
    with pytest.raises(ChildProcessError, match=r'loads images \(pid \d+\) was killed.*--resume'):
        train('cpn_small_skirt', tmp_path, options={**options, 'custom_hooks': killing})
    assert latest_checkpoint(tmp_path).name == 'epoch_1.pth'
    runner = train('cpn_small_skirt', tmp_path, resume=True, options=options)
    assert (runner.epoch, runner.iter) == (2, 4)
