"""Pretrained weights, with an error instead of random weights if they cannot be loaded."""

from typing import Any

from mmengine.model import PretrainedInit
from mmengine.runner import CheckpointLoader
from mmpose.registry import WEIGHT_INITIALIZERS
from torch import nn

from fashionkp_mm.checkpoints.loading import COUNTER, unwrapped
from fashionkp_mm.checkpoints.metadata import state_dict_of

MIN_LOADED = 1 / 3
"""Fraction of a network's weights that its checkpoint must provide.

A ResNeXt-50 provides 0.49 of a DetNet with squeeze-and-excitation, whose other weights are meant
to start random; a ResNet-18 happens to fit 0.15 of a ResNet-50.
"""
_MAX_REPORTED = 3


@WEIGHT_INITIALIZERS.register_module('Pretrained')
class CheckedPretrainedInit(PretrainedInit):
    """MMEngine's initialization from a checkpoint, with a check that the checkpoint fits.

    MMEngine loads the weights that fit and logs the rest: from a checkpoint of another
    architecture that may be almost none. Applies to models in MMPose's scope.

    Arguments are those of :class:`mmengine.model.PretrainedInit`.
    """

    def __call__(self, module: nn.Module) -> None:
        """Load the weights into a network.

        Raises:
            ValueError: If the checkpoint cannot be downloaded or read, or does not fit.
        """
        before = _versions(module)
        try:
            super().__call__(module)
        except Exception as error:
            raise pretrained_error(module, self.checkpoint, error) from error
        missing = [name for name, version in _versions(module).items() if version == before[name]]
        if len(before) - len(missing) < MIN_LOADED * len(before):
            reason = (
                f'{len(missing)} of {len(before)} weights are missing in it or have another '
                f'shape, such as {", ".join(missing[:_MAX_REPORTED])}'
            )
            raise pretrained_error(module, self.checkpoint, reason)


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
