"""NumPy's part of pickles: arrays, scalars and dtypes built from checked bytes.

NumPy's own constructors trust a pickle: a state may give an array a wrong length, or a dtype fields
that lie outside of its items, so that reading it ends the process or returns foreign memory. The
stand-ins here take plain dtypes alone, and hand NumPy lengths that fit.
"""

import math
import re
from collections.abc import Callable
from typing import Any

import numpy as np


class UnsafeCheckpointError(ValueError):
    """A checkpoint holds more than data, or is malformed."""


def renamed(function: Callable[..., Any], module: str, name: str) -> Callable[..., Any]:
    """Return a function under the module and name that pickles use for it.

    PyTorch 2.4 compares its allow-list with the functions' own names.
    """

    def entry(*args: Any) -> Any:
        return function(*args)

    entry.__module__, entry.__name__, entry.__qualname__ = module, name, name
    return entry


_CODES = {f'{kind}{size}' for kind in 'iu' for size in (1, 2, 4, 8)}
_CODES |= {'b1', 'f2', 'f4', 'f8', 'c8', 'c16'}
_TEXT = re.compile(r'[SU][1-9]\d{0,6}')
_MAX_CODE_POINT = 0x10FFFF
_MAX_DIMENSIONS = 32


class PickledDtype:
    """Stand-in for ``numpy.dtype`` in pickles: booleans, integers, floats, complex numbers, text.

    Args:
        code: Such as 'f8' or 'U2'.
        *flags: Ignored, as written by NumPy.

    Raises:
        UnsafeCheckpointError: If it is another dtype, such as objects, records or dates.
    """

    def __init__(self, code: str, *flags: Any) -> None:
        if not isinstance(code, str) or (code not in _CODES and not _TEXT.fullmatch(code)):
            raise UnsafeCheckpointError(f'numpy.dtype({code!r})')
        self.value = np.dtype(code)

    def __setstate__(self, state: Any) -> None:
        """Take over the byte order; a plain dtype has nothing else.

        Raises:
            UnsafeCheckpointError: If the state describes more.
        """
        if not isinstance(state, tuple) or len(state) < 5 or state[2:5] != (None, None, None):
            raise UnsafeCheckpointError('numpy.dtype with fields')
        if state[1] not in ('<', '>', '|', '='):
            raise UnsafeCheckpointError(f'numpy.dtype of byte order {state[1]!r}')
        self.value = self.value.newbyteorder(state[1])


class PickledArray(np.ndarray):
    """Stand-in for ``numpy.ndarray`` in pickles: an array that only takes a checked state.

    The arguments of a pickle, which could name foreign memory, are ignored. The state is accepted
    once: a second one would free memory that others may use.
    """

    def __new__(cls, *args: Any) -> 'PickledArray':
        return super().__new__(cls, (0,), np.uint8)

    def __setstate__(self, state: Any) -> None:
        """Fill the array.

        Args:
            state: Version, shape, dtype, Fortran order, and the items as bytes.

        Raises:
            UnsafeCheckpointError: If the parts do not fit together.
        """
        if not isinstance(state, tuple) or len(state) != 5 or hasattr(self, '_is_filled'):
            raise UnsafeCheckpointError('malformed numpy.ndarray')
        _, shape, dtype, fortran, data = state
        array = checked_array(shape, dtype, data, 'F' if fortran else 'C')
        numpy_state: Any = array.__reduce__()[2]
        super().__setstate__(numpy_state)
        self._is_filled = True

    def __reduce__(self) -> Any:
        """Pickle as a plain array."""
        return self.view(np.ndarray).__reduce__()


for _class, _name in ((PickledArray, 'ndarray'), (PickledDtype, 'dtype')):
    # PyTorch's allow-list takes the names from the classes
    _class.__module__, _class.__name__, _class.__qualname__ = 'numpy', _name, _name


def checked_array(shape: Any, dtype: Any, data: Any, order: Any = 'C') -> np.ndarray:
    """Return an array from the parts of a pickle.

    Args:
        shape: Tuple of lengths.
        dtype: A :class:`PickledDtype`, or the plain dtype that it has become.
        data: The items as bytes.
        order: 'C' or 'F'.

    Raises:
        UnsafeCheckpointError: If the number of bytes does not fit shape and dtype, or the bytes are
            not values of that dtype.
    """
    dtype = dtype.value if isinstance(dtype, PickledDtype) else dtype
    if not isinstance(dtype, np.dtype) or dtype.kind not in 'biufcSU':
        raise UnsafeCheckpointError('numpy.ndarray without a dtype')
    if not isinstance(shape, tuple) or len(shape) > _MAX_DIMENSIONS:
        raise UnsafeCheckpointError('malformed shape of numpy.ndarray')
    if not all(type(length) is int and 0 <= length < 2**40 for length in shape):
        raise UnsafeCheckpointError('malformed shape of numpy.ndarray')
    if not isinstance(data, bytes) or len(data) != math.prod(shape) * dtype.itemsize:
        raise UnsafeCheckpointError(f'numpy.ndarray of {shape} {dtype} without as many bytes')
    if dtype.kind == 'b' and data.strip(b'\0\1'):
        raise UnsafeCheckpointError('numpy.ndarray of booleans other than 0 and 1')
    if dtype.kind == 'U':
        codes = np.frombuffer(data, np.dtype('u4').newbyteorder(dtype.byteorder))
        if codes.max(initial=0) > _MAX_CODE_POINT:
            raise UnsafeCheckpointError('numpy.ndarray of text beyond Unicode')
    return np.ndarray(shape, dtype, data, order=order).copy(order='K')


def scalar(dtype: Any, data: Any = b'') -> Any:
    """Return a NumPy scalar, in place of NumPy's own constructor.

    Raises:
        UnsafeCheckpointError: As :func:`checked_array`.
    """
    return checked_array((), dtype, data)[()]


def empty_array(cls: Any, *args: Any) -> PickledArray:
    """Return an array to be filled, in place of NumPy's ``_reconstruct``.

    Raises:
        UnsafeCheckpointError: If another class is asked for.
    """
    if cls is not PickledArray:
        raise UnsafeCheckpointError(f'{cls!r} in place of numpy.ndarray')
    return PickledArray()


def stand_ins() -> list[Any]:
    """Return what takes the place of NumPy's names in pickles, each under that name."""
    functions = [
        renamed(function, module, function_name)
        for function, function_name in ((scalar, 'scalar'), (empty_array, '_reconstruct'))
        for module in ('numpy.core.multiarray', 'numpy._core.multiarray')  # NumPy 1 and 2
    ]
    return [PickledArray, PickledDtype, *functions]
