"""Tests of resuming in the middle of an epoch; apis/test_resuming.py trains with the loop."""

from types import SimpleNamespace

import pytest
from mmengine.dataset import DefaultSampler
from mmengine.logging import MessageHub
from torch.utils.data import DataLoader

from fashionkp_mm.datasets import ResumableSampler
from fashionkp_mm.engine import ResumableTrainLoop

IMAGES = [10, 11, 12, 13, 14, 15]


class Recorder(ResumableTrainLoop):
    """A loop that records its batches instead of training on them."""

    def run_iter(self, idx, data_batch):
        self.batches.append((idx, data_batch.tolist()))
        self._iter += 1


@pytest.fixture
def loop_of():
    """Return a function that builds a loop of batches of two with a sampler."""
    hub = MessageHub('test_resumable_train_loop')
    runner = SimpleNamespace(
        call_hook=lambda name: None,
        model=SimpleNamespace(train=lambda: None),
        message_hub=hub,
        seed=0,
    )

    def build(sampler, *, epoch=0, step=0):
        loader = DataLoader(IMAGES, batch_size=2, sampler=sampler(IMAGES, shuffle=False))
        loop = Recorder(runner, loader, max_epochs=2)
        loop.batches, loop._epoch, loop._iter = [], epoch, step
        return loop

    return build


def test_a_resumed_epoch_has_the_batches_that_are_left(loop_of):
    loop_of(ResumableSampler)._first_step()  # as saved in the middle of the first epoch
    resumed = loop_of(ResumableSampler, epoch=0, step=2)
    resumed.run_epoch()
    assert resumed.batches == [(2, [14, 15])]
    resumed.run_epoch()
    assert resumed.batches[1:] == [(0, [10, 11]), (1, [12, 13]), (2, [14, 15])]


def test_a_sampler_that_cannot_skip_is_named(loop_of):
    loop_of(DefaultSampler)._first_step()
    with pytest.raises(TypeError, match=r'2 steps into epoch 1.*DefaultSampler'):
        loop_of(DefaultSampler, epoch=0, step=2).run_epoch()


def test_an_epoch_after_a_shorter_one_starts_at_its_own_step(loop_of):
    resumed = loop_of(ResumableSampler, epoch=1, step=2)
    resumed.run_epoch()
    assert [batch for _, batch in resumed.batches] == [[10, 11], [12, 13], [14, 15]]
