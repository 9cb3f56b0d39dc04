"""Tests of the names under which components are registered."""

import pytest
import torch
from mmpose.apis import MMPoseInferencer
from random_models import random_model, settings

from fashionkp_mm.components import FORMER_NAMES
from fashionkp_mm.config import load_config

NAMES = {name: component for _, names in FORMER_NAMES for name, component in names.items()}


@pytest.mark.parametrize('name', NAMES)
def test_a_former_name_builds_the_component(name):
    (registry,) = (registry for registry, names in FORMER_NAMES if name in names)
    assert registry.get(name) is NAMES[name]


def test_a_checkpoint_whose_config_has_former_names_predicts(tmp_path, data_root):
    cfg = load_config('cpn_small_skirt', settings('cpn_small_skirt'))
    text = cfg.pretty_text
    for name, component in NAMES.items():
        text = text.replace(f"'{component.__name__}'", f"'{name}'")
    assert "'QuickUDPHeatmap'" in text
    assert "'QuickAffine'" in text
    weights = random_model('cpn_small_skirt').state_dict()
    torch.save(dict(state_dict=weights, meta=dict(cfg=text)), tmp_path / 'old.pth')
    inferencer = MMPoseInferencer(pose2d_weights=str(tmp_path / 'old.pth'), device='cpu')
    image = next((data_root / 'train' / 'Images' / 'skirt').iterdir())
    (prediction,) = next(inferencer(str(image)))['predictions'][0]
    assert len(prediction['keypoints']) == 4
