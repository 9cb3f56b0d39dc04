"""Training, testing and prediction."""

from fashionkp_mm.apis.pipeline_samples import pipeline_images
from fashionkp_mm.apis.score_calibration import calibrate_scores
from fashionkp_mm.apis.testing import evaluate
from fashionkp_mm.apis.training import train
from fashionkp_mm.checkpoints.averaging import average_checkpoints
from fashionkp_mm.inference.inferencer import FashionInferencer

__all__ = [
    'FashionInferencer',
    'average_checkpoints',
    'calibrate_scores',
    'evaluate',
    'pipeline_images',
    'train',
]
