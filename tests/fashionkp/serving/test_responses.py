import numpy as np
import pytest

from fashionkp import Predictor

pytest.importorskip('pydantic')

from pydantic import ValidationError

from fashionkp.alignment.frames import garment_frames
from fashionkp.serving.responses import PredictionResponse


def test_the_schema_has_exactly_the_fields_of_a_prediction(hand_model):
    (prediction,) = Predictor(hand_model.path)(np.zeros((20, 30, 3), np.uint8))
    content = prediction.as_dict(measurements=True, attributes=True) | garment_frames(prediction)
    PredictionResponse.model_validate(content, extra='forbid')
    for name in content:
        with pytest.raises(ValidationError, match=name):
            PredictionResponse.model_validate({k: v for k, v in content.items() if k != name})
