"""Tests of values of checkpoints: each is built from parts that fit."""

from collections import OrderedDict

import numpy as np
import pytest
import torch
from mmengine.logging import HistoryBuffer

from fashionkp_mm.compat import UnsafeCheckpointError
from fashionkp_mm.compat import pickled_values as values

STORAGE = torch.storage.TypedStorage(
    wrap_storage=torch.arange(8.0).untyped_storage(), dtype=torch.float32, _internal=True
)


def test_a_tensor_of_its_storage():
    made = values.tensor(STORAGE, 1, (2, 3), (3, 1), True, OrderedDict())
    assert made.tolist() == [[1, 2, 3], [4, 5, 6]]
    assert made.requires_grad
    assert values.tensor(STORAGE, 8, (0,), (1,)).shape == (0,)


@pytest.mark.parametrize(
    ('offset', 'size', 'stride'),
    [
        (0, (9,), (1,)),
        (8, (1,), (1,)),
        (0, (2**40,), (0,)),
        (0, (2,), (-1,)),
        (-1, (2,), (1,)),
        (0, (2,), (1, 1)),
        (0, (2**62, 2**62), (1, 1)),
        (0, (True,), (1,)),
    ],
)
def test_a_tensor_outside_its_storage_is_refused(offset, size, stride):
    with pytest.raises(UnsafeCheckpointError, match='tensor'):
        values.tensor(STORAGE, offset, size, stride)


def history(**changes):
    made = values.PickledHistory.__new__(values.PickledHistory)
    state = dict(max_length=9, _log_history=np.ones(2), _count_history=np.ones(2, int))
    made.__setstate__({**state, **changes})
    return made


def test_a_history_becomes_that_of_mmengine():
    made = history(statistics_methods={'mean': print})
    assert type(made) is HistoryBuffer
    made.update(4)
    assert made.statistics('mean') == 2


@pytest.mark.parametrize(
    'changes',
    [
        {'_log_history': [1, 2]},
        {'_log_history': np.ones(3)},
        {'_log_history': np.array(['a', 'b'])},
        {'max_length': None},
    ],
)
def test_a_malformed_history_is_refused(changes):
    with pytest.raises(UnsafeCheckpointError, match='HistoryBuffer'):
        history(**changes)


def test_keys_are_scalars():
    deep: tuple = ()
    for _ in range(1_000_000):
        deep = (deep,)
    for build in (values.value_set, values.FUNCTIONS['collections.OrderedDict']):
        with pytest.raises(UnsafeCheckpointError, match='key'):
            build([deep] if build is values.value_set else [(deep, 1)])


def test_only_versions_of_modules_remain_of_a_state_dict():
    state = dict(_metadata={'': {'version': 2, 'x': 1}, 'a': {'version': 'b'}}, items=None)
    assert values.module_versions(state) == dict(_metadata=OrderedDict({'': {'version': 2}}))
    assert values.module_versions(None) == {}


@pytest.mark.parametrize('owner', [HistoryBuffer, np.ndarray, torch.Tensor])
def test_only_statistics_are_returned(owner):
    with pytest.raises(UnsafeCheckpointError, match='__init__'):
        values.history_statistic(owner, '__init__')
