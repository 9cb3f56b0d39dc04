"""The split by picture id: the same side for a picture wherever and whenever it is asked."""

import hashlib

import numpy as np
import pytest

from fashionkp.splits import VALIDATION_FRACTION, validation_mask


def picture_ids(num: int) -> np.ndarray:
    """Ids as the archives have them: a category's folder and 32 hexadecimal digits."""
    folders = ('Images/skirt', 'Images/blouse')
    names = (hashlib.md5(str(i).encode()).hexdigest() for i in range(num))
    return np.array([f'{folders[i % 2]}/{name}.jpg' for i, name in enumerate(names)])


def test_sides_never_change():
    # The CRC-32 of the file name below a tenth of 2**32: scores of older models rest on this.
    ids = picture_ids(40)
    assert np.flatnonzero(validation_mask(ids)).tolist() == [3, 8, 10, 14]


def test_a_side_depends_on_the_picture_alone():
    ids = picture_ids(1000)
    sides = dict(zip(ids, validation_mask(ids), strict=True))
    some = np.random.default_rng(0).permutation(ids)[:300]
    assert [sides[name] for name in some] == validation_mask(some).tolist()
    assert all(validation_mask([name])[0] == sides[name] for name in some)


def test_a_copy_in_another_folder_stays_on_its_side():
    ids = picture_ids(1000)
    copies = [name.rsplit('/', 1)[1] for name in ids]
    assert validation_mask(ids).any()
    np.testing.assert_array_equal(validation_mask(copies), validation_mask(ids))


@pytest.mark.parametrize('numbered', [False, True])
def test_a_tenth_is_held_out(numbered):
    ids = [f'{i:032x}.jpg' for i in range(20_000)] if numbered else picture_ids(20_000)
    # four standard deviations of a fair draw
    assert validation_mask(ids).mean() == pytest.approx(VALIDATION_FRACTION, abs=0.0085)


def test_a_larger_fraction_holds_out_more_of_the_same():
    ids = picture_ids(2000)
    tenth, third = validation_mask(ids), validation_mask(ids, fraction=1 / 3)
    assert third[tenth].all()
    assert tenth.sum() < third.sum() < len(ids)


def test_nothing_everything_and_no_pictures():
    ids = picture_ids(100)
    assert not validation_mask(ids, fraction=0.0).any()
    assert validation_mask(ids, fraction=1.0).all()
    assert validation_mask([]).shape == (0,)
