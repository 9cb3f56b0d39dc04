"""A folder of Parquet files: what is done in it, and with which settings."""

import numpy as np
import pytest

from fashionkp.fileio.object_store import write_table
from fashionkp.predictions.parquet import read_parquet
from fashionkp.predictions.parquet_folder import ERRORS, ParquetFolder
from fashionkp.predictions.prediction import Prediction
from fashionkp.predictions.result_store import ImageRecord

pa = pytest.importorskip('pyarrow')
pq = pytest.importorskip('pyarrow.parquet')

BROKEN = ImageRecord('b', [], 'b: cut off')


def skirts(image, count=1):
    garment = Prediction(
        image=image,
        size=(9, 9),
        box=(0, 0, 9, 9),
        category='skirt',
        category_score=1,
        category_probs={'skirt': 1},
        keypoints=np.zeros((4, 2)),
        scores=np.ones(4),
        presence=np.ones(4),
    )
    return ImageRecord(image, [garment] * count)


@pytest.fixture
def folder(tmp_path):
    """Two garments of a, one of c, and b that could not be read."""
    folder = ParquetFolder(str(tmp_path / 'out'), {'model': 'm', 'category': 'null'})
    folder.write([skirts('a', 2), BROKEN, skirts('c')])
    return folder


def test_images_with_results_are_done(folder, tmp_path):
    assert folder.done() == {'a', 'c'}
    (errors,) = (tmp_path / 'out' / ERRORS).iterdir()
    assert pq.read_table(errors).to_pylist() == [{'image': 'b', 'error': 'b: cut off'}]
    folder.clear_errors()
    folder.write([skirts('b')])
    assert folder.done() == {'a', 'b', 'c'}
    assert not [*errors.parent.iterdir()]


def test_nothing_is_done_at_first(tmp_path):
    folder = ParquetFolder(str(tmp_path / 'out'), {})
    folder.clear_errors()
    assert folder.done() == set()
    folder.write([BROKEN])
    assert folder.done() == set()


def test_a_part_for_the_same_images_replaces_its_file(folder):
    folder.write([skirts('a'), skirts('b'), skirts('c')])
    assert [garment.image for garment in read_parquet(folder.location)] == ['a', 'b', 'c']


def test_an_incomplete_file_does_not_count(folder, tmp_path):
    (part,) = (tmp_path / 'out').glob('*.parquet')
    half = part.read_bytes()[:-100]
    part.with_name('.0123.tmp').write_bytes(half)
    assert folder.done() == {'a', 'c'}
    part.write_bytes(half)
    with pytest.raises(ValueError, match=rf'{part.name}: .*: remove it'):
        folder.done()


def test_results_of_other_settings_are_not_resumed(folder):
    other = ParquetFolder(folder.location, {'model': 'm', 'category': '"skirt"'})
    with pytest.raises(ValueError, match=r'out has .*category: null there, "skirt" here'):
        other.done()
    with pytest.raises(ValueError, match=r'scales: none there, 1\.1 here'):
        ParquetFolder(folder.location, {**folder.settings, 'scales': '1.1'}).done()


def test_a_folder_with_other_parquet_files_is_refused(folder):
    write_table(pa.table({'image': ['x']}), folder.location, 'x.parquet')
    with pytest.raises(ValueError, match=r'x\.parquet: not written by'):
        folder.done()


def test_the_options_of_a_uri_are_not_part_of_a_folder(tmp_path):
    folder = ParquetFolder(f'file://{tmp_path}/out?x=y', {})
    folder.write([skirts('a'), BROKEN])
    assert folder.done() == {'a'}
    assert [*(tmp_path / 'out' / ERRORS).iterdir()]
    folder.clear_errors()
    assert not [*(tmp_path / 'out' / ERRORS).iterdir()]
