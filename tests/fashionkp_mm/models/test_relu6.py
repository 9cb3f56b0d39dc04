"""ReLU6 whose gradient is computed from its output."""

import pytest
import torch
from torch import nn

from fashionkp_mm.models.relu6 import OutputReLU6, replace_relu6

EDGES = [-1.0, -0.0, 0.0, 1e-30, 3.0, 5.999999, 6.0, 7.0, float('inf'), -float('inf')]


def outputs_and_gradient(layer, x):
    """Return the output of a layer in the middle of a network, and the gradient of its input."""
    x = x.clone().requires_grad_()
    y = layer(x * 1)
    (y * torch.arange(1, 1 + y.numel()).view_as(y)).sum().backward()
    return y.detach(), x.grad


@pytest.mark.parametrize('memory_format', [torch.contiguous_format, torch.channels_last])
def test_outputs_and_gradients_equal_those_of_pytorch(memory_format):
    x = torch.tensor(EDGES).view(1, 2, 5, 1).to(memory_format=memory_format)
    results = [outputs_and_gradient(kind(inplace=True), x) for kind in (nn.ReLU6, OutputReLU6)]
    for expected, actual in zip(*results, strict=True):
        assert actual.equal(expected)


@pytest.mark.parametrize(('kind', 'maps'), [(nn.ReLU6, 2), (OutputReLU6, 1)])
def test_one_feature_map_is_kept_for_the_backward_pass(kind, maps):
    kept = {}

    def keep(tensor):
        kept[tensor.data_ptr()] = tensor
        return tensor

    x = torch.ones(8, requires_grad=True)
    with torch.autograd.graph.saved_tensors_hooks(keep, lambda tensor: tensor):
        product = x * 1
        y = kind(inplace=True)(product).square()
    assert len(kept) == maps
    y.sum().backward()


def test_evaluation_and_other_activations_are_left_as_they_are():
    network = nn.Sequential(nn.ReLU6(inplace=True), nn.ReLU6(), nn.ReLU(inplace=True))
    replace_relu6(network)
    assert [type(layer) for layer in network] == [OutputReLU6, nn.ReLU6, nn.ReLU]
    y = network.eval()(torch.tensor([-1.0, 7.0], requires_grad=True) * 1)
    assert y.tolist() == [0, 6]
    assert 'Hardtanh' in network[0].eval()(torch.ones(1, requires_grad=True) * 1).grad_fn.name()
