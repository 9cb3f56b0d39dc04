"""Prints versions, devices and which stand-ins are active."""

import argparse
import platform
import sys
from collections.abc import Sequence
from importlib.metadata import PackageNotFoundError, version

from fashionkp.categories import DECLARED_IN
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
"""What is reported, each with the distributions that may provide it."""

OPTIONAL = {
    'mmdet': 'only detectors need it',
    'xtcocotools': 'pycocotools stands in',
}
"""What happens without a package that need not be there."""

HOW_TO_INSTALL = 'see docs/install.md: pip install -r requirements/stack.txt, then --no-deps'


def installed(distributions: Sequence[str]) -> list[str]:
    """Name and version of each of ``distributions`` that is installed."""
    found = []
    for name in distributions:
        try:
            found.append(f'{name} {version(name)}')
        except PackageNotFoundError:
            continue
    return found


def versions() -> dict[str, str]:
    """Version of Python and of each package, or how to get it; imports none of them."""
    rows = {'fashionkp': __version__, 'python': f'{platform.python_version()} {sys.executable}'}
    declared = ', '.join(f'{name} ({path})' for name, path in DECLARED_IN.items())
    rows['garments'] = declared or 'none declared'
    for package, distributions in PACKAGES.items():
        found = installed(distributions)
        if len(found) > 1:
            found.append('which overwrite each other: keep one')
        missing = f'not installed ({OPTIONAL.get(package, HOW_TO_INSTALL)})'
        rows[package] = ', '.join(found) or missing
    return rows


def plugin() -> dict[str, str]:
    """Devices and stand-ins, or why they cannot be told."""
    try:
        from fashionkp_mm import compat
    except Exception as error:  # versions that do not fit fail in many ways; all are told
        return {'plugin': f'fashionkp_mm cannot be imported: {error} ({HOW_TO_INSTALL})'}
    return compat.report()


def parse_args(argv: Sequence[str] | None = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog='fashionkp env', description=__doc__)
    return parser.parse_args(argv)


def main(argv: Sequence[str] | None = None) -> int:
    """Print one line a fact."""
    parse_args(argv)
    rows = versions() | plugin()
    width = max(map(len, rows))
    for name, value in rows.items():
        print(f'{name:{width}}  {value}')
    return 0
