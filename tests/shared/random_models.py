"""Small models with random weights that answer as smoothly as trained ones."""

import torch
from mmengine.registry import init_default_scope
from mmpose.registry import MODELS
from torch import nn

from fashionkp_mm.config import input_size_options, load_config

SMALL = 64
BILINEAR = torch.outer(torch.tensor([1, 3, 3, 1]), torch.tensor([1, 3, 3, 1])) / 64


def settings(name: str) -> dict:
    return {**input_size_options(load_config(name), SMALL), 'model.backbone.init_cfg': None}


def tamed(model: nn.Module) -> nn.Module:
    """A network with random weights, whose heatmaps are as smooth and as high as a trained one's.

    As it begins, what it enlarges is noise from cell to cell, and the maxima of a heatmap are as
    high as each other: rounding decides which of them is the highest, in each program anew.
    """
    head = model.head
    if hasattr(head.decoder, 'heatmap_size'):
        last = [m for m in head.modules() if isinstance(m, nn.Conv2d)][-1]
        size = tuple(head.decoder.input_size[::-1])
        images = torch.rand(4, 3, *size, generator=torch.manual_seed(1))
        with torch.no_grad():
            for layer in head.modules():
                if isinstance(layer, nn.ConvTranspose2d):
                    layer.weight[:] = layer.weight.sum((2, 3), keepdim=True) * BILINEAR
            heatmaps = head(model.backbone(images))
            last.weight *= 0.1 / heatmaps.std((0, 2, 3)).reshape(-1, 1, 1, 1)
            last.bias.zero_()
            last.bias += 1 - (head(model.backbone(images))).mean((0, 2, 3))
    return model


def random_model(name: str) -> nn.Module:
    torch.manual_seed(0)
    init_default_scope('mmpose')
    return tamed(MODELS.build(load_config(name, settings(name)).model).eval())
