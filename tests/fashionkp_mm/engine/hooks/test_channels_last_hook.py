"""Tests of channels-last memory order."""

from types import SimpleNamespace

import pytest
import torch

from fashionkp_mm.engine.hooks import ChannelsLastHook


def runner():
    torch.manual_seed(0)
    conv = torch.nn.Conv2d(4, 8, 3)
    return SimpleNamespace(model=torch.nn.Sequential(conv, torch.nn.BatchNorm2d(8)).eval())


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
