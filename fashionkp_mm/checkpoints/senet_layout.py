"""Weights of timm's SE-ResNeXts under the names of MMPose's."""

import re
from collections.abc import Mapping

from torch import Tensor

_FIRST = 'layer0.conv1.weight'
_CLASSIFIER = 'last_linear.'


def has_senet_layout(weights: Mapping[str, Tensor]) -> bool:
    """Return whether weights have the names of timm's ``legacy_se*`` networks.

    The files of `pretrained-models.pytorch`, where timm's come from, have them too.
    """
    return _FIRST in weights


def mmpose_names(weights: Mapping[str, Tensor]) -> dict[str, Tensor]:
    """Return the weights of timm's SE-ResNeXt under the names of MMPose's, without the classifier.

    Both networks compute the same, but that timm's pools the stem without padding. MMPose's levels
    are thus those of an image moved by 2 pixels.

    Args:
        weights: State dict of timm's network.

    Example:
        >>> list(mmpose_names({'layer0.bn1.bias': 0, 'layer1.0.se_module.fc2.bias': 0}))
        ['bn1.bias', 'layer1.0.se_layer.conv2.conv.bias']
    """
    return {
        re.sub(r'\.se_module\.fc(\d)\.', r'.se_layer.conv\1.conv.', name.removeprefix('layer0.')): w
        for name, w in weights.items()
        if not name.startswith(_CLASSIFIER)
    }
