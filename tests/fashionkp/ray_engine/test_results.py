"""The folder of results: what is done in it, and for which settings."""

import numpy as np
import pytest

from fashionkp.fileio.object_store import write_parquet
from fashionkp.predictions.parquet import read_parquet
from fashionkp.predictions.prediction import Prediction
from fashionkp.ray_engine.results import ERRORS, ResultFolder

pa = pytest.importorskip('pyarrow')
pq = pytest.importorskip('pyarrow.parquet')


def skirt(image):
    box, points, ones = (0, 0, 9, 9), np.zeros((4, 2)), np.ones(4)
    return Prediction(image, (9, 9), box, 'skirt', 1, {'skirt': 1}, points, ones, ones)


@pytest.fixture
def results(tmp_path):
    """A folder with two garments of a, one of c, and b that could not be read."""
    folder = ResultFolder(str(tmp_path / 'out'), {'model': 'm', 'category': 'null'})
    folder.write(['a', 'b', 'c'], [skirt('a'), skirt('a'), skirt('c')], {'b': 'b: cut off'})
    return folder


def test_what_has_results_is_done(results, tmp_path):
    assert results.done() == {'a', 'c'}
    (errors,) = (tmp_path / 'out' / ERRORS).iterdir()
    assert pq.read_table(errors).to_pylist() == [{'image': 'b', 'error': 'b: cut off'}]
    results.forget_errors()
    results.write(['b'], [skirt('b')], {})
    assert results.done() == {'a', 'b', 'c'}
    assert not [*errors.parent.iterdir()]


def test_nothing_is_done_at_first(tmp_path):
    folder = ResultFolder(str(tmp_path / 'out'), {})
    folder.forget_errors()
    assert folder.done() == set()
    folder.write(['a'], [], {'a': 'broken'})
    assert folder.done() == set()


def test_a_group_that_is_done_again_replaces_its_file(results):
    results.write(['a', 'b', 'c'], [skirt('a'), skirt('b'), skirt('c')], {})
    assert [one.image for one in read_parquet(results.place)] == ['a', 'b', 'c']


def test_half_a_file_is_not_counted(results, tmp_path):
    (part,) = (tmp_path / 'out').glob('*.parquet')
    half = part.read_bytes()[:-100]
    part.with_name('.0123.tmp').write_bytes(half)
    assert results.done() == {'a', 'c'}
    part.write_bytes(half)
    with pytest.raises(ValueError, match=rf'{part.name}: .*: remove it'):
        results.done()


def test_results_of_other_settings_are_not_gone_on_with(results):
    other = ResultFolder(results.place, {'model': 'm', 'category': '"skirt"'})
    with pytest.raises(ValueError, match=r'out has .*category: null there, "skirt" here'):
        other.done()
    with pytest.raises(ValueError, match=r'scales: none there, 1\.1 here'):
        ResultFolder(results.place, {**results.settings, 'scales': '1.1'}).done()


def test_parquet_files_of_others_are_left_alone(results):
    write_parquet(pa.table({'image': ['x']}), results.place, 'x.parquet')
    with pytest.raises(ValueError, match=r'x\.parquet: no result of this command'):
        results.done()
