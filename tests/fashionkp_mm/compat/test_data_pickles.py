"""Tests of the reader of pickles in checkpoints, against ones that crash or read memory."""

import io
import pickle
import subprocess
import sys
from collections import OrderedDict
from pathlib import Path

import hostile_pickles
import numpy as np
import pytest
import torch
from hostile_pickles import as_file
from torch import nn

from fashionkp_mm.compat import UnsafeCheckpointError
from fashionkp_mm.compat.safe_checkpoints import load

pytestmark = pytest.mark.faults


class Call:
    """Its pickle calls ``function``, and then gives the result a state."""

    def __init__(self, function, *args, state=None):
        self.parts = (function, args) if state is None else (function, args, state)

    def __reduce__(self):
        return self.parts


def saved(value, **kwargs) -> io.BytesIO:
    file = io.BytesIO()
    torch.save({'x': value}, file, **kwargs)
    file.seek(0)
    return file


def test_random_pickles_neither_crash_nor_raise_anything_else():
    """In a process of its own, which a crash would end."""
    script = Path(hostile_pickles.__file__)
    command = [sys.executable, '-X', 'faulthandler', str(script), '0', '1500']
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert 150 < int(done.stdout) < 1350


@pytest.mark.parametrize('zipped', [True, False])
def test_what_models_and_optimizers_save_comes_back(zipped):
    model = nn.Sequential(nn.Conv2d(3, 4, 3), nn.BatchNorm2d(4)).to(torch.bfloat16)
    optimizer = torch.optim.AdamW(model.parameters())
    model(torch.ones(2, 3, 4, 4, dtype=torch.bfloat16)).sum().backward()
    optimizer.step()
    content = dict(
        weights=model.state_dict(),
        optimizer=optimizer.state_dict(),
        parameters=OrderedDict(model.named_parameters()),
        shared=[weight := torch.arange(6.0), weight.view(2, 3)[:, 1:].t()],
        numbers=np.arange(3),
    )
    loaded = load(saved(content, _use_new_zipfile_serialization=zipped))['x']
    assert type(loaded['numbers']) is np.ndarray
    assert loaded['weights']._metadata == {
        name: part for name, part in model.state_dict()._metadata.items() if part
    }
    assert isinstance(loaded['parameters']['0.weight'], nn.Parameter)
    assert loaded['shared'][1].tolist() == [[1, 4], [2, 5]]
    del content['numbers'], loaded['numbers']
    torch.testing.assert_close(loaded['weights'], OrderedDict(content['weights']))
    torch.testing.assert_close(loaded['optimizer']['state'], content['optimizer']['state'])


@pytest.mark.filterwarnings('ignore')  # PyTorch: quantized tensors are deprecated
@pytest.mark.parametrize(
    'value',
    [
        lambda: Call(
            torch._tensor._rebuild_from_type_v2, torch.FloatTensor, torch.Tensor, (9,), {}
        ),
        lambda: Call(np.dtype, 'O8'),
        lambda: np.array([None]),
        lambda: np.zeros(1, 'f4,f4'),
        lambda: torch.zeros(2).to_sparse(),
        lambda: torch.quantize_per_tensor(torch.zeros(2), 1.0, 0, torch.qint8),
    ],
    ids=['memory', 'objects', 'object array', 'records', 'sparse', 'quantized'],
)
def test_anything_but_plain_data_is_refused(value):
    with pytest.raises(UnsafeCheckpointError):
        load(saved(value()))


def test_an_array_has_no_memory_but_that_of_its_state():
    assert load(saved(Call(np.ndarray, (1000,))))['x'].size == 0


def test_keys_without_end_are_refused():
    """Python would hash them until its stack ends."""
    depth = 200_000
    key = pickle.EMPTY_TUPLE + pickle.TUPLE1 * depth
    content = pickle.PROTO + b'\2' + pickle.EMPTY_DICT + key + pickle.NONE + pickle.SETITEM
    with pytest.raises(UnsafeCheckpointError, match='key'):
        load(as_file(content + pickle.STOP))


def test_a_tensor_whose_numbers_do_not_follow_is_refused():
    """In the older format PyTorch allocates memory first, and fills it with what the file lists."""
    file = saved(torch.arange(5.0), _use_new_zipfile_serialization=False)
    whole = file.getvalue()
    start = whole.rindex(pickle.PROTO + b'\2' + pickle.EMPTY_LIST)
    empty = pickle.dumps([], protocol=2)
    with pytest.raises(UnsafeCheckpointError, match='numbers'):
        load(io.BytesIO(whole[:start] + empty))


def test_pytorch_itself_reads_arrays_of_checkpoints_with_checks():
    content = torch.load(saved([np.arange(3), np.float64(2)]))['x']
    assert content[0].tolist() == [0, 1, 2]
    assert content[1] == 2
    with pytest.raises((pickle.UnpicklingError, UnsafeCheckpointError)):
        torch.load(saved(np.array([None])))
