"""Tests of NumPy data in pickles: plain data come back, everything else is refused."""

import pickle

import numpy as np
import pytest

from fashionkp_mm.compat.numpy_pickles import (
    PickledArray,
    PickledDtype,
    UnsafeCheckpointError,
    checked_array,
    scalar,
)

PLAIN = [
    np.arange(6).reshape(2, 3),
    np.asfortranarray(np.arange(6.0).reshape(2, 3)),
    np.array([True, False]),
    np.array(['ab', 'ü']),
    np.array([b'ab']),
    np.array([1, 2], '>i2'),
    np.array(3.5),
    np.zeros((0, 4)),
    np.array([1 + 2j]),
]


def dtype_of(array: np.ndarray) -> PickledDtype:
    _, args, state = array.dtype.__reduce__()
    dtype = PickledDtype(*args)
    dtype.__setstate__(state)
    return dtype


@pytest.mark.parametrize('array', PLAIN, ids=lambda array: f'{array.dtype}{array.shape}')
def test_plain_arrays_come_back(array):
    version, shape, _, fortran, data = array.__reduce__()[2]
    filled = PickledArray()
    filled.__setstate__((version, shape, dtype_of(array), fortran, data))
    np.testing.assert_array_equal(filled, array)
    assert filled.dtype == array.dtype.newbyteorder('=')
    assert type(pickle.loads(pickle.dumps(filled))) is np.ndarray


@pytest.mark.parametrize('value', [np.float32(1.5), np.int64(-3), np.bool_(True), np.str_('ab')])
def test_plain_scalars_come_back(value):
    dtype, data = value.__reduce__()[1]
    loaded = scalar(dtype_of(np.array(value)), data)
    assert loaded == value
    assert type(loaded) is type(value)
    assert dtype == loaded.dtype


@pytest.mark.parametrize('code', ['O', 'O8', 'V8', 'M8', 'f4,f4', 'f16', 'U', 'S99999999', 4, None])
def test_other_dtypes_are_refused(code):
    with pytest.raises(UnsafeCheckpointError, match='numpy'):
        PickledDtype(code)


@pytest.mark.parametrize(
    'state',
    [
        (3, '|', (np.dtype('f4'), (2,)), None, None, -1, -1, 0),
        (3, '|', None, ('a',), {'a': (np.dtype('O'), 2**40)}, 8, 1, 63),
        (3, 'x', None, None, None, -1, -1, 0),
        (3, '<'),
        None,
    ],
)
def test_a_dtype_takes_a_byte_order_alone(state):
    with pytest.raises(UnsafeCheckpointError, match='numpy'):
        PickledDtype('f8').__setstate__(state)


@pytest.mark.parametrize(
    ('shape', 'code', 'data'),
    [
        ((4,), 'f8', bytes(31)),
        ((4,), 'f8', bytes(33)),
        ((2**62, 4), 'f8', b''),
        ((-1, -1), 'i1', b'a'),
        ((1.0,), 'i1', b'a'),
        ((1,) * 40, 'i1', b'a'),
        ([1], 'i1', b'a'),
        ((1,), 'i1', [1]),
        ((1,), 'U1', b'\xff\xff\xff\xff'),
        ((1,), 'b1', b'\2'),
    ],
)
def test_bytes_that_do_not_fit_are_refused(shape, code, data):
    with pytest.raises(UnsafeCheckpointError, match='numpy'):
        checked_array(shape, PickledDtype(code), data)


def test_a_state_is_accepted_once():
    array, state = PickledArray(), (1, (1,), PickledDtype('f8'), False, bytes(8))
    array.__setstate__(state)
    with pytest.raises(UnsafeCheckpointError, match='ndarray'):
        array.__setstate__(state)


def test_arguments_of_an_array_are_ignored():
    assert PickledArray((1000,), 'f8').shape == (0,)
