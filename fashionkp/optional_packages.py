"""Packages that only some commands need, such as pyarrow and onnxruntime."""

import importlib.util
import sys
from types import ModuleType


class MissingPackage(ImportError):
    """A package that a command needs is not installed; the message says how to install it."""


def check_installed(module: str, install: str) -> None:
    """Raise if a module is not installed, without importing it.

    Args:
        module: Name of the module, without a dot.
        install: What to give pip to install it.

    Raises:
        MissingPackage: If it is not installed.
    """
    if module not in sys.modules and importlib.util.find_spec(module) is None:
        raise MissingPackage(f"{module} is not installed: pip install '{install}'")


def require(module: str, install: str) -> ModuleType:
    """Import a module.

    Args:
        module: Name of the module.
        install: What to give pip to install it.

    Raises:
        MissingPackage: If it is not installed.
    """
    try:
        return importlib.import_module(module)
    except ImportError as error:
        package = module.partition('.')[0]
        raise MissingPackage(f"{package} is not installed: pip install '{install}'") from error
