"""Tests of deformable convolution and attention against the definition."""

import importlib

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from mmcv.ops import DeformConv2dPack, ModulatedDeformConv2dPack, deform_conv2d
from mmcv.ops import modulated_deform_conv2d as modulated
from mmcv.ops.multi_scale_deform_attn import MultiScaleDeformableAttnFunction

from fashionkp_mm.compat.mmcv_ops import extension

GEOMETRIES = [
    dict(stride=1, padding=1, dilation=1, groups=1),
    dict(stride=2, padding=0, dilation=1, groups=2),
    dict(stride=(1, 2), padding=(2, 1), dilation=(2, 1), groups=4),
]


def tensors(*shapes):
    """Return random leaf tensors in double precision."""
    torch.manual_seed(0)
    return [torch.randn(*shape, dtype=torch.float64, requires_grad=True) for shape in shapes]


def arguments(geometry, deform_groups=1):
    """Return a geometry in the order of mmcv's functions, which take no keywords."""
    return (*(geometry[key] for key in ('stride', 'padding', 'dilation', 'groups')), deform_groups)


@pytest.mark.parametrize('geometry', GEOMETRIES)
def test_zero_offsets_give_a_convolution(geometry):
    x, weight, bias = tensors((2, 4, 9, 8), (8, 4 // geometry['groups'], 3, 3), (8,))
    expected = F.conv2d(x, weight, None, **geometry)
    offset = x.new_zeros(2, 18, *expected.shape[2:])
    torch.testing.assert_close(deform_conv2d(x, offset, weight, *arguments(geometry)), expected)
    half = torch.full_like(offset[:, :9], 0.5)
    result = modulated(x, offset, half, weight, bias, *arguments(geometry))
    torch.testing.assert_close(result, expected / 2 + bias[:, None, None])


def test_integer_offsets_shift_the_samples():
    x, weight = tensors((1, 3, 10, 10), (2, 3, 3, 3))
    offset = x.new_zeros(1, 9, 2, 8, 8)
    offset[:, :, 0] = 2  # y before x
    offset[:, :, 1] = -1
    result = deform_conv2d(x, offset.flatten(1, 2), weight)
    shifted = torch.zeros_like(x)
    shifted[:, :, :8, 1:] = x[:, :, 2:, :9]
    torch.testing.assert_close(result, F.conv2d(shifted, weight))


def test_a_deform_group_shifts_its_channels_only():
    x, weight = tensors((1, 4, 6, 6), (1, 4, 1, 1))
    offset = x.new_zeros(1, 4, 6, 6)
    offset[:, 3] = 1  # x of the second group
    result = deform_conv2d(x, offset, weight, 1, 0, 1, 1, 2)
    moved = x.detach().clone()
    moved[:, 2:] = F.pad(x[:, 2:, :, 1:], (0, 1))
    torch.testing.assert_close(result, F.conv2d(moved, weight))


@pytest.mark.parametrize(('groups', 'deform_groups'), [(1, 1), (2, 2)])
def test_gradients(groups, deform_groups):
    x, offset, mask, weight, bias = tensors(
        (2, 4, 5, 4), (2, 8 * deform_groups, 4, 3), (2, 4 * deform_groups, 4, 3),
        (4, 4 // groups, 2, 2), (4,),
    )  # fmt: skip
    geometry = (1, 0, 1, groups, deform_groups)
    assert torch.autograd.gradcheck(lambda *leaves: deform_conv2d(*leaves, *geometry),
                                    (x, offset, weight))  # fmt: skip
    assert torch.autograd.gradcheck(lambda *leaves: modulated(*leaves, *geometry),
                                    (x, offset, mask, weight, bias))  # fmt: skip


@pytest.mark.parametrize('layer', [DeformConv2dPack, ModulatedDeformConv2dPack])
def test_layers_of_mmcv_get_gradients(layer):
    torch.manual_seed(0)
    module = layer(4, 6, 3, padding=1, deform_groups=2)
    module(torch.randn(2, 4, 7, 7)).square().sum().backward()
    assert all(parameter.grad is not None for parameter in module.parameters())
    assert module.conv_offset.weight.grad.any()


def naive_attention(value, shapes, locations, weights):
    """Return the sum of bilinear samples, point by point; zero outside a level."""
    images, _, heads, channels = value.shape
    result = np.zeros((images, locations.shape[1], heads, channels))
    for n, q, h, level, p in np.ndindex(*weights.shape):
        height, width = shapes[level]
        start = sum(a * b for a, b in shapes[:level])
        plane = value[n, start : start + height * width, h].reshape(height, width, channels)
        x = locations[n, q, h, level, p, 0] * width - 0.5
        y = locations[n, q, h, level, p, 1] * height - 0.5
        for row in (int(np.floor(y)), int(np.floor(y)) + 1):
            for column in (int(np.floor(x)), int(np.floor(x)) + 1):
                if 0 <= row < height and 0 <= column < width:
                    share = (1 - abs(y - row)) * (1 - abs(x - column))
                    result[n, q, h] += weights[n, q, h, level, p] * share * plane[row, column]
    return result.reshape(images, -1, heads * channels)


def attention_inputs():
    """Return inputs of two levels, two heads and three points."""
    shapes = [(3, 4), (2, 2)]
    value, weights = tensors((2, 16, 2, 2), (2, 3, 2, 2, 3))
    locations = torch.rand(2, 3, 2, 2, 3, 2, dtype=torch.float64) * 1.2 - 0.1
    start = torch.tensor([0, 12])
    return value, torch.tensor(shapes), start, locations.requires_grad_(), weights


def test_attention_samples_are_where_the_definition_has_them():
    value, shapes, start, locations, weights = attention_inputs()
    result = MultiScaleDeformableAttnFunction.apply(value, shapes, start, locations, weights, 64)
    arrays = (tensor.detach().numpy() for tensor in (value, locations, weights))
    value_, locations_, weights_ = arrays
    expected = naive_attention(value_, shapes.tolist(), locations_, weights_)
    np.testing.assert_allclose(result.detach(), expected, atol=1e-12)


def test_attention_gradients():
    value, shapes, start, locations, weights = attention_inputs()

    def attend(value, locations, weights):
        return MultiScaleDeformableAttnFunction.apply(value, shapes, start, locations, weights, 64)

    assert torch.autograd.gradcheck(attend, (value, locations, weights))


@pytest.mark.skipif(not extension.is_compiled(), reason='mmcv has no compiled operators')
@pytest.mark.parametrize('geometry', GEOMETRIES)
def test_equals_the_compiled_operator(geometry, monkeypatch):
    x, weight = (
        t.detach().float() for t in tensors((2, 4, 9, 8), (8, 4 // geometry['groups'], 3, 3))
    )
    size = F.conv2d(x, weight, None, **geometry).shape[2:]
    leaves = [x, torch.randn(2, 36, *size), torch.rand(2, 18, *size), weight, torch.randn(8)]
    results = []
    for module in (extension.StandIn(), importlib.import_module(extension.NAME)):
        wrapper = importlib.import_module('mmcv.ops.modulated_deform_conv')
        monkeypatch.setattr(wrapper, 'ext_module', module)
        inputs = [leaf.clone().requires_grad_() for leaf in leaves]
        output = modulated(*inputs, *arguments(geometry, 2))
        results.append((output, *torch.autograd.grad(output.square().sum(), inputs)))
    torch.testing.assert_close(results[0], results[1], rtol=1e-4, atol=1e-3)
