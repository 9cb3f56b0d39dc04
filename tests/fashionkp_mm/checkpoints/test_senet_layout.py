"""Tests of timm's weights in MMPose's SE-ResNeXt."""

import pytest
import timm
import torch
from mmpose.registry import MODELS

from fashionkp_mm.checkpoints.loading import COUNTER
from fashionkp_mm.checkpoints.senet_layout import has_senet_layout, mmpose_names
from fashionkp_mm.config import load_config

RECIPES = ['cpn_seresnext50', 'cpn_seresnext101', 'cpn_detnext50', 'dhn_seresnext101']


def shapes(weights: dict) -> dict:
    return {name: tuple(w.shape) for name, w in weights.items() if not name.endswith(COUNTER)}


@pytest.mark.parametrize('recipe', RECIPES)
def test_the_weights_that_a_recipe_names_are_all_of_its_pretrained_stages(recipe):
    backbone = load_config(f'{recipe}_skirt').model.backbone
    name = backbone.init_cfg.checkpoint.removeprefix('timm://')
    with torch.device('meta'):
        found = shapes(mmpose_names(timm.create_model(name).state_dict()))
        expected = shapes(MODELS.build(dict(backbone, init_cfg=None)).state_dict())
    # a DetNet has two stages of its own in place of layer 4
    shared = {name: shape for name, shape in expected.items() if not name.startswith('stage')}
    rest = {name.partition('.')[0] for name in found.keys() - shared.keys()}
    assert {name: found[name] for name in shared} == shared
    assert rest == (set() if shared == expected else {'layer4'})


def test_the_stages_compute_the_same_in_both_networks():
    ours = MODELS.build(dict(type='SEResNeXt', depth=50))
    ours.eval()
    theirs = timm.create_model('legacy_seresnext50_32x4d').eval()
    ours.load_state_dict(mmpose_names(theirs.state_dict()))
    image = torch.rand(1, 3, 32, 48, generator=torch.manual_seed(0))
    with torch.no_grad():
        stem = theirs.layer0(image)
        torch.testing.assert_close(ours.relu(ours.norm1(ours.conv1(image))), stem)
        x = theirs.pool0(stem)
        for name in ours.res_layers:
            expected = getattr(theirs, name)(x)
            torch.testing.assert_close(getattr(ours, name)(x), expected)
            x = expected


def test_other_weights_are_told_apart():
    assert has_senet_layout(timm.create_model('legacy_seresnet18').state_dict())
    assert not has_senet_layout({'conv1.weight': torch.zeros(1)})
