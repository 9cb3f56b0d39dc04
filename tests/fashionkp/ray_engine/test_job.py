"""Jobs of workers."""

import numpy as np
import pytest

from fashionkp.inference.query import Query
from fashionkp.inference.tta import TTAModel
from fashionkp.predictions.unfinished_run import UnfinishedRun
from fashionkp.ray_engine.job import PredictionJob

STORE = UnfinishedRun('out.jsonl', {})


def test_a_job_has_the_models_it_was_given(hand_model):
    content = hand_model.path.read_bytes()
    image = np.full((8, 8, 3), 50, np.uint8)  # green 50: the second category
    (garment,) = PredictionJob(STORE, content).model().predict([Query(image)])
    assert garment.category == 'outwear'
    assert isinstance(PredictionJob(STORE, content, refine_crop=True).model(), TTAModel)
    assert PredictionJob(STORE, content, any_rotation=True).model().any_rotation
    routed = PredictionJob(STORE, None, {'skirt': content}).model()
    assert routed.categories == ('skirt',)


def test_a_batch_is_not_empty():
    with pytest.raises(ValueError, match='batch_size=0'):
        PredictionJob(STORE, b'', batch_size=0)
