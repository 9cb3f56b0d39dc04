"""A worker, here without Ray."""

import pickle
from functools import partial

import numpy as np
import pytest

from fashionkp.images.reading import decode_image
from fashionkp.inference.source_image import SourceImage
from fashionkp.predictions.parquet import read_parquet
from fashionkp.ray_engine.plan import PredictionJob
from fashionkp.ray_engine.worker import Worker

pa = pytest.importorskip('pyarrow')


@pytest.fixture
def group():
    """Two images and one that is none."""
    image = partial(np.zeros, (8, 8, 3), np.uint8)
    images = [
        SourceImage('a', image, 'skirt', [[0, 0, 4, 4], [4, 4, 8, 8]]),
        SourceImage('b', partial(decode_image, b'', 'b')),
        SourceImage('c', image, 'dress'),
    ]
    return pa.table({'picture': [pickle.dumps(one) for one in images], 'group': [7] * 3})


def test_a_group_becomes_a_file(group, hand_model, tmp_path):
    plan = PredictionJob(str(tmp_path / 'out'), hand_model.path.read_bytes())
    (answer,) = Worker(plan)(group).to_pylist()
    assert (answer['group'], answer['failure']) == (7, '')
    (error,) = answer['errors']
    assert error.startswith('cannot read image b: the file is empty')
    found = [(one.image, one.category, one.box[0]) for one in read_parquet(plan.output)]
    assert found == [('a', 'skirt', 0), ('a', 'skirt', 4), ('c', 'dress', 0)]


def test_a_disk_that_is_full_is_told(group, hand_model, tmp_path):
    (tmp_path / 'file').touch()
    plan = PredictionJob(str(tmp_path / 'file' / 'out'), hand_model.path.read_bytes())
    (answer,) = Worker(plan)(group).to_pylist()
    assert answer['failure'].startswith('cannot write results: ')
    assert 'file' in answer['failure']
