"""A stand-in for ``mmcv._ext``, the compiled operators of mmcv.

mmcv's Python wrappers stay in use. They find here, under the names and with the arguments of the
C++ module, the few operators that MMPose and MMDetection need, computed by PyTorch and torchvision.
"""

import importlib
import importlib.util
import re
import sys
import warnings
from collections.abc import Callable
from importlib.machinery import ModuleSpec
from types import ModuleType
from typing import Any, NoReturn

NAME = 'mmcv._ext'

OPERATORS = {
    'nms': 'nms',
    'softnms': 'nms',
    'roi_align_forward': 'roi_align',
    'roi_align_backward': 'roi_align',
    'deform_conv_forward': 'deformable',
    'deform_conv_backward_input': 'deformable',
    'deform_conv_backward_parameters': 'deformable',
    'modulated_deform_conv_forward': 'deformable',
    'modulated_deform_conv_backward': 'deformable',
    'ms_deform_attn_forward': 'deformable',
    'ms_deform_attn_backward': 'deformable',
    'get_compiler_version': 'extension',
    'get_compiling_cuda_version': 'extension',
}
"""Functions of the C++ module that have a stand-in, each with its module in this package."""


def operators() -> list[str]:
    """Return the mmcv operators that have a stand-in, forward and backward as one."""
    direction = r'_(forward|backward)\w*$'
    names = [re.sub(direction, '', name) for name in OPERATORS if not name.startswith('get_')]
    return list(dict.fromkeys(names))


class MissingOperatorError(NotImplementedError):
    """An mmcv operator without a stand-in was called."""


def get_compiler_version() -> str:
    """Return what mmcv's environment report shows as its compiler."""
    return 'none (stand-ins of fashionkp_mm)'


def get_compiling_cuda_version() -> str:
    """Return what mmcv's environment report shows as its CUDA version."""
    return 'none (stand-ins of fashionkp_mm)'


def missing_operator(operator: str) -> Callable[..., NoReturn]:
    """Return a function that raises, in place of an operator without a stand-in."""

    def fail(*args: Any, **kwargs: Any) -> NoReturn:
        raise MissingOperatorError(
            f'mmcv operator {operator!r} is not compiled and has no stand-in (there are some for '
            f'{", ".join(operators())}): install a compiled mmcv, see docs/install.md'
        )

    fail.__name__ = operator
    return fail


class StandIn(ModuleType):
    """Stand-in for the C++ module; an operator is imported when it is first called."""

    def __init__(self) -> None:
        super().__init__(NAME, __doc__)
        self.__spec__ = ModuleSpec(NAME, loader=None)

    def __getattr__(self, name: str) -> Callable[..., Any]:
        if name.startswith('_'):
            raise AttributeError(name)
        if name not in OPERATORS:
            return missing_operator(name)

        def operator(*args: Any, **kwargs: Any) -> Any:
            module = importlib.import_module(f'{__package__}.{OPERATORS[name]}')
            return getattr(module, name)(*args, **kwargs)

        operator.__name__ = name
        setattr(self, name, operator)
        return operator


def is_compiled() -> bool:
    """Return whether mmcv has operators that are compiled for this PyTorch.

    Warns:
        UserWarning: If it has operators, but they cannot be loaded.
    """
    import torch  # noqa: F401  (the C++ module links against it)

    if is_active() or importlib.util.find_spec(NAME) is None:
        return False
    try:
        importlib.import_module(NAME)
    except ImportError as error:
        warnings.warn(
            f'the compiled operators of mmcv cannot be loaded ({error}); stand-ins are used '
            'instead. Rebuild mmcv against this PyTorch, or remove it.',
            stacklevel=2,
        )
        return False
    return True


def is_active() -> bool:
    """Return whether the stand-in is in use."""
    return isinstance(sys.modules.get(NAME), StandIn)


def describe() -> str:
    """List the stand-ins, or say that the operators are compiled."""
    return f'stand-ins: {", ".join(operators())}' if is_active() else 'compiled'


def install() -> None:
    """Register the stand-in, unless compiled operators can be loaded."""
    if not is_active() and not is_compiled():
        sys.modules[NAME] = StandIn()
