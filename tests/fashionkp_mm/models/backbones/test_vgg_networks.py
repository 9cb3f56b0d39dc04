"""Tests of several VGG-16 networks side by side, which take torchvision's weights."""

import torch
import torchvision
from mmpose.registry import MODELS

from fashionkp_mm.config import load_config
from fashionkp_mm.models import VGGNetworks


def torchvision_weights() -> dict[str, torch.Tensor]:
    """Return random weights with the names and shapes of torchvision's file, small."""
    with torch.device('meta'):
        shapes = torchvision.models.vgg16().state_dict()
    generator = torch.Generator().manual_seed(0)
    return {
        name: torch.randn(weight.shape, generator=generator) / 50
        for name, weight in shapes.items()
        if name.startswith('features.')
    }


def test_each_network_takes_all_its_imagenet_weights_from_a_local_file(tmp_path):
    weights = torchvision_weights()
    torch.save({**weights, 'classifier.6.bias': torch.zeros(1000)}, tmp_path / 'vgg16.pth')
    option = {'model.backbone.init_cfg.checkpoint': str(tmp_path / 'vgg16.pth')}
    model = MODELS.build(load_config('dfa_vgg16_skirt', option).model.backbone)
    model.init_weights()
    assert len(model.networks) == 4
    for network in model.networks:
        loaded = network.state_dict()
        assert set(loaded) == set(weights)
        assert all(torch.equal(loaded[name], weights[name]) for name in loaded)


def test_the_features_are_those_of_torchvision_at_stride_32():
    weights = torchvision_weights()
    expected = torchvision.models.vgg.make_layers(torchvision.models.vgg.cfgs['D'])
    expected.load_state_dict({n.removeprefix('features.'): w for n, w in weights.items()})
    model = VGGNetworks(count=1)
    model.networks[0].load_state_dict(weights)
    image = torch.rand(1, 3, 32, 64)
    with torch.no_grad():
        (features,) = model(image)
        assert features.shape == (1, 512, 1, 2)
        torch.testing.assert_close(features, expected(image))


def test_networks_have_weights_of_their_own_which_are_initialized():
    model = VGGNetworks(count=2, base_channels=8)
    model.init_weights()
    first, second = (network.features[0].weight for network in model.networks)
    assert not torch.equal(first, second)
    # He initialization: 2 / fan_out, with 8 output channels of 3 x 3
    assert first.var().item() < 4 * 2 / (8 * 9)
    outputs = model(torch.randn(2, 3, 64, 64))
    assert [output.shape for output in outputs] == [(2, 64, 2, 2)] * 2
    assert outputs[0].std() > 0.1
