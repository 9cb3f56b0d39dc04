"""Pretrained weights, with an error instead of random weights if they cannot be loaded."""

from typing import Any

import torch
from mmengine.logging import print_log
from mmengine.model import PretrainedInit, update_init_info
from mmengine.runner import CheckpointLoader, load_state_dict
from mmpose.registry import WEIGHT_INITIALIZERS
from torch import Tensor, nn

from fashionkp.optional_packages import require
from fashionkp_mm.checkpoints.loading import COUNTER, unwrapped
from fashionkp_mm.checkpoints.metadata import state_dict_of
from fashionkp_mm.checkpoints.senet_layout import has_senet_layout, mmpose_names

MIN_LOADED = 1 / 3
"""Fraction of a network's weights that its checkpoint must provide.

A ResNet-50 provides 0.68 of a DetNet, whose other weights are meant to start random; a ResNet-18
happens to fit 0.15 of a ResNet-50.
"""
TIMM_SCHEME = 'timm://'
"""Prefix of the name of weights that timm downloads."""
_MAX_REPORTED = 3


@WEIGHT_INITIALIZERS.register_module('Pretrained')
class CheckedPretrainedInit(PretrainedInit):
    """MMEngine's initialization from a checkpoint, with a check that the checkpoint fits.

    MMEngine loads the weights that fit and logs the rest: from a checkpoint of another
    architecture that may be almost none. Applies to models in MMPose's scope.

    Weights of timm's ``legacy_seresnext*``, a file or ``'timm://NAME'``, fit MMPose's SE-ResNeXt
    and :class:`DetNet`: the names are translated, and every weight of a stage that the checkpoint
    has must be in it.

    Arguments are those of :class:`mmengine.model.PretrainedInit`.
    """

    def __call__(self, module: nn.Module) -> None:
        """Load the weights into a network.

        Raises:
            ValueError: If the checkpoint cannot be downloaded or read, or does not fit.
        """
        before = _versions(module)
        stages: set[str] = set()
        try:
            weights = pretrained_weights(self.checkpoint)
            if has_senet_layout(weights):
                weights = mmpose_names(weights)
                stages = {name.partition('.')[0] for name in weights}
            print_log(f'load model from: {self.checkpoint}', logger='current')
            load_state_dict(module, self._selected(weights), strict=False, logger='current')
            if hasattr(module, '_params_init_info'):
                update_init_info(module, init_info=self._get_init_info())
        except Exception as error:
            raise pretrained_error(module, self.checkpoint, error) from error
        missing = [name for name, version in _versions(module).items() if version == before[name]]
        few = len(before) - len(missing) < MIN_LOADED * len(before)
        if few or any(name.partition('.')[0] in stages for name in missing):
            reason = (
                f'{len(missing)} of {len(before)} weights are missing in it or have another '
                f'shape, such as {", ".join(missing[:_MAX_REPORTED])}'
            )
            raise pretrained_error(module, self.checkpoint, reason)

    def _selected(self, weights: dict[str, Tensor]) -> dict[str, Tensor]:
        """Return the weights under ``prefix``, if there is one, without it."""
        prefix = f'{self.prefix.rstrip(".")}.' if self.prefix else ''
        chosen = {
            name.removeprefix(prefix): weight
            for name, weight in weights.items()
            if name.startswith(prefix)
        }
        if not chosen:
            raise ValueError(f'{prefix} is not in the pretrained model')
        return {name.removeprefix('module.'): weight for name, weight in chosen.items()}


def pretrained_weights(checkpoint: str) -> dict[str, Tensor]:
    """Return the weights that the ``init_cfg`` of a backbone names, under the names they have.

    Args:
        checkpoint: A file, a URL, ``'torchvision://NAME'``, or ``'timm://NAME'``.

    Raises:
        MissingPackage: If timm is not installed.
        ValueError: If it is not a checkpoint or state dict. The errors of a download differ.
    """
    if not checkpoint.startswith(TIMM_SCHEME):
        content = CheckpointLoader.load_checkpoint(checkpoint, 'cpu', logger='silent')
        return state_dict_of(content, checkpoint)
    with torch.random.fork_rng(devices=[]):  # timm draws random weights first
        name = checkpoint.removeprefix(TIMM_SCHEME)
        return require('timm').create_model(name, pretrained=True).state_dict()


def pretrained_error(module: nn.Module, checkpoint: str, reason: object) -> ValueError:
    """Return the error for pretrained weights that cannot be loaded.

    Args:
        module: The network.
        checkpoint: Name, path or URL of the weights.
        reason: An exception or a text.
    """
    kind = f'{type(reason).__name__}: ' if isinstance(reason, Exception) else ''
    return ValueError(
        f'cannot load the pretrained weights {checkpoint} into {type(module).__name__}: '
        f'{kind}{reason}. Give a file that fits with '
        '--cfg-options model.backbone.init_cfg.checkpoint=FILE, or start from random weights with '
        '--cfg-options model.backbone.init_cfg=None'
    )


def skip_pretrained(model: nn.Module, checkpoint: str) -> None:
    """Remove the pretrained weights from a model's ``init_cfg`` that a checkpoint replaces.

    They are then not downloaded in vain.

    Args:
        model: A model before its initialization.
        checkpoint: Path or URL of the checkpoint that will be loaded into the model.
    """
    loaded = CheckpointLoader.load_checkpoint(checkpoint, map_location='cpu')
    shapes = {
        name: getattr(weight, 'shape', None)
        for name, weight in state_dict_of(loaded, checkpoint).items()
    }
    for prefix, module in unwrapped(model).named_modules():
        init_cfg: Any = getattr(module, 'init_cfg', None)
        if isinstance(init_cfg, dict) and init_cfg['type'] == 'Pretrained':
            weights = module.state_dict(prefix=f'{prefix}.' if prefix else '')
            if all(
                shapes.get(name) == weight.shape or name.endswith(COUNTER)
                for name, weight in weights.items()
            ):
                module.init_cfg = None


def _versions(module: nn.Module) -> dict[str, int]:
    """Return how often each parameter has been written in place."""
    return {name: weight._version for name, weight in module.named_parameters()}
