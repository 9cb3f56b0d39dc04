"""A worker, without Ray."""

import pickle
from functools import partial

import numpy as np
import pytest

from fashionkp.images.reading import decode_image
from fashionkp.inference.source_image import SourceImage
from fashionkp.predictions.parquet import read_parquet
from fashionkp.predictions.parquet_folder import ParquetFolder
from fashionkp.predictions.unfinished_run import UnfinishedRun
from fashionkp.ray_engine.job import PredictionJob, WorkerModels
from fashionkp.ray_engine.worker import Worker

pa = pytest.importorskip('pyarrow')


@pytest.fixture
def group():
    """Two images and one that cannot be read."""
    image = partial(np.zeros, (8, 8, 3), np.uint8)
    images = [
        SourceImage('a', image, 'skirt', [[0, 0, 4, 4], [4, 4, 8, 8]]),
        SourceImage('b', partial(decode_image, b'', 'b')),
        SourceImage('c', image, 'dress'),
    ]
    return pa.table({'image': [pickle.dumps(image) for image in images], 'group': [7] * 3})


@pytest.fixture(params=['out', 'out.jsonl'])
def store(request, tmp_path):
    output = str(tmp_path / request.param)
    return ParquetFolder(output, {}) if request.param == 'out' else UnfinishedRun(output, {})


def test_a_group_becomes_a_part(group, hand_model, store):
    job = pickle.loads(
        pickle.dumps(PredictionJob(store, WorkerModels(hand_model.path.read_bytes())))
    )
    (report,) = Worker(job)(group).to_pylist()
    assert (report['group'], report['failure']) == (7, '')
    (error,) = report['errors']
    assert error.startswith('cannot read image b: the file is empty')
    assert store.done() == {'a', 'c'}
    if isinstance(store, ParquetFolder):
        garments = read_parquet(store.location)
    else:
        garments = [*store.predictions('abc')]
    found = [(garment.image, garment.category, garment.box[0]) for garment in garments]
    assert found == [('a', 'skirt', 0), ('a', 'skirt', 4), ('c', 'dress', 0)]


def test_a_full_disk_is_reported(group, hand_model, tmp_path):
    (tmp_path / 'file').touch()
    folder = ParquetFolder(str(tmp_path / 'file' / 'out'), {})
    (report,) = Worker(PredictionJob(folder, WorkerModels(hand_model.path.read_bytes())))(
        group
    ).to_pylist()
    assert report['failure'].startswith('cannot write results: ')
    assert 'file' in report['failure']
