"""Pretrained weights: there, or an error that says what to do; never silently random ones."""

from typing import Any

from mmengine.model import PretrainedInit, is_model_wrapper
from mmengine.runner import CheckpointLoader
from mmpose.registry import WEIGHT_INITIALIZERS
from torch import nn

LEAST_SHARE = 1 / 3
"""Share of a network's weights that its checkpoint must bring.

A ResNeXt-50 brings 0.49 of a DetNet with squeeze-and-excitation, which is meant to start the rest
afresh; a ResNet-18, by accident of shapes, 0.15 of a ResNet-50.
"""
_SHOWN = 3


@WEIGHT_INITIALIZERS.register_module('Pretrained')
class CheckedPretrainedInit(PretrainedInit):
    """MMEngine's initialization from a checkpoint, for models in MMPose's scope, with a check.

    MMEngine loads what fits and writes the rest into the log: of a file for another architecture
    that may be next to nothing. Arguments are those of :class:`mmengine.model.PretrainedInit`.

    Raises:
        ValueError: The checkpoint cannot be fetched or read, or does not fit the network.
    """

    def __call__(self, module: nn.Module) -> None:
        """Load the weights into a network."""
        before = _versions(module)
        try:
            super().__call__(module)
        except Exception as error:
            raise unavailable(module, self.checkpoint, error) from error
        lacking = [name for name, version in _versions(module).items() if version == before[name]]
        if len(before) - len(lacking) < LEAST_SHARE * len(before):
            reason = (
                f'{len(lacking)} of {len(before)} weights are not in it or have another shape, '
                f'such as {", ".join(lacking[:_SHOWN])}'
            )
            raise unavailable(module, self.checkpoint, reason)


def unavailable(module: nn.Module, checkpoint: str, reason: object) -> ValueError:
    """What to tell about pretrained weights that a network does not get.

    Args:
        module: The network.
        checkpoint: Name, file or address of the weights.
        reason: Why not; an exception or a text.
    """
    kind = f'{type(reason).__name__}: ' if isinstance(reason, Exception) else ''
    return ValueError(
        f'{type(module).__name__} was to start from {checkpoint}, which does not work: '
        f'{kind}{reason}. Give a file that fits with '
        '--cfg-options model.backbone.init_cfg.checkpoint=FILE, or choose to start from random '
        'weights with --cfg-options model.backbone.init_cfg=None'
    )


def spare_pretrained(model: nn.Module, checkpoint: str) -> None:
    """Let no pretrained weights be fetched that a checkpoint of the whole model brings anyway.

    Args:
        model: A model that has not been initialized yet.
        checkpoint: What will be loaded into it afterwards.
    """
    whole: Any = model.module if is_model_wrapper(model) else model
    loaded = CheckpointLoader.load_checkpoint(checkpoint, map_location='cpu')
    shapes = {name: w.shape for name, w in loaded.get('state_dict', loaded).items()}
    for prefix, module in whole.named_modules():
        init_cfg: Any = getattr(module, 'init_cfg', None)
        if isinstance(init_cfg, dict) and init_cfg['type'] == 'Pretrained':
            own = module.state_dict(prefix=f'{prefix}.' if prefix else '')
            if all(shapes.get(name) == weight.shape for name, weight in own.items()):
                module.init_cfg = None


def _versions(module: nn.Module) -> dict[str, int]:
    """How often each weight has been written in place."""
    return {name: weight._version for name, weight in module.named_parameters()}
