"""Apparel key points: facts, tables, score and synthetic garments, without torch or MMPose."""

from typing import TYPE_CHECKING, Any

from fashionkp.version import __version__

if TYPE_CHECKING:
    from fashionkp.inference.predictor import Predictor

__all__ = ['Predictor', '__version__']


def __getattr__(name: str) -> Any:
    if name != 'Predictor':
        raise AttributeError(f'module {__name__!r} has no attribute {name!r}')
    # here, since it takes NumPy and OpenCV, and the command line shall answer at once
    from fashionkp.inference.predictor import Predictor

    return Predictor
