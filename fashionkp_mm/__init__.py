"""Apparel key points for MMPose; importing this package registers every component of it."""

from fashionkp.version import __version__
from fashionkp_mm import compat

compat.install()  # before anything that imports mmcv.ops or xtcocotools

from fashionkp_mm import datasets, engine, evaluation, models  # noqa: E402

__all__ = ['__version__', 'compat', 'datasets', 'engine', 'evaluation', 'models']
