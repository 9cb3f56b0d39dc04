"""NumPy arrays from bfloat16 tensors.

NumPy has no bfloat16, and MMPose's heads convert their output to NumPy for the accuracy of a
training step.
"""

import functools
from collections.abc import Callable
from types import ModuleType
from typing import Any

import torch

from fashionkp_mm.compat.on_import import patch_module, wrap_with_imports

MODULE = 'mmpose.utils.tensor_utils'


def with_bfloat16(to_numpy: Callable[..., Any]) -> Callable[..., Any]:
    """Wrap MMPose's ``to_numpy`` so that it converts bfloat16 tensors to float32 arrays.

    Args:
        to_numpy: Calls itself, by its global name, for the elements of a sequence.
    """

    @functools.wraps(to_numpy)
    def wrapped(x: Any, *args: Any, **kwargs: Any) -> Any:
        if isinstance(x, torch.Tensor) and x.dtype == torch.bfloat16:
            x = x.float()
        return to_numpy(x, *args, **kwargs)

    return wrapped


def patch(module: ModuleType) -> None:
    """Replace ``to_numpy`` in ``module`` and in every module of MMPose that has imported it."""
    wrap_with_imports(module, 'to_numpy', with_bfloat16)


def install() -> None:
    """Patch ``to_numpy`` when MMPose is imported."""
    patch_module(MODULE, patch)
