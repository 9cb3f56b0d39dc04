"""Tests of mixed precision: which layers are bfloat16 or float32, and its choice by device."""

import pytest
import torch
from mmpose.registry import MODELS
from torch import nn

from fashionkp.inference.cpu_features import CpuFeatures
from fashionkp_mm.config import load_config
from fashionkp_mm.engine import BFloat16OptimWrapper, bfloat16_optim_wrapper
from fashionkp_mm.engine.bfloat16_optim_wrapper import mixed_precision
from fashionkp_mm.models.losses import GarmentMSELoss


def wrapper_of(model: nn.Module, **kwargs) -> BFloat16OptimWrapper:
    return BFloat16OptimWrapper(optimizer=torch.optim.SGD(model.parameters(), lr=0.1), **kwargs)


def test_convolutions_are_bfloat16_and_weights_float32():
    model = nn.Conv2d(3, 4, 3)
    wrapper = wrapper_of(model)
    with wrapper.optim_context(model):
        maps = model(torch.randn(2, 3, 8, 8))
        assert maps.dtype == torch.bfloat16
        loss = (maps - torch.zeros(maps.shape)).square().mean()
    assert loss.dtype == torch.float32
    before = model.weight.detach().clone()
    wrapper.update_params(loss)
    assert model.weight.dtype == torch.float32
    assert not torch.equal(model.weight, before)
    assert model(torch.randn(2, 3, 8, 8)).dtype == torch.float32  # outside of a step


def test_gradients_accumulate_over_steps():
    torch.manual_seed(0)
    model, images = nn.Conv2d(3, 4, 3), torch.randn(2, 2, 3, 8, 8)
    wrapper = wrapper_of(model, accumulative_counts=2)
    expected = model.weight.detach().clone()
    for batch in images:
        with torch.autocast('cpu', torch.bfloat16):
            loss = model(batch).float().square().mean() / 2
        expected -= 0.1 * torch.autograd.grad(loss, model.weight)[0]
    for batch in images:
        with wrapper.optim_context(model):
            loss = model(batch).float().square().mean()
        wrapper.update_params(loss)
    torch.testing.assert_close(model.weight.detach(), expected)


def test_a_heatmap_loss_of_bfloat16_maps_is_computed_in_float32():
    torch.manual_seed(0)
    maps, target = torch.rand(2, 4, 16, 16).bfloat16(), torch.rand(2, 4, 16, 16)
    weights, num_points = torch.ones(2, 4), torch.tensor([4, 4])
    with torch.autocast('cpu', torch.bfloat16):
        loss = GarmentMSELoss(hardest=0.5)(maps, target, weights, num_points)
    exact = GarmentMSELoss(hardest=0.5)(maps.double(), target.double(), weights, num_points)
    assert loss.dtype == torch.float32
    assert loss.item() == pytest.approx(exact.item(), rel=1e-6)


@pytest.mark.parametrize(
    ('kernel', 'stride', 'groups', 'slow'),
    [(3, 1, 8, False), (3, 2, 8, True), (5, 1, 8, True), (3, 2, 4, False), (3, 2, 1, False)],
)
def test_slow_depthwise_convolutions_are_float32_inside(kernel, stride, groups, slow):
    torch.manual_seed(0)
    conv = nn.Conv2d(8, 8, kernel, stride, groups=groups)
    images = torch.randn(1, 8, 9, 9)
    with wrapper_of(conv).optim_context(conv):
        maps = conv(images)
    assert maps.dtype == torch.bfloat16
    assert torch.equal(maps, conv(images).bfloat16()) == slow


@pytest.mark.parametrize(
    'function', [torch.conv2d, nn.functional.conv2d], ids=['torch', 'functional']
)
@pytest.mark.parametrize('kwargs', [dict(stride=2, groups=8), dict(stride=(2, 1), groups=8)])
def test_arguments_of_a_convolution_may_have_names(function, kwargs):
    torch.manual_seed(0)
    conv, images = nn.Conv2d(8, 8, 3, groups=8), torch.randn(1, 8, 9, 9)
    with wrapper_of(conv).optim_context(conv):
        maps = function(images, conv.weight, bias=conv.bias, padding='valid', **kwargs)
        by_name = function(input=images, weight=conv.weight, bias=conv.bias, **kwargs)
    assert torch.equal(maps, function(images, conv.weight, conv.bias, **kwargs).bfloat16())
    assert torch.equal(maps, by_name)


def test_a_linear_layer_may_have_named_arguments():
    torch.manual_seed(0)
    linear, images = nn.Linear(8, 2), torch.randn(3, 8)
    with wrapper_of(linear).optim_context(linear):
        outputs = nn.functional.linear(input=images, weight=linear.weight, bias=linear.bias)
    assert torch.equal(outputs, linear(images))


def test_regressed_coordinates_are_float32():
    torch.manual_seed(0)
    model = MODELS.build(load_config('regression_r50_skirt').model.head)
    pooled = torch.rand(2, 2048)
    with wrapper_of(model).optim_context(model):
        keypoints = model((pooled,))
    assert torch.equal(keypoints, model((pooled,)))


@pytest.mark.parametrize('size', [1, 2, 3, 4])
def test_gradients_are_right_on_maps_smaller_than_the_kernel(size):
    torch.manual_seed(0)
    conv, images = nn.Conv2d(768, 24, 7, padding=3), torch.randn(10, 768, size, size)
    (exact,) = torch.autograd.grad(conv(images).square().sum(), conv.weight)
    for _ in range(4):  # uninitialized memory may happen to be right
        with wrapper_of(conv).optim_context(conv):
            maps = conv(images)
        (gradient,) = torch.autograd.grad(maps.float().square().sum(), conv.weight)
        torch.testing.assert_close(gradient, exact, rtol=0, atol=0.02 * exact.abs().max().item())


def test_heads_of_mmpose_convert_bfloat16_for_their_accuracy():
    cfg = load_config('dhn_r50_skirt')
    head = MODELS.build(cfg.model.head)
    to_numpy = head.loss.__func__.__globals__['to_numpy']
    assert to_numpy(torch.full((2,), 0.5, dtype=torch.bfloat16)).tolist() == [0.5, 0.5]


@pytest.mark.parametrize('flags', ['avx2 avx512f avx512_vnni', None])
def test_a_cpu_without_bfloat16_stays_in_float32_with_a_warning(flags, monkeypatch):
    cpu = CpuFeatures('', is_arm=False, flags=flags and frozenset(flags.split()))
    monkeypatch.setattr(bfloat16_optim_wrapper, 'cpu_features', lambda: cpu)
    with pytest.warns(UserWarning, match=r'mixed precision is off.*float32.*fashionkp env'):
        assert mixed_precision('cpu') == {}


def test_a_cpu_with_bfloat16_uses_it(monkeypatch):
    cpu = CpuFeatures('', is_arm=True, flags=frozenset(['asimd', 'bf16']))
    monkeypatch.setattr(bfloat16_optim_wrapper, 'cpu_features', lambda: cpu)
    assert mixed_precision('cpu') == dict(type='BFloat16OptimWrapper')


@pytest.mark.parametrize('supported', [True, False])
def test_a_gpu_without_bfloat16_gets_float16_with_a_loss_scale(monkeypatch, supported):
    monkeypatch.setattr(torch.cuda, 'is_bf16_supported', lambda including_emulation: supported)
    changes = mixed_precision('cuda')
    assert changes['type'] == ('BFloat16OptimWrapper' if supported else 'AmpOptimWrapper')
    assert changes.get('loss_scale') == (None if supported else 'dynamic')
