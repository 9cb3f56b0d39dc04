"""CPN's fusion of levels with a convolution for each level."""

import pytest
import torch
from torch import nn

from fashionkp_mm.export.separate_levels import SeparateLevels, with_separate_levels
from fashionkp_mm.models.cpn import RefineNet

CHANNELS = 16


@pytest.fixture
def network():
    """A RefineNet whose norms shift and scale, in evaluation."""
    torch.manual_seed(0)
    network = RefineNet(CHANNELS, num_levels=4, num_keypoints=3).double().eval()
    for module in network.modules():
        if isinstance(module, nn.BatchNorm2d):
            for values in (module.weight, module.bias, module.running_mean):
                nn.init.normal_(values)
            nn.init.uniform_(module.running_var, 0.5, 2)
    return network


@pytest.mark.parametrize(
    'sizes', [((16, 16), (8, 8), (4, 4), (2, 2)), ((15, 11), (8, 6), (4, 3), (2, 2))]
)
def test_heatmaps_are_those_of_the_model(network, sizes):
    levels = [torch.randn(2, CHANNELS, *size, dtype=torch.float64) for size in sizes]
    separate = with_separate_levels(network)
    assert isinstance(separate.fuse, SeparateLevels)
    torch.testing.assert_close(separate(levels, sizes[0]), network(levels, sizes[0]))
    assert not isinstance(network.fuse, SeparateLevels)
    assert not any(module.training for module in separate.modules())


def test_other_models_are_returned_as_they_are():
    model = nn.Sequential(nn.Conv2d(1, 1, 1))
    assert with_separate_levels(model) is model
