"""Tests of the averaging of batch norm statistics; engine/test_distributed.py trains with it."""

from types import SimpleNamespace

import pytest
from mmengine.hooks import EMAHook, sync_buffer_hook
from torch import nn

from fashionkp_mm.engine.hooks import SyncStatisticsHook, sync_statistics_hook


@pytest.fixture
def reduced(monkeypatch):
    """The buffers that are averaged over the processes."""
    buffers = []

    def reduce(values, op):
        assert op == 'mean'
        buffers.extend(values)

    for module in (sync_buffer_hook, sync_statistics_hook):
        monkeypatch.setattr(module, 'all_reduce_params', reduce)
    return buffers


@pytest.mark.parametrize('distributed', [False, True])
def test_the_buffers_of_the_model_and_its_average_are_averaged(distributed, reduced):
    hook, average = SyncStatisticsHook(), EMAHook()
    hook.distributed = distributed
    average.ema_model = nn.BatchNorm2d(2)
    runner = SimpleNamespace(model=nn.BatchNorm2d(2), hooks=[hook, average])
    hook.after_train_epoch(runner)
    expected = [*runner.model.buffers(), *average.ema_model.buffers()] if distributed else []
    assert list(map(id, reduced)) == list(map(id, expected))
