"""Empty modules in place of imgaug, which onedl-mmdetection imports.

Only its transforms of lines use imgaug, which would install a second OpenCV.
"""

import importlib.util
import sys
from collections.abc import Callable
from importlib.machinery import ModuleSpec
from importlib.metadata import PackageNotFoundError, version
from types import ModuleType
from typing import Any, NoReturn

from fashionkp.optional_packages import how_to_install

NAME = 'imgaug'
PARTS = ('augmenters', 'augmentables', 'augmentables.lines', 'augmentables.segmaps')


class StandIn(ModuleType):
    """A module whose functions and classes raise when they are called."""

    def __init__(self, name: str) -> None:
        super().__init__(name, __doc__)
        self.__spec__ = ModuleSpec(name, loader=None, is_package=True)
        self.__path__: list[str] = []

    def __getattr__(self, name: str) -> Callable[..., NoReturn]:
        if name.startswith('__'):
            raise AttributeError(name)

        def refuse(*args: Any, **kwargs: Any) -> NoReturn:
            raise ModuleNotFoundError(
                f'{self.__name__}.{name} needs {NAME}, which is not installed: '
                f'{how_to_install(NAME)}',
                name=NAME,
            )

        return refuse


def is_active() -> bool:
    """Return whether the stand-in is in use."""
    return isinstance(sys.modules.get(NAME), StandIn)


def describe() -> str:
    """Describe whether imgaug is there."""
    return 'missing; only transforms of lines in mmdet need it' if is_active() else 'not replaced'


def install() -> None:
    """Register the stand-in if onedl-mmdetection is installed and imgaug is not."""
    try:
        version('onedl-mmdetection')
    except PackageNotFoundError:
        return
    if is_active() or importlib.util.find_spec(NAME) is not None:
        return
    sys.modules[NAME] = StandIn(NAME)
    for part in PARTS:
        name = f'{NAME}.{part}'
        parent, _, child = name.rpartition('.')
        sys.modules[name] = StandIn(name)
        setattr(sys.modules[parent], child, sys.modules[name])
