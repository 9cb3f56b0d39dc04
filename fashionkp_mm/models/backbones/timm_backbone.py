"""Any network of timm as a backbone."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import torch
from mmengine.logging import print_log
from mmpose.models.backbones.base_backbone import BaseBackbone
from mmpose.registry import MODELS
from torch import Tensor, nn

from fashionkp_mm.checkpoints.pretrained import pretrained_error
from fashionkp_mm.compat.safe_checkpoints import load

_FETCH = {'pretrained', 'pretrained_cfg', 'pretrained_cfg_overlay', 'checkpoint_path'}
"""Arguments by which timm would fetch weights while the network is made."""

TIMM_SCHEME = 'timm://'
"""Before a name: weights that timm itself knows and downloads."""


@MODELS.register_module()
class TimmBackbone(BaseBackbone):
    """Features of a network of timm at several strides.

    Args:
        model_name: A name from ``timm.list_models()``.
        out_indices: Levels to return, finest first; in most networks level i has stride 2 ** (i+1).
        init_cfg: ``dict(type='Pretrained', checkpoint=...)`` with a file in timm's layout, or
            ``'timm://NAME'`` for what timm downloads under that name; None for random weights.
        **kwargs: Passed to ``timm.create_model``.

    Raises:
        ImportError: timm is not installed.
        ValueError: timm has no such network, it cannot give these levels, or ``kwargs`` would fetch
            weights.

    Attributes:
        channels: Width of each level that is returned.
        strides: Stride of each level that is returned, in pixels of the input.
    """

    def __init__(
        self,
        model_name: str,
        out_indices: Sequence[int] = (1, 2, 3, 4),
        init_cfg: dict | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(init_cfg=init_cfg)
        if fetched := sorted(_FETCH & {*kwargs}):
            raise ValueError(
                f'TimmBackbone with {", ".join(fetched)}: expected weights to come by init_cfg, '
                'which looks at what they are'
            )
        self.out_indices = tuple(out_indices)
        self.settings = dict(model_name=model_name, out_indices=self.out_indices, **kwargs)
        self.net = self._create()
        levels: Any = self.net.feature_info
        self.channels = tuple(levels.channels())
        self.strides = tuple(levels.reduction())

    def _create(self, **kwargs: Any) -> nn.Module:
        try:
            import timm
        except ImportError as error:
            raise ImportError('TimmBackbone needs timm: pip install timm') from error
        settings = {**self.settings, **kwargs}
        name = settings['model_name']
        if not timm.is_model(name):
            similar = timm.list_models(f'*{name.split("_")[-1]}*')[:10]
            raise ValueError(f'timm has no network {name!r}; similar: {", ".join(similar)}')
        return timm.create_model(features_only=True, **settings)

    def forward(self, x: Tensor) -> tuple[Tensor, ...]:
        """Compute the levels.

        Args:
            x: Images, (B, 3, H, W).

        Returns:
            (B, channels[i], H / strides[i], W / strides[i]) for each of ``out_indices``.
        """
        return tuple(self.net(x))

    def init_weights(self) -> None:
        """Load what ``init_cfg`` names; timm's own random weights otherwise.

        Raises:
            ValueError: The weights cannot be fetched or read, or are not for this network.
        """
        if self.init_cfg is None:
            return
        checkpoint = self.init_cfg['checkpoint']
        settings: dict[str, Any] = dict(pretrained_cfg_overlay=dict(file=checkpoint))
        if checkpoint.startswith(TIMM_SCHEME):
            settings = dict(model_name=checkpoint.removeprefix(TIMM_SCHEME))
        # timm does not say which weights a file lacked: they are those that stay as they began
        with torch.random.fork_rng(devices=[]):
            torch.manual_seed(0)
            begun = self._create().state_dict()
            torch.manual_seed(0)
            try:
                _refuse_code(checkpoint)
                loaded = self._create(pretrained=True, **settings).state_dict()
            except Exception as error:
                raise pretrained_error(self, checkpoint, error) from error
        missing = [
            name
            for name, weight in begun.items()
            if name not in loaded
            or loaded[name].shape != weight.shape
            or (weight.ndim > 1 and loaded[name].equal(weight))
        ]
        if missing:
            reason = f'not for {self.settings["model_name"]}, lacks {missing}'
            raise pretrained_error(self, checkpoint, reason)
        self.net.load_state_dict(loaded)
        print_log(f'backbone: all weights from {checkpoint}', logger='current')


def _refuse_code(checkpoint: str) -> None:
    """Raise where a file holds more than data: of timm 1.0, early versions would run it."""
    if Path(checkpoint).is_file() and not checkpoint.endswith('.safetensors'):
        load(checkpoint, map_location='cpu')
