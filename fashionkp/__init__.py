"""Apparel key points without PyTorch or MMPose: data, score, prediction, measurements,
attributes.

The names of the public API are imported when they are first used, so that ``import fashionkp``
and the command line start at once.
"""

import os
from importlib import import_module
from typing import TYPE_CHECKING, Any

from fashionkp.version import __version__

if TYPE_CHECKING:
    from fashionkp.alignment.align import align
    from fashionkp.alignment.crop import crop
    from fashionkp.attributes import recognize_attributes
    from fashionkp.inference.predictor import Predictor
    from fashionkp.inference.query import Query
    from fashionkp.measurements import Reference, measure
    from fashionkp.predictions.coco_results import to_coco
    from fashionkp.predictions.data_frame import to_pandas
    from fashionkp.predictions.files import read_predictions
    from fashionkp.predictions.prediction import Prediction
    from fashionkp.predictions.supervision_keypoints import to_supervision

# Since 1.29 ONNX Runtime reports models and machine to its makers, and stores an identifier of the
# user, unless this is set before it is imported.
os.environ.setdefault('ORT_DISABLE_TELEMETRY', '1')

__all__ = [
    'Prediction',
    'Predictor',
    'Query',
    'Reference',
    '__version__',
    'align',
    'crop',
    'measure',
    'read_predictions',
    'recognize_attributes',
    'to_coco',
    'to_pandas',
    'to_supervision',
]

_MODULES = {
    'align': 'fashionkp.alignment.align',
    'crop': 'fashionkp.alignment.crop',
    'Prediction': 'fashionkp.predictions.prediction',
    'Predictor': 'fashionkp.inference.predictor',
    'Query': 'fashionkp.inference.query',
    'Reference': 'fashionkp.measurements',
    'measure': 'fashionkp.measurements',
    'read_predictions': 'fashionkp.predictions.files',
    'recognize_attributes': 'fashionkp.attributes',
    'to_coco': 'fashionkp.predictions.coco_results',
    'to_pandas': 'fashionkp.predictions.data_frame',
    'to_supervision': 'fashionkp.predictions.supervision_keypoints',
}


def __getattr__(name: str) -> Any:
    if name not in _MODULES:
        raise AttributeError(f'module {__name__!r} has no attribute {name!r}')
    return getattr(import_module(_MODULES[name]), name)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
