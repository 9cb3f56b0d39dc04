"""Compatibility with the installed versions of torch, mmcv, mmengine, mmdet and xtcocotools.

Only this package knows about those versions. :func:`install` makes stock MMPose run on them, and
load checkpoints and their configs as data. What takes the place of a missing part is called a
stand-in; the real part is used wherever it is installed.
"""

from fashionkp_mm.compat.host_changes import HOST_CHANGES, HostChange
from fashionkp_mm.compat.mmcv_ops.extension import MissingOperatorError
from fashionkp_mm.compat.report import report
from fashionkp_mm.compat.safe_checkpoints import UnsafeCheckpointError
from fashionkp_mm.compat.safe_configs import UnsafeConfigError

__all__ = [
    'HOST_CHANGES',
    'HostChange',
    'MissingOperatorError',
    'UnsafeCheckpointError',
    'UnsafeConfigError',
    'install',
    'report',
]


def install() -> None:
    """Make every change of :data:`HOST_CHANGES`, before ``mmpose.apis`` is imported.

    A second call does nothing.

    Raises:
        ValueError: If the variable that switches the hardening off has another value.
    """
    for change in HOST_CHANGES:
        if change.is_wanted:
            change.install()
