"""Networks of timm as backbones."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import torch
from mmengine.logging import print_log
from mmpose.models.backbones.base_backbone import BaseBackbone
from mmpose.registry import MODELS
from torch import Tensor, nn
from torch.nn.modules.batchnorm import _BatchNorm

from fashionkp.optional_packages import require
from fashionkp_mm.checkpoints.pretrained import TIMM_SCHEME, pretrained_error
from fashionkp_mm.compat.safe_checkpoints import load
from fashionkp_mm.models.relu6 import replace_relu6

_LOADING = {'pretrained', 'pretrained_cfg', 'pretrained_cfg_overlay', 'checkpoint_path'}
"""Arguments with which timm would load weights when it creates the network."""


@MODELS.register_module()
class TimmBackbone(BaseBackbone):
    """Feature levels of a network of timm.

    Args:
        model_name: A name from ``timm.list_models()``.
        out_indices: Levels to return, finest first; in most networks level i has stride 2 ** (i+1).
        frozen_levels: Number of levels, from the image, whose weights are not trained.
        norm_eval: Normalize by the running statistics of the loaded weights in training, too.
        init_cfg: ``dict(type='Pretrained', checkpoint=...)`` with a file in timm's layout, or
            ``'timm://NAME'`` for weights that timm downloads; None for random weights.
        **kwargs: Arguments of ``timm.create_model``.

    Raises:
        MissingPackage: If timm is not installed.
        ValueError: If timm does not have the network, the network does not have these levels, or
            ``kwargs`` would load weights.

    Attributes:
        channels: Channels of each returned level.
        strides: Stride of each returned level, pixels of the input.
    """

    def __init__(
        self,
        model_name: str,
        out_indices: Sequence[int] = (1, 2, 3, 4),
        init_cfg: dict | None = None,
        *,
        frozen_levels: int = 0,
        norm_eval: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(init_cfg=init_cfg)
        self.norm_eval = norm_eval
        if loading := sorted(_LOADING & {*kwargs}):
            raise ValueError(
                f'TimmBackbone with {", ".join(loading)}: expected weights to be given by '
                'init_cfg, which checks them'
            )
        self.out_indices = tuple(out_indices)
        self.settings = dict(model_name=model_name, out_indices=self.out_indices, **kwargs)
        self.net = self._create()
        replace_relu6(self.net)
        levels: Any = self.net.feature_info
        self.channels = tuple(levels.channels())
        self.strides = tuple(levels.reduction())
        self._frozen = self._modules_of_levels(frozen_levels)
        for module in self._frozen:
            module.requires_grad_(requires_grad=False)

    def _modules_of_levels(self, num_levels: int) -> list[nn.Module]:
        """Return the modules that make the first levels, from the image."""
        if not num_levels:
            return []
        levels: Any = self._create(out_indices=None).feature_info
        names = levels.module_name()
        if num_levels > len(names):
            raise ValueError(f'frozen_levels={num_levels}: expected at most {len(names)}')
        with_weights = [
            (name, module)
            for name, module in self.net.named_modules()
            if [*module.parameters(recurse=False)]
        ]
        level = f'{names[num_levels - 1]}.'
        end = max(i for i, (name, _) in enumerate(with_weights) if f'{name}.'.startswith(level))
        return [module for _, module in with_weights[: end + 1]]

    def train(self, mode: bool = True) -> 'TimmBackbone':  # noqa: FBT002 (as in PyTorch)
        super().train(mode)
        for module in self.modules() if self.norm_eval else self._frozen:
            if isinstance(module, _BatchNorm):
                module.eval()
        return self

    def _create(self, **kwargs: Any) -> nn.Module:
        timm = require('timm')
        settings = {**self.settings, **kwargs}
        name = settings['model_name']
        if not timm.is_model(name):
            similar = timm.list_models(f'*{name.split("_")[-1]}*')[:10]
            raise ValueError(f'timm has no network {name!r}; similar: {", ".join(similar)}')
        return timm.create_model(features_only=True, **settings)

    def forward(self, x: Tensor) -> tuple[Tensor, ...]:
        """Return the feature levels.

        Args:
            x: Images, (B, 3, H, W).

        Returns:
            (B, channels[i], H / strides[i], W / strides[i]) for each of ``out_indices``.
        """
        return tuple(self.net(x))

    def init_weights(self) -> None:
        """Load the weights of ``init_cfg``; without it, keep timm's random initialization.

        Raises:
            ValueError: If the weights cannot be downloaded or read, or are of another network.
        """
        if self.init_cfg is None:
            return
        checkpoint = self.init_cfg['checkpoint']
        settings: dict[str, Any] = dict(pretrained_cfg_overlay=dict(file=checkpoint))
        if checkpoint.startswith(TIMM_SCHEME):
            settings = dict(model_name=checkpoint.removeprefix(TIMM_SCHEME))
        # timm does not report missing weights; they are those that keep their initial values
        with torch.random.fork_rng(devices=[]):
            torch.manual_seed(0)
            initial = self._create().state_dict()
            torch.manual_seed(0)
            try:
                _refuse_code(checkpoint)
                loaded = self._create(pretrained=True, **settings).state_dict()
            except Exception as error:
                raise pretrained_error(self, checkpoint, error) from error
        missing = [
            name
            for name, weight in initial.items()
            if name not in loaded
            or loaded[name].shape != weight.shape
            or (weight.ndim > 1 and loaded[name].equal(weight))
        ]
        if missing:
            reason = f'not for {self.settings["model_name"]}, missing {missing}'
            raise pretrained_error(self, checkpoint, reason)
        self.net.load_state_dict(loaded)
        print_log(f'backbone: all weights from {checkpoint}', logger='current')


def _refuse_code(checkpoint: str) -> None:
    """Raise if a file contains code, which early versions of timm 1.0 would run."""
    if Path(checkpoint).is_file() and not checkpoint.endswith('.safetensors'):
        load(checkpoint, map_location='cpu')
