"""Values of checkpoints beside NumPy's: each is built from checked parts."""

from collections import Counter, OrderedDict
from collections.abc import Callable, Iterable
from typing import Any

import numpy as np
import torch
from mmengine.logging.history_buffer import HistoryBuffer
from torch import Tensor, nn
from torch.storage import TypedStorage

from fashionkp_mm.compat.numpy_pickles import UnsafeCheckpointError, renamed, stand_ins

STATISTICS = ('min', 'max', 'mean', 'current')
"""Methods that a pickled ``HistoryBuffer`` of MMEngine names."""

_DTYPES = {torch.bool, torch.uint8, torch.int8, torch.int16, torch.int32, torch.int64}
_DTYPES |= {torch.float16, torch.bfloat16, torch.float32, torch.float64}
_DTYPES |= {torch.complex64, torch.complex128}
"""Types of tensors; quantized ones have further parts that would have to be checked."""


class PickledHistory(HistoryBuffer):
    """Stand-in for MMEngine's log history in pickles: becomes one if its state is in order."""

    def __setstate__(self, state: Any) -> None:
        """Fill the history; the functions that a state names are ignored.

        Raises:
            UnsafeCheckpointError: If it does not hold as many numbers as counts.
        """
        state = state if isinstance(state, dict) else {}
        values, counts = (state.get(f'_{name}_history') for name in ('log', 'count'))
        length = state.get('max_length')
        if not (_is_numbers(values) and _is_numbers(counts) and len(values) == len(counts)):
            raise UnsafeCheckpointError('a malformed HistoryBuffer')
        if type(length) is not int or length < 1:
            raise UnsafeCheckpointError('a malformed HistoryBuffer')
        self.__dict__.clear()
        self.__class__ = HistoryBuffer
        self.max_length = length
        self._log_history, self._count_history = np.array(values), np.array(counts)
        self._set_default_statistics()


PickledHistory.__module__ = HistoryBuffer.__module__
PickledHistory.__name__ = PickledHistory.__qualname__ = HistoryBuffer.__name__


def _is_numbers(value: Any) -> bool:
    return isinstance(value, np.ndarray) and value.ndim == 1 and value.dtype.kind in 'biuf'


def history_statistic(owner: Any, name: Any) -> Callable[..., Any]:
    """Return a method of ``HistoryBuffer``, in place of ``getattr`` in pickles.

    The real ``getattr`` must not be allowed: it leads from any function to ``builtins`` and from
    there to ``exec``, which PyTorch's own ``_rebuild_from_type_v2`` would call.

    Raises:
        UnsafeCheckpointError: If anything but a statistic is named.
    """
    if owner not in (HistoryBuffer, PickledHistory) or name not in STATISTICS:
        raise UnsafeCheckpointError(f'{name!r} of {owner!r}')
    return getattr(HistoryBuffer, name)


def scalar_keys(keys: Iterable[Any]) -> Iterable[Any]:
    """Return keys of a dictionary or set, which Python hashes without a limit of their depth.

    Raises:
        UnsafeCheckpointError: If one is neither text, a number nor None.
    """
    for key in keys:
        if not isinstance(key, str | bytes | int | float | complex | np.generic | None):
            raise UnsafeCheckpointError(f'a key of {type(key).__name__}')
    return keys


def dictionary(cls: type) -> Callable[..., Any]:
    """Return a function that builds a dictionary of a class from none or from pairs."""

    def build(items: Any = ()) -> Any:
        pairs = list(items.items() if isinstance(items, dict) else items)
        scalar_keys([key for key, _ in pairs])
        return cls(dict(pairs))

    return build


def value_set(items: Any = ()) -> set:
    """Return a set of text, numbers and None."""
    return set(scalar_keys(items))


def latin1(text: Any, encoding: Any) -> bytes:
    """Return bytes that protocol 2 pickles as text, in place of ``codecs.encode``."""
    if encoding != 'latin1' or not isinstance(text, str):
        raise UnsafeCheckpointError(f'codecs.encode to {encoding!r}')
    return text.encode('latin1')


def tensor(
    storage: Any, offset: Any, size: Any, stride: Any, requires_grad: Any = False, *_: Any
) -> Tensor:
    """Return a tensor whose elements are all in its storage, and at most as many.

    Args:
        storage: The numbers.
        offset: Index of the first one.
        size: Tuple of lengths.
        stride: Tuple of steps, as long.
        requires_grad: Whether it is trained.

    Raises:
        UnsafeCheckpointError: If the parts do not fit together.
    """
    numbers = (offset, *size, *stride)
    if not isinstance(storage, TypedStorage) or len(size) != len(stride):
        raise UnsafeCheckpointError('a malformed tensor')
    if not all(type(number) is int and 0 <= number < 2**48 for number in numbers):
        raise UnsafeCheckpointError('a malformed tensor')
    if storage.dtype not in _DTYPES:
        raise UnsafeCheckpointError(f'a tensor of {storage.dtype}')
    count = storage._size()
    last = offset + sum((n - 1) * step for n, step in zip(size, stride, strict=True))
    elements = int(np.prod(np.array(size, dtype=object)))
    if elements and (last >= count or elements > count):
        raise UnsafeCheckpointError(f'a tensor {tuple(size)} that is larger than its data')
    made = torch._utils._rebuild_tensor(storage, offset, tuple(size), tuple(stride))
    return made.requires_grad_(bool(requires_grad))


def parameter(data: Any, requires_grad: Any = True, *_: Any) -> nn.Parameter:
    """Return a parameter, without hooks and attributes."""
    if type(data) is not Tensor:
        raise UnsafeCheckpointError('a parameter without a tensor')
    return nn.Parameter(data, bool(requires_grad))


def _functions() -> dict[str, Callable[..., Any]]:
    """Return what a checkpoint may call, by the name in the pickle."""
    numpy = {f'{entry.__module__}.{entry.__name__}': entry for entry in stand_ins()}
    return numpy | {
        'collections.OrderedDict': dictionary(OrderedDict),
        'collections.Counter': dictionary(Counter),
        'builtins.set': value_set,
        'builtins.slice': slice,
        'builtins.complex': complex,
        'builtins.getattr': history_statistic,
        '_codecs.encode': latin1,
        'mmengine.logging.history_buffer.HistoryBuffer': PickledHistory,
        'torch.Size': torch.Size,
        'torch.device': torch.device,
        'torch._utils._rebuild_tensor_v2': tensor,
        'torch._utils._rebuild_parameter': parameter,
        'torch._utils._rebuild_parameter_with_state': parameter,
    }


FUNCTIONS = _functions()


def module_versions(state: Any) -> dict[str, Any]:
    """Return the attribute of a state dict that PyTorch reads: versions of its modules."""
    versions = state.get('_metadata') if isinstance(state, dict) else None
    if not isinstance(versions, dict):
        return {}
    return dict(
        _metadata=OrderedDict(
            (name, {'version': part['version']})
            for name, part in versions.items()
            if isinstance(part, dict) and type(part.get('version')) is int
        )
    )


def listed_for_pytorch() -> list[Any]:
    """Return entries for PyTorch's own allow-list, for readers of checkpoints by ``torch.load``."""
    statistic = renamed(history_statistic, 'builtins', 'getattr')
    encode = renamed(latin1, '_codecs', 'encode')  # in PyTorch's own list from 2.5 on
    return [PickledHistory, slice, set, statistic, encode, *stand_ins()]
