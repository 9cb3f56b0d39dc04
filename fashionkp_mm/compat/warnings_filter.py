"""Warnings of other packages that do not concern the user of this one."""

import functools
import warnings
from typing import Any

import mmengine.logging

ONEDL = 'Could not import OneDL'
"""Printed by every import of onedl-mmdetection; OneDL is a service of its makers."""


def install() -> None:
    """Ignore warnings that would precede the output of every command."""
    warnings.filterwarnings('ignore', message='faster_coco_eval is not installed')
    # MMPose's CSPNeXt, in each block
    warnings.filterwarnings('ignore', message=r'.torch\.cuda\.amp\.autocast', module='mmpose')
    original = mmengine.logging.print_log
    if hasattr(original, 'skips_onedl'):
        return

    @functools.wraps(original)
    def print_log(msg: Any, *args: Any, **kwargs: Any) -> None:
        if not str(msg).startswith(ONEDL):
            original(msg, *args, **kwargs)

    print_log.skips_onedl = True  # type: ignore[attr-defined]
    mmengine.logging.print_log = print_log
