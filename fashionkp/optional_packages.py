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


_STACK = (
    'pip install -r requirements/stack.txt, then pip install --no-deps -r '
    'requirements/stack-no-deps.txt: see docs/install.md'
)
_INSTALL = {
    **dict.fromkeys(('torch', 'torchvision', 'mmengine', 'mmcv', 'mmdet', 'mmpose'), _STACK),
    **dict.fromkeys(('pycocotools', 'xtcocotools', 'timm'), _STACK),
    **dict.fromkeys(('fastapi', 'uvicorn'), "pip install 'fashionkp-mm[serve]'"),
    'onnx': "pip install 'fashionkp-mm[export]'",
    'onnxruntime': "pip install 'fashionkp-mm[runtime]'",
}
_OPENCV = (
    'install what is missing (libGL.so.1: apt-get install libgl1), or opencv-python-headless '
    'instead of opencv-python'
)


def missing_package(error: ImportError) -> MissingPackage | None:
    """Return what is missing and how to install it, in one line.

    Args:
        error: An import that failed, of a missing package or of one that lacks a library.

    Returns:
        The error to report; None if a module of this project is to blame.
    """
    if isinstance(error, MissingPackage):
        return error
    package = (error.name or '').partition('.')[0]
    if package.startswith('fashionkp'):
        return None
    if package == 'cv2' or (not package and _is_importing(error, 'cv2')):
        return MissingPackage(f'OpenCV cannot be imported: {error}: {_OPENCV}')
    if isinstance(error, ModuleNotFoundError):
        how = _INSTALL.get(package, f"pip install '{package}', or see docs/install.md")
        return MissingPackage(f'{package} is not installed: {how}')
    return MissingPackage(f'{package or "a package"} cannot be imported: {error}: {_STACK}')


def _is_importing(error: ImportError, package: str) -> bool:
    """Return whether an import failed inside a package."""
    traceback = error.__traceback__
    while traceback:
        if traceback.tb_frame.f_globals.get('__name__', '').partition('.')[0] == package:
            return True
        traceback = traceback.tb_next
    return False
