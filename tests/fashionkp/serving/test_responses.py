import json
from dataclasses import replace

import numpy as np
import pytest

from fashionkp import Predictor

pytest.importorskip('pydantic')

from pydantic import ValidationError

from fashionkp.measurements import Reference
from fashionkp.serving.responses import PredictionResponse, prediction_content


def test_the_schema_has_exactly_the_fields_of_a_prediction(hand_model):
    (prediction,) = Predictor(hand_model.path)(np.zeros((20, 30, 3), np.uint8))
    content = prediction_content(prediction, Reference())
    PredictionResponse.model_validate(content, extra='forbid')
    for name in content:
        with pytest.raises(ValidationError, match=name):
            PredictionResponse.model_validate({k: v for k, v in content.items() if k != name})


def test_margins_per_cm_are_those_of_each_known_length(hand_model):
    (dress,) = Predictor(hand_model.path)(np.zeros((40, 30, 3), np.uint8), category='dress')
    dress = replace(dress, calibrated=True, scores=np.full(len(dress.names), 0.9))
    content = prediction_content(dress, Reference())
    assert json.loads(json.dumps(content, allow_nan=False)) == content
    (known, margins), *_ = content['margins_per_cm'].items()
    assert margins[known] == 0
    expected = dress.lengths(Reference({known: 40})).cm_margins
    assert {name: 40 * margin for name, margin in margins.items()} == pytest.approx(
        expected, abs=1e-3
    )
    uncalibrated = replace(dress, calibrated=False)
    assert prediction_content(uncalibrated, Reference())['margins_per_cm'] == {}
