"""The only place that knows about versions of torch, mmcv, mmengine and xtcocotools.

:func:`install` makes stock MMPose importable and safe on today's stack. What it puts in place of a
missing part is called a stand-in; the real part wins wherever it is there.
"""

from fashionkp_mm.compat import checkpoints, coco, mmcv_ext


def install() -> None:
    """Put the stand-ins in place; to be called before ``mmpose.apis`` is imported."""
    mmcv_ext.install()
    coco.install()
    checkpoints.install()
