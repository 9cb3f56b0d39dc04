"""Packages that only some of the commands need."""

import importlib.util
import sys
from types import ModuleType


class MissingPackage(ImportError):
    """A package that is needed is not installed; the message says how to get it."""


def check_installed(module: str, install: str) -> None:
    """Check that a module is there, without importing it.

    Args:
        module: Its name, without a dot.
        install: As for :func:`require`.

    Raises:
        MissingPackage: It is not installed.
    """
    if module not in sys.modules and importlib.util.find_spec(module) is None:
        raise MissingPackage(f"{module} is not installed: pip install '{install}'")


def require(module: str, install: str) -> ModuleType:
    """Import a module.

    Args:
        module: Its name.
        install: What brings it, as for pip.

    Raises:
        MissingPackage: It is not installed.
    """
    try:
        return importlib.import_module(module)
    except ImportError as error:
        package = module.partition('.')[0]
        raise MissingPackage(f"{package} is not installed: pip install '{install}'") from error
