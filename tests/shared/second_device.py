"""A second device without its hardware, for code that may mix devices.

Its tensors are computed on the CPU, so that results can be compared to the last bit. As on a GPU, a
tensor of the CPU beside one of the device is an error, and so is :meth:`torch.Tensor.numpy`.
PyTorch's device type ``lazy`` has no kernels of its own here, and needs no driver.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import torch
from torch import Tensor
from torch.utils._python_dispatch import TorchDispatchMode, return_and_correct_aliasing
from torch.utils._pytree import tree_leaves, tree_map

SECOND = 'lazy'

_aten = torch.ops.aten
# as on a GPU: copies, and indices on the CPU
_MIXED = {
    _aten.copy_,
    _aten._to_copy,
    _aten.index,
    _aten.index_put,
    _aten.index_put_,
    _aten._index_put_impl_,
}


class SecondTensor(Tensor):
    """Tensor of the second device; ``value`` is on the CPU."""

    value: Tensor

    @staticmethod
    def __new__(cls, value: Tensor) -> 'SecondTensor':
        tensor = Tensor._make_wrapper_subclass(
            cls,
            value.size(),
            strides=value.stride(),
            storage_offset=value.storage_offset(),
            dtype=value.dtype,
            device=SECOND,
        )
        tensor.value = value
        return tensor

    def __repr__(self) -> str:
        return f'SecondTensor({self.value})'

    def tolist(self) -> Any:
        return self.value.tolist()

    @classmethod
    def __torch_dispatch__(
        cls, func: Any, types: Any, args: tuple = (), kwargs: dict | None = None
    ) -> Any:
        return _run(func, args, kwargs or {})


class _Mode(TorchDispatchMode):
    """Creates tensors on the second device, where no argument is one."""

    def __torch_dispatch__(
        self, func: Any, types: Any, args: tuple = (), kwargs: dict | None = None
    ) -> Any:
        return _run(func, args, kwargs or {})


def _run(func: Any, args: tuple, kwargs: dict) -> Any:
    """Run an operator; raise if its tensors are on different devices."""
    tensors = [item for item in tree_leaves((args, kwargs)) if isinstance(item, Tensor)]
    is_here = [isinstance(tensor, SecondTensor) for tensor in tensors]
    target = kwargs.get('device')
    moves_here = target is not None and torch.device(target).type == SECOND
    if not any(is_here) and not moves_here:
        return func(*args, **kwargs)
    on_cpu = [tensor for tensor, here in zip(tensors, is_here, strict=True) if not here]
    if any(is_here) and func.overloadpacket not in _MIXED and any(t.dim() for t in on_cpu):
        raise RuntimeError(f'{func}: expected all tensors to be on the same device')
    inner: Callable[[Any], Any] = lambda item: getattr(item, 'value', item)  # noqa: E731
    options = tree_map(inner, {**kwargs, 'device': 'cpu'} if moves_here else kwargs)
    result = func(*tree_map(inner, args), **options)
    if target is not None and not moves_here:
        return result
    if func.overloadpacket is _aten.copy_ and not is_here[0]:
        return args[0]
    outer = tree_map(lambda item: SecondTensor(item) if isinstance(item, Tensor) else item, result)
    return return_and_correct_aliasing(func, args, kwargs, outer)


@contextmanager
def second_device() -> Iterator[str]:
    """Make the second device available inside the block; return its name."""
    before = torch._C._only_lift_cpu_tensors()
    torch._C._set_only_lift_cpu_tensors(True)  # torch.tensor(..., device=SECOND), lists as indices
    try:
        with _Mode():
            yield SECOND
    finally:
        torch._C._set_only_lift_cpu_tensors(before)
