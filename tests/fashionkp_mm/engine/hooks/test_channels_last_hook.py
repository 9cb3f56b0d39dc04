"""Channels-last order: other strides, same numbers."""

from types import SimpleNamespace

import pytest
import torch

from fashionkp_mm.engine import ChannelsLastHook


def runner():
    torch.manual_seed(0)
    conv = torch.nn.Conv2d(4, 8, 3)
    return SimpleNamespace(model=torch.nn.Sequential(conv, torch.nn.BatchNorm2d(8)).eval())


def is_channels_last(tensor):
    return tensor.is_contiguous(memory_format=torch.channels_last)


def test_weights_and_activations_change_their_order_and_no_number():
    plain, turned = runner(), runner()
    ChannelsLastHook().before_run(turned)
    assert is_channels_last(turned.model[0].weight)
    assert not is_channels_last(plain.model[0].weight)
    x = torch.randn(2, 4, 6, 6)
    assert is_channels_last(turned.model(x))
    torch.testing.assert_close(turned.model(x), plain.model(x))


@pytest.mark.parametrize('device_types', [(), ('cuda',)])
def test_other_devices_are_left_alone(device_types):
    plain = runner()
    ChannelsLastHook(device_types).before_run(plain)
    assert not is_channels_last(plain.model[0].weight)
