"""Tests of the choice of a device, and of the description of GPUs."""

from types import SimpleNamespace

import pytest
import torch

from fashionkp_mm.compat import devices


def test_a_gpu_is_described_by_name_memory_and_capability(monkeypatch):
    properties = SimpleNamespace(name='H200', total_memory=141 * 2**30, major=9, minor=0)
    monkeypatch.setattr(torch.cuda, 'device_count', lambda: 1)
    monkeypatch.setattr(torch.cuda, 'get_device_properties', lambda index: properties)
    assert devices.describe_gpus()[0] == 'H200, 141 GiB, compute capability 9.0'


@pytest.mark.parametrize('name', ['gpu', 'cuda:9', 'meta', 'cpu:0:1', ''])
def test_a_device_that_this_machine_does_not_have_is_refused(name):
    with pytest.raises(ValueError, match=rf"device '{name}': expected one of cpu"):
        devices.available_device(name)


def test_the_default_is_a_gpu_if_there_is_one(monkeypatch):
    assert devices.available_device('cpu') == 'cpu'
    for available, name in ((True, 'cuda'), (False, 'cpu')):
        monkeypatch.setattr(torch.cuda, 'is_available', lambda value=available: value)
        assert devices.available_device() == name
