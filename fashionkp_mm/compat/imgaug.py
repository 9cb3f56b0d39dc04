"""imgaug for onedl-mmdetection, whose transforms for lines import it.

The package asks for it only there, and it brings a second OpenCV, so that this stack goes without.
"""

import importlib.util
import sys
from collections.abc import Callable
from importlib.machinery import ModuleSpec
from importlib.metadata import PackageNotFoundError, version
from types import ModuleType
from typing import Any, NoReturn

NAME = 'imgaug'
PARTS = ('augmenters', 'augmentables', 'augmentables.lines', 'augmentables.segmaps')


class StandIn(ModuleType):
    """A module whose contents raise when they are called."""

    def __init__(self, name: str) -> None:
        super().__init__(name, __doc__)
        self.__spec__ = ModuleSpec(name, loader=None, is_package=True)
        self.__path__: list[str] = []

    def __getattr__(self, name: str) -> Callable[..., NoReturn]:
        if name.startswith('__'):
            raise AttributeError(name)

        def refuse(*args: Any, **kwargs: Any) -> NoReturn:
            raise ModuleNotFoundError(
                f'{self.__name__}.{name} is not there: no module named {NAME!r}; pip install imaug'
            )

        return refuse


def is_active() -> bool:
    """Whether the stand-in is in use."""
    return isinstance(sys.modules.get(NAME), StandIn)


def install() -> None:
    """Register the stand-in where onedl-mmdetection would look for imgaug in vain."""
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
