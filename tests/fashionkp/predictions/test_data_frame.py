"""Predictions in pandas."""

import sys
from dataclasses import replace

import numpy as np
import pytest

from fashionkp.measurements import Reference
from fashionkp.optional_packages import MissingPackage
from fashionkp.predictions.data_frame import to_pandas
from fashionkp.predictions.parquet import write_parquet


@pytest.fixture
def garments(skirt):
    """A skirt, and trousers of a model that does not know the category dress."""
    points = np.arange(14.0).reshape(7, 2)
    scores = np.linspace(0, 1, 7)
    trousers = dict(category='trousers', image='b.jpg', category_probs={'trousers': 1.0})
    return [skirt, replace(skirt, **trousers, keypoints=points, scores=scores, presence=scores)]


@pytest.mark.parametrize('count', [2, 0])
@pytest.mark.parametrize('measurements', [None, Reference(), Reference({'waist': 75})])
def test_the_frame_is_that_of_the_parquet_file(garments, count, measurements, tmp_path):
    pytest.importorskip('pyarrow')
    pd = pytest.importorskip('pandas')
    write_parquet(tmp_path / 'a.parquet', garments[:count], measurements)
    frame = to_pandas(garments[:count], measurements)
    pd.testing.assert_frame_equal(frame, pd.read_parquet(tmp_path / 'a.parquet'))


def test_a_garment_is_a_row(garments):
    pytest.importorskip('pandas')
    frame = to_pandas(iter(garments), measurements=True).set_index('image')
    assert [*frame.category] == ['skirt', 'trousers']
    row = frame.loc['b.jpg']
    assert [row.crotch_x, row.crotch_y] == [4, 5]
    assert np.isnan(row.neckline_left_x)
    assert frame.prob_dress.isna().tolist() == [False, True]
    assert frame.waist_pixels['Images/skirt/a.jpg'] == pytest.approx(np.hypot(89.75, 21.5))
    assert not [name for name in frame if name.endswith('_cm')]


def test_without_pandas_the_message_says_how_to_install_it(skirt, monkeypatch):
    monkeypatch.setitem(sys.modules, 'pandas', None)
    with pytest.raises(MissingPackage, match='pandas is not installed: pip install pandas'):
        to_pandas([skirt])
