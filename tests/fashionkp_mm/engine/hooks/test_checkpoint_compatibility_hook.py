"""Tests of the refusal of checkpoints of another model."""

from types import SimpleNamespace

import pytest
from torch import nn

from fashionkp.categories import CATEGORIES
from fashionkp_mm.engine.hooks import CheckpointCompatibilityHook


def load(model, name):
    """Call the hook of a runner that tests ``model`` with a checkpoint of a category."""
    names = dict(enumerate(CATEGORIES[name].keypoints))
    meta = dict(dataset_meta=dict(keypoint_id2name=names, categories=[name]))
    runner = SimpleNamespace(
        model=model, cfg=dict(load_from='a.pth'), _resume=False, _train_loop={}
    )
    CheckpointCompatibilityHook().after_load_checkpoint(runner, dict(meta=meta, state_dict={}))


def test_a_checkpoint_of_another_category_is_refused():
    model = nn.Identity()
    model.categories = ['skirt']
    load(model, 'skirt')
    with pytest.raises(ValueError, match=r'a\.pth .* 15 key points of dress.*skirt'):
        load(model, 'dress')


def test_models_of_other_packages_must_have_their_weights():
    load(nn.Identity(), 'dress')
    with pytest.raises(ValueError, match=r'a\.pth .* of 2 weights, weight'):
        load(nn.Linear(2, 2), 'dress')
