"""Tests of channels-last memory order."""

from types import SimpleNamespace

import pytest
import torch
from mmengine.config import Config
from mmengine.optim import AmpOptimWrapper, OptimWrapper
from mmengine.runner import BaseLoop

from fashionkp_mm.engine import BFloat16OptimWrapper
from fashionkp_mm.engine.hooks import ChannelsLastHook, channels_last_hook


def runner():
    torch.manual_seed(0)
    conv = torch.nn.Conv2d(4, 8, 3)
    model = torch.nn.Sequential(conv, torch.nn.BatchNorm2d(8)).eval()
    return SimpleNamespace(model=model, _train_loop=None)


class Loop(BaseLoop):
    """A training loop of some steps with batches of 16."""

    def __init__(self, max_iters, **settings):
        self.max_iters, self.dataloader = max_iters, SimpleNamespace(batch_size=16)
        vars(self).update(settings)

    def run(self):
        pytest.fail('the hook has started the training')


def is_channels_last(tensor):
    return tensor.is_contiguous(memory_format=torch.channels_last)


def test_weights_and_activations_change_their_strides_but_not_their_values():
    plain, converted = runner(), runner()
    ChannelsLastHook().before_run(converted)
    assert is_channels_last(converted.model[0].weight)
    assert not is_channels_last(plain.model[0].weight)
    x = torch.randn(2, 4, 6, 6)
    assert is_channels_last(converted.model(x))
    torch.testing.assert_close(converted.model(x), plain.model(x))


@pytest.mark.parametrize('device_types', [(), ('cuda',)])
def test_models_on_other_devices_are_not_converted(device_types):
    plain = runner()
    ChannelsLastHook(device_types).before_run(plain)
    assert not is_channels_last(plain.model[0].weight)


def long_run(steps=400, **loop):
    """Return a runner on the CPU whose training takes long enough to be measured."""
    run = runner()
    run._train_loop = Loop(steps, **loop)
    run.cfg = Config(dict(codec=dict(input_size=(96, 128))))
    return run


@pytest.fixture
def measure(monkeypatch):
    """Let the contiguous order be the faster one; return what was measured."""
    calls = []

    def measured_order(*arguments):
        calls.append(arguments)
        return 'contiguous'

    monkeypatch.setattr(channels_last_hook, 'measured_order', measured_order)
    return calls


def test_a_long_training_on_the_cpu_gets_the_faster_order(measure):
    run = long_run()
    ChannelsLastHook().before_run(run)
    assert not is_channels_last(run.model[0].weight)
    assert measure == [(run.model, 16, (96, 128))]


@pytest.mark.parametrize('loop', [dict(steps=399), dict(seconds=599)])
def test_a_short_training_is_not_measured(measure, loop):
    run = long_run(**loop)
    ChannelsLastHook().before_run(run)
    assert is_channels_last(run.model[0].weight)
    assert not measure


def test_a_test_neither_measures_nor_loads_the_training_data(measure):
    class TestRunner(SimpleNamespace):
        @property
        def train_loop(self):
            pytest.fail('the training data are loaded')

    run = TestRunner(**vars(long_run()))
    run._train_loop = dict(type='EpochBasedTrainLoop', max_epochs=1000)
    ChannelsLastHook().before_run(run)
    assert is_channels_last(run.model[0].weight)
    assert not measure


def test_mixed_precision_is_not_measured(measure):
    run = long_run()
    run.optim_wrapper = object.__new__(BFloat16OptimWrapper)
    ChannelsLastHook().before_run(run)
    assert is_channels_last(run.model[0].weight)
    assert not measure


@pytest.mark.parametrize(
    ('order', 'is_converted'), [('channels-last', True), ('contiguous', False)]
)
def test_a_forced_order_is_not_measured(measure, order, is_converted):
    run = long_run()
    ChannelsLastHook(order=order).before_run(run)
    assert is_channels_last(run.model[0].weight) == is_converted
    assert not measure


def test_an_unknown_order_lists_the_choices():
    with pytest.raises(ValueError, match=r"'nhwc'.*channels-last, contiguous"):
        ChannelsLastHook(order='nhwc')


class ModelOnGPU:
    """A model whose weights are on a GPU, as far as the hook can tell."""

    def __init__(self):
        self.formats = []

    def parameters(self):
        yield SimpleNamespace(device=torch.device('cuda:0'))

    def to(self, memory_format):
        self.formats.append(memory_format)


@pytest.mark.parametrize(
    ('wrapper', 'is_converted'),
    [(BFloat16OptimWrapper, True), (AmpOptimWrapper, True), (OptimWrapper, False), (None, False)],
)
def test_on_a_gpu_models_are_converted_for_mixed_precision(wrapper, is_converted):
    model = ModelOnGPU()
    optim_wrapper = None if wrapper is None else object.__new__(wrapper)
    ChannelsLastHook().before_run(SimpleNamespace(model=model, optim_wrapper=optim_wrapper))
    assert model.formats == [torch.channels_last] * is_converted
