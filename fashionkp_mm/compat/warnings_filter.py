"""Warnings of other packages that do not concern the user of this one."""

import functools
import warnings
from collections.abc import Callable
from typing import Any

import mmengine.logging

from fashionkp_mm.compat.on_import import wrap_once

ONEDL = 'Could not import OneDL'
"""Printed by every import of onedl-mmdetection; OneDL is a service of its makers."""


def install() -> None:
    """Ignore warnings that would precede the output of every command."""
    warnings.filterwarnings('ignore', message='faster_coco_eval is not installed')
    # MMPose's CSPNeXt, in each block
    warnings.filterwarnings('ignore', message=r'.torch\.cuda\.amp\.autocast', module='mmpose')
    wrap_once(mmengine.logging, 'print_log', without_onedl)


def without_onedl(original: Callable[..., None]) -> Callable[..., None]:
    """Wrap MMEngine's ``print_log`` so that it skips the message about OneDL."""

    @functools.wraps(original)
    def print_log(msg: Any, *args: Any, **kwargs: Any) -> None:
        if not str(msg).startswith(ONEDL):
            original(msg, *args, **kwargs)

    return print_log
