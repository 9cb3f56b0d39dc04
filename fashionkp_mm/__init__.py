"""MMPose plugin for key points on clothes.

After ``import fashionkp_mm``, MMPose's registries find every component of this package.
"""

import importlib
from types import ModuleType

from fashionkp.version import __version__
from fashionkp_mm import compat

compat.install()  # before anything imports mmcv.ops or xtcocotools

_COMPONENTS = ('checkpoints', 'codecs', 'datasets', 'engine', 'evaluation', 'models')

__all__ = ['__version__', 'compat', *_COMPONENTS]


def __getattr__(name: str) -> ModuleType:
    if name not in _COMPONENTS:
        raise AttributeError(f'module {__name__!r} has no attribute {name!r}')
    return importlib.import_module(f'{__name__}.{name}')  # on first use: it takes seconds
