"""Jobs of workers."""

import numpy as np
import pytest

from fashionkp.inference.query import Query
from fashionkp.inference.tta import TTAModel
from fashionkp.predictions.unfinished_run import UnfinishedRun
from fashionkp.ray_engine.job import PredictionJob, WorkerModels

STORE = UnfinishedRun('out.jsonl', {})


def test_workers_have_the_models_they_were_given(hand_model):
    content = hand_model.path.read_bytes()
    image = np.full((8, 8, 3), 50, np.uint8)  # green 50: the second category
    (garment,) = WorkerModels(content).load().predict([Query(image)])
    assert garment.category == 'outwear'
    assert isinstance(WorkerModels(content, refine_crop=True).load(), TTAModel)
    assert WorkerModels(content, any_rotation=True).load().any_rotation
    routed = WorkerModels(None, {'skirt': content}).load()
    assert routed.categories == ('skirt',)


def test_a_batch_is_not_empty():
    with pytest.raises(ValueError, match='batch_size=0'):
        PredictionJob(STORE, WorkerModels(), batch_size=0)
