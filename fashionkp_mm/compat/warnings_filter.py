"""Notices of other packages that tell nobody here anything."""

import functools
import warnings
from typing import Any

import mmengine.logging

ONEDL = 'Could not import OneDL'
"""onedl-mmdetection prints this at every import; OneDL is its makers' own service."""


def install() -> None:
    """Silence notices that would stand above the output of every command."""
    warnings.filterwarnings('ignore', message='faster_coco_eval is not installed')
    # MMPose's CSPNeXt, at each of its blocks
    warnings.filterwarnings('ignore', message=r'.torch\.cuda\.amp\.autocast', module='mmpose')
    original = mmengine.logging.print_log
    if getattr(original, 'skips_notices', False):
        return

    @functools.wraps(original)
    def print_log(msg: Any, *args: Any, **kwargs: Any) -> None:
        if not str(msg).startswith(ONEDL):
            original(msg, *args, **kwargs)

    print_log.skips_notices = True  # type: ignore[attr-defined]
    mmengine.logging.print_log = print_log
