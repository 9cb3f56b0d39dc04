"""The pretrained weights from which the recipes start."""

from pathlib import Path

from mmengine.registry import init_default_scope
from mmpose.registry import MODELS
from torch import Tensor

from fashionkp_mm.checkpoints.pretrained import TIMM_SCHEME, pretrained_weights
from fashionkp_mm.compat.safe_checkpoints import load
from fashionkp_mm.config import load_config
from fashionkp_mm.models.backbones.efficientnet_lite import (
    MODEL_NAME,
    packaged_weights,
    timm_layout,
)


def recipe_weights(recipe: str, source: Path | None = None) -> tuple[dict[str, Tensor], str]:
    """Return the pretrained weights of a recipe, and where they are from.

    Args:
        recipe: Name of the recipe, such as 'cpn_senet154'.
        source: File to use instead of the installed package or a download.

    Raises:
        FileNotFoundError: If there is no such recipe or file.
        MissingPackage: If the package of EfficientNet-Lite0's weights is not installed.
        ValueError: If the recipe starts from random weights, or the weights cannot be downloaded or
            read, or do not fit the recipe's backbone.
    """
    backbone = load_config(f'{recipe}_all').model.backbone
    if not backbone.get('init_cfg'):
        raise ValueError(f'{recipe} starts from random weights')
    if backbone.init_cfg.checkpoint == TIMM_SCHEME + MODEL_NAME:
        path = source or packaged_weights()
        return timm_layout(load(path, map_location='cpu')), str(path)
    if source:
        backbone.init_cfg.checkpoint = str(source)
    init_default_scope('mmpose')
    MODELS.build(backbone).init_weights()  # raises if they do not fit
    return pretrained_weights(backbone.init_cfg.checkpoint), backbone.init_cfg.checkpoint
