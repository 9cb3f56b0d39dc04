"""Tests of atomic writing of checkpoints."""

import os

import pytest
import torch
from mmengine.runner import save_checkpoint

from fashionkp_mm.config import load_config

CHECKPOINTS = load_config('cpn_small_skirt').default_hooks.checkpoint


@pytest.mark.faults
def test_an_interrupted_write_leaves_the_old_checkpoint(tmp_path, monkeypatch):
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


def test_recipes_keep_more_than_one_checkpoint():
    # --resume takes the older one if the newest is damaged
    assert CHECKPOINTS.max_keep_ckpts > 1
