"""Checkpoints that are there as a whole or not at all."""

import os

import pytest
import torch
from mmengine.runner import save_checkpoint

from fashionkp_mm.config import load_config

CHECKPOINTS = load_config('cpn_small_skirt').default_hooks.checkpoint


@pytest.mark.faults
def test_every_recipe_writes_checkpoints_in_one_step(tmp_path, monkeypatch):
    path = tmp_path / 'epoch_1.pth'
    save_checkpoint({'epoch': 1}, str(path), backend_args=CHECKPOINTS.backend_args)

    def fail(source, target):
        assert os.path.getsize(source) > 0
        raise KeyboardInterrupt

    monkeypatch.setattr(os, 'replace', fail)
    with pytest.raises(KeyboardInterrupt):
        save_checkpoint({'epoch': 2}, str(path), backend_args=CHECKPOINTS.backend_args)
    assert torch.load(path) == {'epoch': 1}
    assert list(tmp_path.iterdir()) == [path]


def test_the_last_checkpoint_is_not_removed_before_the_next_one_is_there():
    # MMEngine removes the oldest one first
    assert CHECKPOINTS.max_keep_ckpts > 1
