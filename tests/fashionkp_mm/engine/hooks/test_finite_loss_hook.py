"""Tests of losses and weights that are not finite."""

from types import SimpleNamespace

import pytest
import torch
from torch import nn

from fashionkp_mm.engine.hooks import FiniteLossHook


class Training:
    """A training without data; each step has two images, from ``train.csv:1`` on."""

    def __init__(self, work_dir) -> None:
        self.hook = FiniteLossHook()
        self.runner = SimpleNamespace(model=nn.Linear(2, 2), iter=0, work_dir=str(work_dir))
        self.hook.before_train(self.runner)

    def step(self, loss: float) -> None:
        first = 2 * self.runner.iter + 1
        samples = [
            SimpleNamespace(
                metainfo=dict(raw_ann_info=dict(location=f'train.csv:{row}'), img_path=f'{row}.jpg')
            )
            for row in (first, first + 1)
        ]
        outputs = dict(loss=torch.tensor(loss), loss_kpt=torch.tensor(1.5))
        self.hook.after_train_iter(self.runner, 0, dict(data_samples=samples), outputs)
        self.runner.iter += 1

    def make_weights_infinite(self) -> None:
        with torch.no_grad():
            self.runner.model.weight[0, 0] = torch.inf

    def save(self) -> None:
        checkpoint = dict(state_dict=self.runner.model.state_dict())
        self.hook.before_save_checkpoint(self.runner, checkpoint)


@pytest.fixture
def training(tmp_path):
    return Training(tmp_path)


@pytest.mark.parametrize('loss', [torch.nan, torch.inf])
@pytest.mark.parametrize('then', ['step', 'save', 'epoch'])
def test_the_images_of_the_step_are_named(training, loss, then):
    training.step(1.0)
    training.step(loss)
    check = {
        'step': lambda: training.step(1.0),
        'save': training.save,
        'epoch': lambda: training.hook.after_train_epoch(training.runner),
    }[then]
    with pytest.raises(ValueError, match=r'at step 2 \(loss (nan|inf)') as caught:
        check()
    assert str(caught.value).splitlines()[1:] == ['  train.csv:3: 3.jpg', '  train.csv:4: 4.jpg']


def test_the_update_that_makes_weights_infinite_is_named_not_the_next_step(training):
    training.step(1.0)
    training.make_weights_infinite()
    training.step(2.0)
    training.step(torch.nan)
    with pytest.raises(ValueError, match=r'weights .* after step 2') as caught:
        training.step(1.0)
    assert str(caught.value).splitlines()[1:] == ['  train.csv:3: 3.jpg', '  train.csv:4: 4.jpg']


def test_infinite_weights_are_not_saved(training):
    training.save()
    training.step(1.0)
    training.save()
    training.make_weights_infinite()
    with pytest.raises(ValueError, match='weights are not finite'):
        training.save()


def test_the_last_checkpoint_is_named(training, tmp_path):
    torch.save({}, tmp_path / 'epoch_3.pth')
    training.step(torch.nan)
    with pytest.raises(ValueError, match=r'epoch_3\.pth .*--resume'):
        training.step(1.0)


def test_finite_losses_pass(training):
    for loss in (1.0, 0.0, 1e30):
        training.step(loss)
    training.hook.after_train_epoch(training.runner)
    training.save()
