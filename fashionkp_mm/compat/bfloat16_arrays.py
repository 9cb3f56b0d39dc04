"""NumPy has no bfloat16; MMPose's heads hand their output to it for the accuracy of a step."""

import functools
import sys
from collections.abc import Callable
from types import ModuleType
from typing import Any

import torch

from fashionkp_mm.compat.on_import import patch_module

MODULE = 'mmpose.utils.tensor_utils'


def widens(to_numpy: Callable[..., Any]) -> Callable[..., Any]:
    """``to_numpy`` that makes float32 of bfloat16 tensors; it calls itself for their sequences."""

    @functools.wraps(to_numpy)
    def wrapped(x: Any, *args: Any, **kwargs: Any) -> Any:
        if isinstance(x, torch.Tensor) and x.dtype == torch.bfloat16:
            x = x.float()
        return to_numpy(x, *args, **kwargs)

    wrapped.widens = True  # type: ignore[attr-defined]
    return wrapped


def patch(module: ModuleType) -> None:
    """Replace ``to_numpy`` in ``module`` and wherever in MMPose it was imported from there."""
    original = module.to_numpy
    if hasattr(original, 'widens'):
        return
    wrapped = widens(original)
    for name, other in list(sys.modules.items()):
        if name.startswith('mmpose') and getattr(other, 'to_numpy', None) is original:
            other.to_numpy = wrapped  # type: ignore[attr-defined]


def install() -> None:
    """Patch MMPose's conversion when it is imported."""
    patch_module(MODULE, patch)
