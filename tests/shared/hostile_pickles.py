"""Checkpoints whose pickles call and fill everything that may stand in one, with wrong parts."""

import contextlib
import io
import pickle
import random
import struct
import sys
import warnings
import zipfile
from collections.abc import Callable
from typing import Any

import numpy as np
import torch

from fashionkp_mm.compat import UnsafeCheckpointError
from fashionkp_mm.compat.pickled_values import FUNCTIONS
from fashionkp_mm.compat.safe_checkpoints import load

STORAGES = ('torch.FloatStorage', 'torch.LongStorage', 'torch.BoolStorage', 'torch.QInt8Storage')
NAMES = (*FUNCTIONS, *STORAGES, 'torch.float32', 'torch.qint8', 'torch.FloatTensor', 'os.system')
NUMBERS = (0, 1, 2, 3, 4, 8, 16, -1, 64, 255, 65536, 2**31 - 1, 2**40, 2**62, 2**63 - 1, -(2**63))
TEXTS = ('f4', 'f8', 'i8', 'b1', 'O', 'O8', 'U4', 'S3', 'V8', 'M8', '<', '>', '|', 'f4,f4', 'cpu')
TEXTS += ('latin1', 'mean', 'storage', '0', '1')
FLOATS = (0.0, -1.0, 1e308, float('nan'))
BYTES = ('', 'abcd', '\0\1' * 8, '\xff' * 32)
MAX_DEPTH = 4


class Pickles:
    """Writes pickles of protocol 2, choice by choice.

    Args:
        choose: Returns an index below its argument.
    """

    def __init__(self, choose: Callable[[int], int]) -> None:
        self.choose = choose

    def one(self, values: Any) -> Any:
        return values[self.choose(len(values))]

    def text(self, value: str) -> bytes:
        data = value.encode('utf-8')
        return pickle.BINUNICODE + struct.pack('<I', len(data)) + data

    def number(self) -> bytes:
        data = pickle.encode_long(self.one(NUMBERS))
        return pickle.LONG1 + bytes([len(data)]) + data

    def name(self, path: str) -> bytes:
        module, _, name = path.rpartition('.')
        return pickle.GLOBAL + f'{module}\n{name}\n'.encode()

    def parts(self, *parts: bytes) -> bytes:
        return pickle.MARK + b''.join(parts) + pickle.TUPLE

    def call(self, path: str, *parts: bytes) -> bytes:
        return self.name(path) + self.parts(*parts) + self.one((pickle.REDUCE, pickle.NEWOBJ))

    def numbers(self) -> bytes:
        return self.parts(*(self.number() for _ in range(self.choose(4))))

    def data(self) -> bytes:
        return self.call('_codecs.encode', self.text(self.one(BYTES)), self.text('latin1'))

    def storage(self) -> bytes:
        parts = (self.name(self.one(STORAGES)), self.text(self.one('01')), self.text('cpu'))
        length = pickle.BININT1 + bytes([self.one((4, 8, 16, 64))])
        return self.parts(self.text('storage'), *parts, length) + pickle.BINPERSID

    def dtype(self) -> bytes:
        made = self.call('numpy.dtype', self.text(self.one(TEXTS)))
        order = self.text(self.one('<>|'))
        rest = [self.one((pickle.NONE, pickle.NONE, self.value(1))) for _ in range(3)]
        return self.one((made, made + self.parts(self.number(), order, *rest) + pickle.BUILD))

    def array(self) -> bytes:
        module = self.one(('numpy.core.multiarray', 'numpy._core.multiarray'))
        if self.choose(3) == 0:
            return self.call(f'{module}.scalar', self.dtype(), self.data())
        made = self.call(f'{module}._reconstruct', self.name('numpy.ndarray'), self.numbers())
        state = (self.number(), self.numbers(), self.dtype(), pickle.NEWFALSE, self.data())
        return made + (self.parts(*state) + pickle.BUILD) * (1 + self.choose(2))

    def tensor(self) -> bytes:
        parts = (self.storage(), self.number(), self.numbers(), self.numbers())
        made = self.call('torch._utils._rebuild_tensor_v2', *parts, pickle.NEWFALSE)
        return self.one((made, self.call('torch._utils._rebuild_parameter', made)))

    def history(self) -> bytes:
        made = self.call('mmengine.logging.history_buffer.HistoryBuffer')
        items = (self.text('_log_history'), self.array(), self.text('_count_history'), self.array())
        length = (self.text('max_length'), self.number())
        state = pickle.EMPTY_DICT + pickle.MARK + b''.join((*items, *length)) + pickle.SETITEMS
        return made + state + pickle.BUILD

    def value(self, depth: int = MAX_DEPTH) -> bytes:
        """A value of any kind, nested at most so deep."""
        inner = lambda count: [self.value(depth - 1) for _ in range(self.choose(count))]  # noqa: E731
        flat: list[Callable[[], bytes]] = [
            self.number,
            self.numbers,
            self.data,
            lambda: self.text(self.one(TEXTS)),
            lambda: pickle.BINFLOAT + struct.pack('>d', self.one(FLOATS)),
            lambda: self.name(self.one(NAMES)),
            lambda: self.one((pickle.NONE, pickle.NEWTRUE, pickle.EMPTY_DICT, pickle.EMPTY_TUPLE)),
        ]
        nested: list[Callable[[], bytes]] = [
            self.storage,
            self.array,
            self.tensor,
            self.history,
            lambda: self.call(self.one(NAMES), *inner(7)),
            lambda: self.value(depth - 1) + self.parts(*inner(7)) + pickle.BUILD,
            lambda: pickle.EMPTY_LIST + pickle.MARK + b''.join(inner(4)) + pickle.APPENDS,
            lambda: pickle.EMPTY_DICT + self.value(1) + self.value(depth - 1) + pickle.SETITEM,
        ]
        return self.one(flat + nested if depth > 0 else flat)()

    def checkpoint(self) -> bytes:
        """A dictionary with a few values."""
        items = (self.text(str(i)) + self.value() for i in range(1 + self.choose(3)))
        body = pickle.EMPTY_DICT + pickle.MARK + b''.join(items) + pickle.SETITEMS
        return pickle.PROTO + b'\2' + body + pickle.STOP


