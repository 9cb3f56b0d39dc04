"""The module ``mmcv._ext`` for an mmcv without compiled operators.

mmcv's own Python wrappers stay in use: they find here, under the names and calling conventions of
the C++ module, the few operators that MMPose and MMDetection need, computed by torchvision.
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
"""Names of the C++ module that have a stand-in, each with the module of this package it is in."""


def operators() -> list[str]:
    """The mmcv operators that have a stand-in, without their forward and backward halves."""
    halves = r'_(forward|backward)\w*$'
    names = [re.sub(halves, '', name) for name in OPERATORS if not name.startswith('get_')]
    return list(dict.fromkeys(names))


class MissingOperatorError(NotImplementedError):
    """An mmcv operator was called that needs a compiled mmcv."""


def get_compiler_version() -> str:
    """What mmcv's environment report shows in place of the compiler."""
    return 'none (stand-ins of fashionkp_mm)'


def get_compiling_cuda_version() -> str:
    """What mmcv's environment report shows in place of the CUDA it was built with."""
    return 'none (stand-ins of fashionkp_mm)'


def refusal(operator: str) -> Callable[..., NoReturn]:
    """A function that raises, in place of an operator without a stand-in."""

    def refuse(*args: Any, **kwargs: Any) -> NoReturn:
        raise MissingOperatorError(
            f'mmcv operator {operator!r} needs a compiled mmcv, and this mmcv has none '
            f'(stand-ins exist for {", ".join(operators())}). Install an mmcv with '
            'compiled operators, see docs/install.md: it is used as soon as it is there.'
        )

    refuse.__name__ = operator
    return refuse


class StandIn(ModuleType):
    """Stands in for the C++ module; its operators are imported when mmcv first asks for them."""

    def __init__(self) -> None:
        super().__init__(NAME, __doc__)
        self.__spec__ = ModuleSpec(NAME, loader=None)

    def __getattr__(self, name: str) -> Callable[..., Any]:
        if name.startswith('_'):
            raise AttributeError(name)
        if name not in OPERATORS:
            return refusal(name)

        def operator(*args: Any, **kwargs: Any) -> Any:
            module = importlib.import_module(f'{__package__}.{OPERATORS[name]}')
            return getattr(module, name)(*args, **kwargs)

        operator.__name__ = name
        setattr(self, name, operator)
        return operator


def is_compiled() -> bool:
    """Whether mmcv has its own operators, compiled for this PyTorch.

    Warns:
        UserWarning: It has some, but they cannot be loaded; names the reason.
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
    """Whether the stand-in is in use."""
    return isinstance(sys.modules.get(NAME), StandIn)


def install() -> None:
    """Register the stand-in, unless mmcv has compiled operators that can be loaded."""
    if not is_active() and not is_compiled():
        sys.modules[NAME] = StandIn()
