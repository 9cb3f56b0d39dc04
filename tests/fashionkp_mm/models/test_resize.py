"""Tests of resizing: values, gradients and memory format."""

import pytest
import torch
import torch.nn.functional as F

from fashionkp_mm.models.resize import DenseGradient, resize

FORMATS = [torch.contiguous_format, torch.channels_last]


@pytest.fixture(params=FORMATS, ids=str)
def maps(request):
    torch.manual_seed(0)
    return torch.randn(2, 8, 3, 5).to(memory_format=request.param).requires_grad_()


def test_values_and_gradient_equal_interpolate(maps):
    expected = F.interpolate(maps, size=(6, 10), mode='bilinear', align_corners=False)
    actual = resize(maps, (6, 10))
    torch.testing.assert_close(actual, expected)
    weights = torch.randn_like(expected)
    gradients = [torch.autograd.grad((y * weights).sum(), maps)[0] for y in (actual, expected)]
    torch.testing.assert_close(*gradients)


def test_maps_of_the_output_size_are_returned(maps):
    assert resize(maps, (3, 5)) is maps


@pytest.mark.parametrize('identity', [DenseGradient.apply, torch.clone])
def test_the_gradient_of_a_part_of_a_concatenation_is_dense(maps, identity):
    memory_format = FORMATS[maps.is_contiguous(memory_format=torch.channels_last)]
    concatenated = torch.cat([identity(maps), maps.detach()], dim=1)
    gradients = []
    maps.register_hook(gradients.append)
    (concatenated * torch.randn_like(concatenated)).sum().backward()
    dense = gradients[0].is_contiguous(memory_format=memory_format)
    assert dense == (identity is not torch.clone)