def as_file(content: bytes) -> io.BytesIO:
    """A checkpoint with this pickle, and numbers for two tensors."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, 'w') as archive:
        archive.writestr('a/data.pkl', content)
        archive.writestr('a/version', '3\n')
        archive.writestr('a/data/0', bytes(16))
        archive.writestr('a/data/1', bytes(range(64)))
    file.seek(0)
    return file


def use(value: Any) -> None:
    """Touch every number of a value."""
    if isinstance(value, dict | list | tuple | set):
        for part in value.values() if isinstance(value, dict) else value:
            use(part)
    elif isinstance(value, torch.Tensor):
        value.clone().double().sum()
    elif isinstance(value, np.ndarray | np.generic):
        assert value.dtype != object
        value.tolist()
        repr(value)


def try_pickle(content: bytes) -> bool:
    """Load a checkpoint with this pickle; return whether it is accepted."""
    try:
        value = load(as_file(content))
    except UnsafeCheckpointError:
        return False
    with contextlib.suppress(TypeError, RecursionError):  # a complex tensor has no double
        use(value)
    return True


def main(first: int, count: int) -> None:
    """Try pickles by the number of their seed, and print how many are accepted."""
    warnings.simplefilter('ignore')
    accepted = 0
    for seed in range(first, first + count):
        accepted += try_pickle(Pickles(random.Random(seed).randrange).checkpoint())
    print(accepted)


if __name__ == '__main__':
    main(*map(int, sys.argv[1:]))
