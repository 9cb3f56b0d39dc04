"""pycocotools under the name of xtcocotools, which MMPose imports."""

import importlib
import importlib.util
import sys
import warnings
from importlib.machinery import ModuleSpec
from types import ModuleType
from typing import Any

NAME = 'xtcocotools'
PARTS = {
    'coco': 'pycocotools.coco',
    'cocoeval': f'{__package__}.cocoeval',
    'mask': 'pycocotools.mask',
}
"""Modules of xtcocotools that MMPose imports, each with its stand-in."""


class StandIn(ModuleType):
    """A module of xtcocotools that takes its contents from the stand-in, on first use."""

    def __init__(self, part: str = '') -> None:
        super().__init__(f'{NAME}.{part}' if part else NAME, __doc__)
        self.part = part
        self.__spec__ = ModuleSpec(self.__name__, loader=None, is_package=not part)
        if not part:
            self.__path__: list[str] = []

    def __getattr__(self, name: str) -> Any:
        if name.startswith('__'):
            raise AttributeError(name)
        if not self.part:
            raise AttributeError(f'{NAME} (pycocotools stands in) has no {name!r}')
        return getattr(importlib.import_module(PARTS[self.part]), name)


def is_usable() -> bool:
    """Return whether xtcocotools is installed and its C extension fits the installed NumPy.

    Warns:
        UserWarning: If it is installed but cannot be loaded.
    """
    if importlib.util.find_spec(NAME) is None:
        return False
    try:
        importlib.import_module(f'{NAME}.mask')
    except (ImportError, ValueError, AttributeError) as error:
        warnings.warn(
            f'{NAME} cannot be loaded ({error}): pycocotools is used instead. Rebuild it against '
            f'this NumPy: pip install --no-build-isolation --no-binary {NAME} {NAME}',
            stacklevel=2,
        )
        return False
    return True


def is_active() -> bool:
    """Return whether pycocotools is used in place of xtcocotools."""
    return isinstance(sys.modules.get(NAME), StandIn)


def describe() -> str:
    """Name the package in use."""
    return 'pycocotools stands in for xtcocotools' if is_active() else 'xtcocotools'


def install() -> None:
    """Register the stand-ins, unless xtcocotools can be loaded."""
    if is_active() or is_usable():
        return
    for loaded in [name for name in sys.modules if name.split('.')[0] == NAME]:
        del sys.modules[loaded]
    package = sys.modules[NAME] = StandIn()
    for part in PARTS:
        module = sys.modules[f'{NAME}.{part}'] = StandIn(part)
        setattr(package, part, module)
