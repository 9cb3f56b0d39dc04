"""CPN's fusion of levels as layers that a backend can merge with the norms after them."""

import copy
import functools
from collections.abc import Sequence

import torch
from mmpose.models.backbones.resnet import Bottleneck
from torch import Tensor, nn

from fashionkp_mm.models.cpn import LevelFusion
from fashionkp_mm.models.resize import resize


def with_separate_levels(model: nn.Module) -> nn.Module:
    """Return a copy of a model in which each :class:`LevelFusion` is a :class:`SeparateLevels`.

    The model itself is returned if it has none.
    """
    if not any(_is_fusion(module) for module in model.modules()):
        return model
    model = copy.deepcopy(model)
    for module in [*model.modules()]:
        for name, child in module.named_children():
            if _is_fusion(child):
                setattr(module, name, SeparateLevels(child))
    return model


def _is_fusion(module: nn.Module) -> bool:
    return isinstance(module, LevelFusion) and module.downsample is not None


class SeparateLevels(nn.Module):
    """A :class:`LevelFusion` in evaluation, with a convolution and a norm for each level.

    The norm of a sum is the sum of the norms if only that of the first level shifts.

    Args:
        fusion: The fusion, in evaluation mode; its weights are copied.
    """

    def __init__(self, fusion: Bottleneck) -> None:
        super().__init__()
        levels = fusion.in_channels // fusion.out_channels
        self.reduce = _level_layers(fusion.conv1, fusion.norm1, levels)
        self.shortcut = _level_layers(fusion.downsample.conv, fusion.downsample.norm, levels)
        self.rest = nn.Sequential(
            fusion.relu, fusion.conv2, fusion.norm2, fusion.relu, fusion.conv3, fusion.norm3
        )
        self.relu = fusion.relu
        self.eval()

    def forward(self, levels: Sequence[Tensor], size: Sequence[int]) -> Tensor:
        """Return features (B, out_channels, H, W) of levels (B, C_i, H_i, W_i); size is (H, W)."""
        x = self.rest(_fused(self.reduce, levels, size))
        return self.relu(x + _fused(self.shortcut, levels, size))


def _fused(layers: nn.ModuleList, levels: Sequence[Tensor], size: Sequence[int]) -> Tensor:
    maps = [resize(layer(x), size) for layer, x in zip(layers, levels, strict=True)]
    return functools.reduce(torch.add, maps)


def _level_layers(conv: nn.Conv2d, norm: nn.BatchNorm2d, num_levels: int) -> nn.ModuleList:
    """Return a 1x1 convolution and a norm for each level of their concatenation."""
    layers = nn.ModuleList()
    for i, weight in enumerate(conv.weight.detach().chunk(num_levels, dim=1)):
        level_conv = nn.Conv2d(weight.shape[1], conv.out_channels, 1, bias=False)
        level_conv.weight = nn.Parameter(weight.clone())
        level_norm = copy.deepcopy(norm)
        if i:
            nn.init.zeros_(level_norm.bias)
            assert level_norm.running_mean is not None
            nn.init.zeros_(level_norm.running_mean)
        layers.append(nn.Sequential(level_conv, level_norm))
    return layers
