"""``fashionkp env``: print versions, devices and active fallbacks."""

import argparse
import platform
import sys
from collections.abc import Sequence
from importlib.metadata import PackageNotFoundError, version

from fashionkp.categories import DECLARED_IN
from fashionkp.optional_packages import INSTALL_STACK, missing_package
from fashionkp.version import __version__

PACKAGES = {
    'torch': ('torch',),
    'torchvision': ('torchvision',),
    'numpy': ('numpy',),
    'opencv': ('opencv-python', 'opencv-python-headless', 'opencv-contrib-python'),
    'mmengine': ('onedl-mmengine', 'mmengine', 'mmengine-lite'),
    'mmcv': ('onedl-mmcv', 'mmcv', 'mmcv-lite'),
    'mmdet': ('onedl-mmdetection', 'mmdet'),
    'mmpose': ('mmpose',),
    'pycocotools': ('pycocotools',),
    'xtcocotools': ('xtcocotools',),
}
"""Packages that are listed, with the distributions that may provide them."""

OPTIONAL = {
    'mmdet': 'only needed for detectors',
    'xtcocotools': 'pycocotools is used instead',
}
"""Packages that may be missing, with the consequence."""


def installed(distributions: Sequence[str]) -> list[str]:
    """Return name and version of each of ``distributions`` that is installed."""
    names = []
    for name in distributions:
        try:
            names.append(f'{name} {version(name)}')
        except PackageNotFoundError:
            continue
    return names


def versions() -> dict[str, str]:
    """Return the version of Python and of each package, without importing them."""
    rows = {'fashionkp': __version__, 'python': f'{platform.python_version()} {sys.executable}'}
    declared = ', '.join(f'{name} ({path})' for name, path in DECLARED_IN.items())
    rows['garments'] = declared or 'none declared'
    for package, distributions in PACKAGES.items():
        names = installed(distributions)
        if len(names) > 1:
            names.append('which overwrite each other: keep one')
        missing = f'not installed ({OPTIONAL.get(package, INSTALL_STACK)})'
        rows[package] = ', '.join(names) or missing
    return rows


def opencv() -> dict[str, str]:
    """Return why OpenCV cannot be imported, if so."""
    try:
        import cv2  # noqa: F401
    except ImportError as error:
        return {'opencv': str(missing_package(error) or error)}
    return {}


def cpu() -> dict[str, str]:
    """Return what the processor has, and what follows from it."""
    from fashionkp.inference.cpu_features import core_count, cpu_features, describe_cpu

    return describe_cpu(cpu_features(), core_count())


def plugin() -> dict[str, str]:
    """Return devices and active fallbacks, or why the plugin cannot be imported."""
    try:
        from fashionkp_mm import compat
    except Exception as error:  # mismatched versions fail in many ways
        return {'plugin': f'fashionkp_mm cannot be imported: {error} ({INSTALL_STACK})'}
    return compat.report()


def parse_args(argv: Sequence[str] | None = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog='fashionkp env',
        description='Print versions of packages, features of the CPU and what follows from them, '
        'GPUs, and which fallbacks are active.',
    )
    return parser.parse_args(argv)


def main(argv: Sequence[str] | None = None) -> int:
    """Run ``fashionkp env``; return the exit status."""
    parse_args(argv)
    rows = versions() | opencv() | cpu() | plugin()
    width = max(map(len, rows))
    for name, value in rows.items():
        print(f'{name:{width}}  {value}')
    return 0
