"""Tests of pinned memory of data loaders, which copies to a GPU need."""

import pytest
from mmengine.config import Config
from mmpose.registry import MODELS

from fashionkp_mm.apis.runs import set_pinned_memory
from fashionkp_mm.config import load_config


@pytest.mark.parametrize('device', ['cpu', 'cuda'])
def test_images_are_copied_to_a_gpu_from_pinned_memory(device, monkeypatch):
    monkeypatch.setattr('mmengine.device.utils.DEVICE', device)
    cfg = load_config('cpn_small_skirt')
    cfg.val_dataloader.pin_memory = False
    set_pinned_memory(cfg)
    on_gpu = device == 'cuda'
    assert cfg.train_dataloader.get('pin_memory', False) is on_gpu
    assert cfg.test_dataloader.get('pin_memory', False) is on_gpu
    assert cfg.val_dataloader.pin_memory is False
    assert MODELS.build(cfg.model).data_preprocessor._non_blocking is on_gpu
    set_pinned_memory(Config())  # what is missing is reported later
