"""The only place that knows about versions of torch, mmcv, mmengine and xtcocotools.

:func:`install` makes stock MMPose importable and safe on today's stack. What it puts in place of a
missing part is called a stand-in; the real part wins wherever it is there.
"""

from fashionkp_mm.compat import (
    bfloat16_arrays,
    coco,
    imgaug,
    inferencers,
    registration,
    safe_checkpoints,
    safe_configs,
    warnings_filter,
)
from fashionkp_mm.compat.mmcv_ops import extension
from fashionkp_mm.compat.mmcv_ops.extension import MissingOperatorError
from fashionkp_mm.compat.report import report
from fashionkp_mm.compat.safe_checkpoints import UnsafeCheckpointError
from fashionkp_mm.compat.safe_configs import UnsafeConfigError

__all__ = [
    'MissingOperatorError',
    'UnsafeCheckpointError',
    'UnsafeConfigError',
    'install',
    'report',
]


def install() -> None:
    """Put everything in place; to be called before ``mmpose.apis`` is imported.

    Calling it again changes nothing.
    """
    extension.install()
    coco.install()
    imgaug.install()
    bfloat16_arrays.install()
    safe_checkpoints.install()
    safe_configs.install()
    inferencers.install()
    warnings_filter.install()
    registration.install()
