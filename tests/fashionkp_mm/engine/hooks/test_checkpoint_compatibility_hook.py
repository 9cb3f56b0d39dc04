"""Checkpoints whose outputs stand for other garments are refused."""

from types import SimpleNamespace

import pytest
from torch import nn

from fashionkp.categories import CATEGORIES
from fashionkp_mm.engine import CheckpointCompatibilityHook


def checked(model, name):
    """Let the hook look at a checkpoint of a category that a runner of ``model`` tests."""
    names = dict(enumerate(CATEGORIES[name].keypoints))
    meta = dict(dataset_meta=dict(keypoint_id2name=names, categories=[name]))
    runner = SimpleNamespace(
        model=model, cfg=dict(load_from='a.pth'), _resume=False, _train_loop={}
    )
    CheckpointCompatibilityHook().after_load_checkpoint(runner, dict(meta=meta, state_dict={}))


def test_a_checkpoint_of_another_category_is_refused():
    model = nn.Identity()
    model.categories = ['skirt']
    checked(model, 'skirt')
    with pytest.raises(ValueError, match=r'a\.pth .* 15 key points of dress.*skirt'):
        checked(model, 'dress')


def test_a_model_of_another_kind_is_left_alone():
    checked(nn.Identity(), 'dress')
