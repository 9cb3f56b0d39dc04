"""The only place that knows about versions of torch, mmcv, mmengine and xtcocotools.

:func:`install` makes stock MMPose importable and safe on today's stack. What it puts in place of a
missing part is called a stand-in; the real part wins wherever it is there.
"""

from fashionkp_mm.compat import (
    arrays,
    checkpoints,
    coco,
    config_text,
    imgaug,
    inferencers,
    mmcv_ext,
    notices,
    registration,
)
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
    mmcv_ext.install()
    coco.install()
    imgaug.install()
    arrays.install()
    checkpoints.install()
    config_text.install()
    inferencers.install()
    notices.install()
    registration.install()
