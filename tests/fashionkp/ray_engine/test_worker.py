"""A worker, here without Ray."""

import pickle
from functools import partial

import numpy as np
import pytest

from fashionkp.images.reading import decode_picture
from fashionkp.inference.sources import Picture
from fashionkp.predictions.parquet import read_parquet
from fashionkp.ray_engine.plan import Plan
from fashionkp.ray_engine.worker import Worker

pa = pytest.importorskip('pyarrow')


@pytest.fixture
def group():
    """Two pictures and one that is none."""
    picture = partial(np.zeros, (8, 8, 3), np.uint8)
    pictures = [
        Picture('a', picture, 'skirt', [[0, 0, 4, 4], [4, 4, 8, 8]]),
        Picture('b', partial(decode_picture, b'', 'b')),
        Picture('c', picture, 'dress'),
    ]
    return pa.table({'picture': [pickle.dumps(one) for one in pictures], 'group': [7] * 3})


def test_a_group_becomes_a_file(group, hand_model, tmp_path):
    plan = Plan(str(tmp_path / 'out'), hand_model.path.read_bytes())
    (answer,) = Worker(plan)(group).to_pylist()
    assert (answer['group'], answer['failure']) == (7, '')
    (error,) = answer['errors']
    assert error.startswith('cannot read picture b: the file is empty')
    found = [(one.image, one.category, one.box[0]) for one in read_parquet(plan.output)]
    assert found == [('a', 'skirt', 0), ('a', 'skirt', 4), ('c', 'dress', 0)]


def test_a_disk_that_is_full_is_told(group, hand_model, tmp_path):
    (tmp_path / 'file').touch()
    plan = Plan(str(tmp_path / 'file' / 'out'), hand_model.path.read_bytes())
    (answer,) = Worker(plan)(group).to_pylist()
    assert answer['failure'].startswith('cannot write results: ')
    assert 'file' in answer['failure']
