"""Pickles of checkpoints, read with a short list of names and a check of each argument.

PyTorch's own ``weights_only`` allows more than weights, such as tensors of uninitialized memory.
"""

import pickle
import re
from _compat_pickle import IMPORT_MAPPING
from collections import Counter, OrderedDict
from typing import Any, ClassVar

import numpy as np
import torch
from mmengine.logging.history_buffer import HistoryBuffer

from fashionkp_mm.compat.numpy_pickles import PickledArray, PickledDtype, UnsafeCheckpointError
from fashionkp_mm.compat.pickled_values import (
    FUNCTIONS,
    PickledHistory,
    module_versions,
    scalar_keys,
)

_PythonUnpickler: Any = pickle._Unpickler

_OPCODES = re.findall(
    r'\w+',
    """
    PROTO STOP MARK GLOBAL REDUCE BUILD NEWOBJ BINPERSID NONE NEWTRUE NEWFALSE BININT BININT1
    BININT2 LONG1 BINFLOAT BINUNICODE SHORT_BINSTRING EMPTY_TUPLE EMPTY_LIST EMPTY_DICT
    EMPTY_SET TUPLE TUPLE1 TUPLE2 TUPLE3 APPEND APPENDS SETITEM SETITEMS BINGET LONG_BINGET
    BINPUT LONG_BINPUT
""",
)
"""Instructions of pickles that ``torch.save`` writes."""


class DataUnpickler(_PythonUnpickler):
    """Reads a pickle that holds data alone; PyTorch sets ``persistent_load`` for the storages.

    Args:
        file: Open file.
        **kwargs: ``encoding``, as PyTorch gives it.
    """

    dispatch: ClassVar[dict[int, Any]] = {
        code[0]: _PythonUnpickler.dispatch[code[0]]
        for code in (getattr(pickle, name) for name in _OPCODES)
    }

    def find_class(self, module: str, name: str) -> Any:
        """Return what takes the place of a name.

        Raises:
            UnsafeCheckpointError: If it is not in the list.
        """
        path = f'{IMPORT_MAPPING.get(module, module)}.{name}'
        dtype = getattr(torch, name, None) if module == 'torch' else None
        if isinstance(dtype, torch.dtype):
            return dtype
        if path not in FUNCTIONS:
            raise UnsafeCheckpointError(path)
        return FUNCTIONS[path]

    def load_reduce(self) -> None:
        """Call one of the functions."""
        args = self.stack.pop()
        function = self.stack[-1]
        if not any(function is allowed for allowed in FUNCTIONS.values()):
            raise UnsafeCheckpointError(f'a call of {function!r}')
        self.stack[-1] = function(*args)

    def load_build(self) -> None:
        """Give an object its state; arrays and dtypes then become plain ones."""
        state, target = self.stack.pop(), self.stack[-1]
        if type(target) is OrderedDict:
            target.__dict__.update(module_versions(state))
        elif type(target) in (PickledArray, PickledDtype, PickledHistory):
            target.__setstate__(state)
            if not isinstance(target, HistoryBuffer):
                self._replace(target)
        else:
            raise UnsafeCheckpointError(f'a state of {type(target).__name__}')

    def _replace(self, target: Any) -> None:
        """Put the plain array or dtype in place of its stand-in."""
        plain = target.value if isinstance(target, PickledDtype) else target.view(np.ndarray)
        self.stack[-1] = plain
        for key in reversed(self.memo):  # memorized just before its state was read
            if self.memo[key] is target:
                self.memo[key] = plain
                break

    def load_append(self) -> None:
        """Append to a list."""
        self._require_type(self.stack[-2], list)
        super().load_append()

    def load_appends(self) -> None:
        """Append to a list."""
        self._require_type(self.metastack[-1][-1], list)
        super().load_appends()

    def load_setitem(self) -> None:
        """Set an item of a dictionary."""
        self._require_type(self.stack[-3], dict, OrderedDict, Counter)
        scalar_keys(self.stack[-2:-1])
        super().load_setitem()

    def load_setitems(self) -> None:
        """Set items of a dictionary."""
        self._require_type(self.metastack[-1][-1], dict, OrderedDict, Counter)
        scalar_keys(self.stack[::2])
        super().load_setitems()

    def _require_type(self, target: Any, *types: type) -> None:
        if type(target) not in types:
            raise UnsafeCheckpointError(f'items of {type(target).__name__}')

    for _code, _load in (
        (pickle.REDUCE, load_reduce),
        (pickle.NEWOBJ, load_reduce),
        (pickle.BUILD, load_build),
        (pickle.APPEND, load_append),
        (pickle.APPENDS, load_appends),
        (pickle.SETITEM, load_setitem),
        (pickle.SETITEMS, load_setitems),
    ):
        dispatch[_code[0]] = _load


def _require_storage(pid: Any) -> None:
    """Raise if a reference of a pickle is not to the numbers of a tensor."""
    types = [str, torch.serialization.StorageType, str, str, int]  # type, key, device, length
    is_storage = isinstance(pid, tuple) and [type(part) for part in pid[:5]] == types
    view = pid[5] if is_storage and len(pid) == 6 else None  # of the older format
    if view is not None and not (isinstance(view, tuple) and isinstance(view[0], str)):
        is_storage = False
    if not is_storage or pid[0] != 'storage':
        raise UnsafeCheckpointError('a reference to something else than weights')


class DataPickle:
    """What ``torch.load`` uses in place of the module ``pickle``, for one file."""

    def __init__(self) -> None:
        self._keys: set[Any] = set()
        keys = self._keys

        class Unpickler(DataUnpickler):
            """Notes the storages that the file has to provide."""

            def load_binpersid(self) -> None:
                """Load a storage."""
                pid = self.stack.pop()
                _require_storage(pid)
                keys.add(pid[2])
                self.stack.append(self.persistent_load(pid))

            dispatch: ClassVar[dict[int, Any]] = {
                **DataUnpickler.dispatch,
                pickle.BINPERSID[0]: load_binpersid,
            }

        self.Unpickler = Unpickler

    def load(self, file: Any, **kwargs: Any) -> Any:
        """Load the parts of the older format: numbers, names, and keys of the storages that follow.

        Raises:
            UnsafeCheckpointError: If a storage does not follow, whose memory would be foreign.
        """
        part = self.Unpickler(file, **kwargs).load()
        if isinstance(part, list) and not self._keys <= set(scalar_keys(part)):
            raise UnsafeCheckpointError('a tensor without numbers')
        return part
