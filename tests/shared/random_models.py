"""Small models with random weights whose heatmaps are as smooth as those of trained ones."""

import copy
from pathlib import Path

import torch
from mmengine.config import Config
from mmengine.registry import init_default_scope
from mmpose.registry import MODELS
from torch import nn

from fashionkp_mm.config import input_size_options, load_config

SMALL = 64
"""Width and height of the models' input, pixels."""

_BILINEAR = torch.outer(torch.tensor([1, 3, 3, 1]), torch.tensor([1, 3, 3, 1])) / 64


def settings(name: str) -> dict:
    """Return settings that make the model of a config small and random."""
    cfg = load_config(name)
    return {
        **input_size_options(cfg, SMALL),
        **fewer_blocks(cfg),
        'model.backbone.init_cfg': None,
    }


def fewer_blocks(cfg: Config) -> dict:
    """Return settings that leave out blocks of the deepest backbones, which take long."""
    if cfg.model.backbone.get('depth') == 101:
        return {'model.backbone.depth': 50}
    if cfg.model.backbone.get('model_name') == 'legacy_senet154':
        return {'model.backbone.layers': (1, 1, 1, 1)}
    if cfg.model.backbone.type == 'VGGNetworks':
        return {
            'model.backbone.base_channels': 8,
            'model.head.in_channels': (64, 64, 64, 64),
            'model.head.fc_channels': 64,
            'model.garment_head.in_channels': 64,
        }
    return {}


def random_model(name: str) -> nn.Module:
    """Return the model of a config, small and with random weights."""
    torch.manual_seed(0)
    init_default_scope('mmpose')
    return _smooth(MODELS.build(load_config(name, settings(name)).model).eval())


def _smooth(model: nn.Module) -> nn.Module:
    """Change a model so that its heatmaps are as smooth and as high as those of a trained one.

    Transposed convolutions with random weights turn heatmaps into noise with many maxima of nearly
    the same height; rounding then decides which one is the highest, differently in each program.
    """
    head = model.head
    if hasattr(head.decoder, 'heatmap_size'):
        last = [m for m in head.modules() if isinstance(m, nn.Conv2d)][-1]
        size = tuple(head.decoder.input_size[::-1])
        images = torch.rand(4, 3, *size, generator=torch.manual_seed(1))
        with torch.no_grad():
            for layer in head.modules():
                if isinstance(layer, nn.ConvTranspose2d):
                    layer.weight[:] = layer.weight.sum((2, 3), keepdim=True) * _BILINEAR
            heatmaps = head(model.backbone(images))
            last.weight *= 0.1 / heatmaps.std((0, 2, 3)).reshape(-1, 1, 1, 1)
            last.bias.zero_()
            last.bias += 1 - (head(model.backbone(images))).mean((0, 2, 3))
    return model


def save_random_weights(cfg: Config, path: Path) -> Path:
    """Save a checkpoint with random weights of a config's model, and return its path."""
    init_default_scope('mmpose')
    torch.manual_seed(0)
    model = copy.deepcopy(cfg.model)
    model.backbone.init_cfg = None
    torch.save({'state_dict': MODELS.build(model).state_dict()}, path)
    return path
