"""Tests of GlobalNet and RefineNet."""

import pytest
import torch
from mmpose.models.backbones.resnet import Bottleneck
from torch import nn

from fashionkp_mm.models.cpn import GlobalNet, LevelFusion, RefineNet
from fashionkp_mm.models.resize import resize

WIDTHS = (8, 16, 32, 64)
CHANNELS = 16
HEATMAP_LAYERS = ('global_net.squeezes', 'global_net.predictors')
"""Layers of GlobalNet that RefineNet does not use."""


class CPN(nn.Module):
    """Both networks, from the backbone's levels to heatmaps of a given size."""

    def __init__(self, num_keypoints: int = 4) -> None:
        super().__init__()
        torch.manual_seed(0)
        self.global_net = GlobalNet(WIDTHS, CHANNELS, num_keypoints)
        self.refine_net = RefineNet(CHANNELS, len(WIDTHS), num_keypoints)
        self.global_net.init_weights()
        self.refine_net.init_weights()

    def forward(self, feats, size):
        return self.refine_net(self.global_net(feats), size)


def features(sizes=((16, 16), (8, 8), (4, 4), (2, 2)), batch=2):
    generator = torch.Generator().manual_seed(0)
    return [
        torch.randn(batch, width, *size, generator=generator)
        for width, size in zip(WIDTHS, sizes, strict=True)
    ]


@pytest.mark.parametrize('num_keypoints', [1, 4, 24])
def test_globalnet_predicts_at_every_level(num_keypoints):
    network = CPN(num_keypoints).global_net
    levels = network(features())
    assert [tuple(level.shape) for level in levels] == [
        (2, CHANNELS, side, side) for side in (16, 8, 4, 2)
    ]
    heatmaps = network.heatmaps(levels, (32, 24))
    assert [tuple(maps.shape) for maps in heatmaps] == [(2, num_keypoints, 32, 24)] * 4


def test_levels_of_odd_sizes_are_aligned():
    feats = features([(15, 11), (8, 6), (4, 3), (2, 2)])
    assert CPN()(feats, (15, 11)).shape == (2, 4, 15, 11)


def test_coarser_levels_of_refinenet_have_more_bottlenecks():
    assert [len(blocks) for blocks in CPN().refine_net.cascades] == [0, 1, 2, 3]


@pytest.mark.parametrize('training', [True, False])
def test_convolving_coarse_maps_equals_the_order_of_the_paper(monkeypatch, training):
    model = CPN().double().train(training)
    for module in model.modules():
        if isinstance(module, nn.BatchNorm2d):
            nn.init.normal_(module.running_mean)
            nn.init.normal_(module.bias)
    feats = [x.double().requires_grad_() for x in features()]
    trained = [p for name, p in model.named_parameters() if not name.startswith(HEATMAP_LAYERS)]

    def heatmaps_and_gradients():
        heatmaps = model(feats, (32, 32))
        return [heatmaps, *torch.autograd.grad(heatmaps.square().sum(), [*feats, *trained])]

    def fuse(self, levels, size):
        return Bottleneck.forward(self, torch.cat([resize(x, size) for x in levels], dim=1))

    fast = heatmaps_and_gradients()
    monkeypatch.setattr(LevelFusion, 'forward', fuse)
    monkeypatch.setattr(
        model.global_net, '_upsample', lambda layer, x, size: layer(resize(x, size))
    )
    torch.testing.assert_close(fast, heatmaps_and_gradients())


def test_a_level_is_the_sum_of_itself_and_the_coarser_ones():
    network = GlobalNet((1, 1, 1), channels=1, num_keypoints=2).eval()
    for layer in [*network.laterals, *network.top_down]:
        torch.nn.init.ones_(layer.conv.weight)
    feats = [torch.full((1, 1, 8 >> i, 8 >> i), 10.0**i) for i in range(3)]
    levels = [level[0, 0, 0, 0].item() for level in network(feats)]
    assert levels == pytest.approx([111, 110, 100], rel=1e-4)
