"""Residual block and hourglass."""

import pytest
import torch

from fashionkp_mm.models.hourglass import Hourglass, PreActBottleneck


@pytest.mark.parametrize(('in_channels', 'out_channels'), [(8, 8), (4, 8)])
def test_a_block_is_its_shortcut_where_the_residual_is_zero(in_channels, out_channels):
    block = PreActBottleneck(in_channels, out_channels)
    block.residual[-1].conv.weight.data.zero_()
    x = torch.randn(1, in_channels, 5, 5)
    torch.testing.assert_close(block(x), block.shortcut(x))
    assert torch.equal(block.shortcut(x), x) == (in_channels == out_channels)


def test_norm_and_relu_come_before_each_convolution():
    block = PreActBottleneck(8, 8).eval()
    x = -torch.rand(1, 8, 5, 5)  # a ReLU in front leaves nothing of it, one behind would
    torch.testing.assert_close(block(x), x)
    assert [layer.norm.num_features for layer in block.residual] == [8, 4, 4]


@pytest.mark.parametrize('size', [(16, 16), (27, 17)])
def test_an_hourglass_keeps_any_size(size):
    x = torch.randn(2, 8, *size)
    assert Hourglass(8)(x).shape == x.shape


def test_one_cell_sees_the_whole_image_at_the_bottom():
    hourglass = Hourglass(8).eval()
    x = torch.randn(1, 8, 16, 16, requires_grad=True)
    hourglass(x)[0, :, 0, 0].sum().backward()
    far = x.grad[0, :, -4:, -4:]  # the blocks of the finest scale see 3 cells around
    assert far.any()
