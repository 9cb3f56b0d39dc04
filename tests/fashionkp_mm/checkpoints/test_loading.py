"""Tests of the comparison of a checkpoint's weights with those of a model."""

import pytest
import torch
from torch import nn

from fashionkp_mm.checkpoints.loading import require_checkpoint, require_same_model, unwrapped


def test_a_missing_checkpoint_is_named(tmp_path):
    with pytest.raises(FileNotFoundError, match=r'no checkpoint .*a\.pth'):
        require_checkpoint(tmp_path / 'a.pth')
    (tmp_path / 'a.pth').touch()
    assert require_checkpoint(str(tmp_path / 'a.pth')) == tmp_path / 'a.pth'


def test_the_wrapper_of_distributed_training_is_removed(model):
    class Wrapper(nn.parallel.DistributedDataParallel):
        def __init__(self, module):  # without a process group
            nn.Module.__init__(self)
            self.module = module

    assert unwrapped(Wrapper(model)) is unwrapped(model) is model


@pytest.fixture
def model():
    network = nn.Sequential(nn.Conv2d(3, 4, 1), nn.BatchNorm2d(4))
    network.categories = ['skirt']
    return network


def test_the_weights_of_the_model_pass_with_and_without_a_wrapper(model):
    weights = model.state_dict()
    require_same_model(model, weights, 'a.pth')
    require_same_model(model, dict(state_dict=weights), 'a.pth')
    require_same_model(model, {f'module.{name}': w for name, w in weights.items()}, 'a.pth')


def test_the_counter_of_a_batch_norm_may_be_missing(model):
    weights = model.state_dict()
    del weights['1.num_batches_tracked']
    require_same_model(model, weights, 'a.pth')


@pytest.mark.parametrize(
    ('change', 'named'),
    [
        ({'0.weight': torch.zeros(4, 2, 1, 1)}, r'0\.weight \(\(4, 2, 1, 1\) .*\(4, 3, 1, 1\)\)'),
        ({'0.weight': [1, 2]}, r'0\.weight \(not a tensor'),
        ({'0.weight': None}, r'0\.weight \(not a tensor'),
        ({'0.bias': torch.tensor([1.0, float('nan'), 0, 0])}, r'0\.bias \(NaN or infinite'),
        ({'1.running_var': torch.full((4,), float('inf'))}, r'1\.running_var \(NaN or infinite'),
    ],
)
def test_weights_that_do_not_fit_are_named(model, change, named):
    weights = {**model.state_dict(), **change}
    with pytest.raises(ValueError, match=rf'a\.pth.*of 7 weights, {named}'):
        require_same_model(model, weights, 'a.pth')


def test_missing_weights_are_named_up_to_three(model):
    with pytest.raises(ValueError, match=r'0\.weight \(missing.*0\.bias.*1\.weight.*and 3 more'):
        require_same_model(model, {}, 'a.pth')


def test_models_of_other_packages_have_no_categories():
    linear = nn.Linear(2, 2)
    require_same_model(linear, linear.state_dict(), 'a.pth')
    with pytest.raises(ValueError, match=r'a\.pth.*of 2 weights, bias'):
        require_same_model(linear, {'weight': linear.weight}, 'a.pth')


@pytest.mark.parametrize(
    ('content', 'kind'), [([1], 'list'), (7, 'int'), ({'state_dict': 'a'}, 'str'), ({1: 2}, '1')]
)
def test_content_without_weights_is_refused(model, content, kind):
    with pytest.raises(ValueError, match=rf'a\.pth: {kind}.*expected a checkpoint'):
        require_same_model(model, content, 'a.pth')
