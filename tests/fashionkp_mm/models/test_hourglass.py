"""Tests of the building blocks of stacked hourglass networks."""

import pytest
import torch

from fashionkp_mm.models.hourglass import Hourglass, PreActBottleneck


@pytest.mark.parametrize(('in_channels', 'out_channels'), [(8, 8), (4, 8)])
def test_a_block_with_a_zero_residual_is_its_shortcut(in_channels, out_channels):
    block = PreActBottleneck(in_channels, out_channels)
    block.residual[-1].conv.weight.data.zero_()
    x = torch.randn(1, in_channels, 5, 5)
    torch.testing.assert_close(block(x), block.shortcut(x))
    assert torch.equal(block.shortcut(x), x) == (in_channels == out_channels)


def test_norm_and_relu_come_before_each_convolution():
    block = PreActBottleneck(8, 8).eval()
    x = -torch.rand(1, 8, 5, 5)  # 0 after a ReLU, so that a block with ReLUs first is its shortcut
    torch.testing.assert_close(block(x), x)
    assert [layer.norm.num_features for layer in block.residual] == [8, 4, 4]


def test_a_block_adds_its_residual():
    block = PreActBottleneck(2, 2).eval()
    for layer in block.residual:
        torch.nn.init.ones_(layer.conv.weight)
    x = torch.ones(1, 2, 1, 1)  # 2 after the first convolution, and after the others
    torch.testing.assert_close(block(x), x + 2, rtol=1e-4, atol=0)


@pytest.mark.parametrize('size', [(16, 16), (27, 17)])
def test_an_hourglass_keeps_the_size(size):
    x = torch.randn(2, 8, *size)
    assert Hourglass(8)(x).shape == x.shape


def test_the_receptive_field_is_the_whole_input():
    hourglass = Hourglass(8).eval()
    x = torch.randn(1, 8, 16, 16, requires_grad=True)
    hourglass(x)[0, :, 0, 0].sum().backward()
    far = x.grad[0, :, -4:, -4:]  # the receptive field of the finest scale is 3 cells
    assert far.any()


def test_an_hourglass_adds_the_halved_scale_to_its_own():
    hourglass = Hourglass(2, depth=1).eval()
    for block in hourglass.children():
        block.residual[-1].conv.weight.data.zero_()  # each block is the identity
    x = torch.arange(32.0).reshape(1, 2, 4, 4)
    largest = x[..., 1::2, 1::2]  # of each square of 2 x 2 cells
    expected = x + largest.repeat_interleave(2, 2).repeat_interleave(2, 3)
    torch.testing.assert_close(hourglass(x), expected)
