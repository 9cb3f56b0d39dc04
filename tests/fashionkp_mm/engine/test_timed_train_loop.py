"""Tests of the training loop that ends when its time is over, with a clock that steps advance."""

from types import SimpleNamespace

import pytest
from mmengine.logging import MessageHub
from torch.utils.data import DataLoader

from fashionkp_mm.datasets import ResumableSampler
from fashionkp_mm.engine import ResumableTrainLoop, TimedTrainLoop, timed_train_loop

STEP, VALIDATION = 2.0, 5.0  # seconds


class Runner(SimpleNamespace):
    """A runner whose steps and validations only take time."""

    def __init__(self, name):
        super().__init__(message_hub=MessageHub(name), hooks=[], seed=0, now=100.0, events=[])
        self.model = SimpleNamespace(train=lambda: None)
        self.val_loop = SimpleNamespace(run=self.validate)

    def call_hook(self, name, **kwargs):
        pass

    def validate(self):
        self.now += VALIDATION
        self.events.append(('val', self.loop._iter, self.now - 100))
        if len(self.events) >= self.stop_after:
            self.loop.stop_training = True

    def build(self, num_images=6, stop_after=1000, **kwargs):
        images = list(range(num_images))
        sampler = ResumableSampler(images, shuffle=False)
        loader = DataLoader(images, batch_size=2, sampler=sampler)
        self.loop = TimedTrainLoop(self, loader, **kwargs)
        self.stop_after = stop_after
        return self.loop


@pytest.fixture
def runner(monkeypatch, request):
    runner = Runner(request.node.name)

    def run_iter(loop, idx, data_batch):
        runner.now += STEP
        loop._iter += 1

    monkeypatch.setattr(ResumableTrainLoop, 'run_iter', run_iter)
    monkeypatch.setattr(timed_train_loop, 'monotonic', lambda: runner.now)
    return runner


def test_steps_and_the_last_validation_end_with_the_time(runner):
    loop = runner.build(minutes=10, num_validations=4)
    loop.run()
    steps, ends = [e[1] for e in runner.events], [e[2] for e in runner.events]
    assert steps[0] == 0
    assert len(steps) == 5  # before, three in between, and the last one
    assert 600 <= ends[-1] <= 600 + STEP
    assert steps[-1] == loop._iter == 288  # 576 s of steps, 20 s of earlier validations


def test_validations_that_take_long_are_fewer(runner):
    runner.build(minutes=2, num_validations=100).run()
    assert len(runner.events) == 2 + 2  # 5 s each, with at least 33 s in between


def test_an_epoch_need_not_end(runner):
    loop = runner.build(num_images=2000, minutes=1)
    loop.run()
    assert loop._epoch == 0
    assert [event[0] for event in runner.events][-1] == 'val'
    assert runner.events[-1][1] == loop._iter < 1000


def test_it_ends_with_the_epochs_of_few_images(runner):
    loop = runner.build(minutes=60, max_epochs=4)
    seen = []
    loop.run_epoch = lambda: (seen.append(loop.progress), ResumableTrainLoop.run_epoch(loop))
    loop.run()
    assert loop._iter == 4 * 3
    assert seen == [pytest.approx(x, abs=0.01) for x in (0, 0.25, 0.5, 0.75)]
    assert loop.progress == 1


def test_a_hook_that_stops_it_in_a_validation_needs_no_other_one(runner):
    loop = runner.build(minutes=60, stop_after=3)
    loop.run()
    assert len(runner.events) == 3
    assert runner.events[-1][1] == loop._iter


def test_a_resumed_training_has_the_rest_of_the_time(runner):
    loop = runner.build(minutes=10)
    loop.run()
    steps = loop._iter
    runner.now += 1000  # a night in between
    resumed = runner.build(minutes=20)
    resumed._iter, resumed._epoch = steps, loop._epoch
    before = runner.now
    resumed.run()
    assert runner.events[-1][1] == resumed._iter > steps + 200
    assert runner.now - before == pytest.approx(600, abs=VALIDATION + STEP)


def test_a_time_that_is_over_changes_nothing(runner):
    loop = runner.build(minutes=1)
    loop.run()
    again = runner.build(minutes=1)
    again._iter, again._epoch = loop._iter, loop._epoch
    events = len(runner.events)
    again.run()
    assert (again._iter, len(runner.events)) == (loop._iter, events)


def test_the_time_is_positive(runner):
    with pytest.raises(ValueError, match='minutes=0'):
        runner.build(minutes=0)
