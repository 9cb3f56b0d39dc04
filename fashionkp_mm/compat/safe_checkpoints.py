"""Checkpoints are data: what MMEngine loads from a file or an address never runs code."""

import codecs
import re
import tarfile
import zipfile
from collections.abc import Callable
from types import ModuleType
from typing import Any

import numpy as np
import torch

from fashionkp_mm.compat.on_import import patch_module

STATISTICS = ('min', 'max', 'mean', 'current')
"""The methods that a pickled ``HistoryBuffer`` of MMEngine names."""


ALLOWED: list[Any] = []
"""What this package has added to PyTorch's allow-list; see :func:`allowed`."""


NO_FAULT_OF_THE_FILE = (OSError, torch.cuda.OutOfMemoryError)
"""What reading a checkpoint may end in that says nothing about its content: no such file, no
connection, no room for its tensors on the device."""


class UnsafeCheckpointError(ValueError):
    """A checkpoint asks for more than data to be made of it."""


def statistic(owner: type, name: str) -> Callable[..., Any]:
    """A statistic of ``HistoryBuffer``, for pickles that fetch it by ``getattr``.

    The real ``getattr`` must not be allowed: it leads from any function to ``builtins`` and from
    there to ``exec``, which PyTorch's own ``_rebuild_from_type_v2`` would call.

    Raises:
        UnsafeCheckpointError: Anything else was asked for.
    """
    from mmengine.logging.history_buffer import HistoryBuffer

    if owner is not HistoryBuffer or name not in STATISTICS:
        raise UnsafeCheckpointError(f'{name!r} of {owner!r}')
    return getattr(owner, name)


def renamed(function: Callable[..., Any], module: str, name: str) -> Callable[..., Any]:
    """``function`` under the name that a pickle uses for it.

    PyTorch 2.4 takes an entry of its allow-list only under the entry's own name.
    """

    def entry(*args: Any) -> Any:
        return function(*args)

    entry.__module__, entry.__name__, entry.__qualname__ = module, name, name
    return entry


def allowed() -> list[Any]:
    """What checkpoints of MMEngine hold beside tensors: its log history and NumPy data."""
    from mmengine.logging.history_buffer import HistoryBuffer

    parts = [HistoryBuffer, slice, np.ndarray, np.dtype, renamed(statistic, 'builtins', 'getattr')]
    parts += [set, codecs.encode]  # PyTorch's own list has them from 2.5 on; NumPy data is encoded
    for value in (np.zeros(1), np.float64(0)):
        rebuild: Any = value.__reduce__()[0]
        for module in ('numpy.core.multiarray', 'numpy._core.multiarray'):  # NumPy 1 and 2
            parts.append(renamed(rebuild, module, rebuild.__name__))
    # Arrays of objects and of records are no data of MMEngine.
    parts += {type(np.dtype(code)) for code in '?bBhHiIlLqQefdgFDGSUmM'}
    return parts


def culprit(error: Exception) -> str | None:
    """The name that PyTorch refused, from the text of its error."""
    if isinstance(error, UnsafeCheckpointError):
        return str(error)
    found = re.search(r'GLOBAL ([\w.<>]+)|(?:function|but got) (.+?)(?:\n|$)', str(error))
    return (found.group(1) or found.group(2)) if found else None


def refusal(source: Any, error: Exception) -> UnsafeCheckpointError:
    """What to tell about a checkpoint that could not be read as data.

    Args:
        source: Its file or address.
        error: What the reader said.
    """
    name = culprit(error)
    if name is None:
        # what follows a first sentence is advice to run the file's code after all
        reason = str(error).split('. ')[0].splitlines()[0] if str(error) else type(error).__name__
        return UnsafeCheckpointError(f'{source}: not a PyTorch checkpoint, or damaged: {reason}')
    return UnsafeCheckpointError(
        f'{source}: refused, since it holds {name}, which is no weight and could run code. '
        'Nothing of it was run. If you know who made the file, have them save the weights alone: '
        "torch.save({'state_dict': model.state_dict()}, path)"
    )


def refuse_programs(file: Any) -> None:
    """Let refusals of newer PyTorch hold for 2.4 too, which opens programs and unpacks archives.

    Args:
        file: Path or open file; one that is open stands afterwards where it stood.

    Raises:
        ValueError: The file holds a program of TorchScript, or is a tar, as PyTorch 0.1 saved.
    """
    place = file.tell() if hasattr(file, 'tell') else None
    try:
        if zipfile.is_zipfile(file):
            with zipfile.ZipFile(file) as archive:
                if any(name.endswith('/constants.pkl') for name in archive.namelist()):
                    raise ValueError('it is a program of TorchScript')
        elif tarfile.is_tarfile(file):
            raise ValueError('it is in the old .tar format')
    finally:
        if place is not None:
            file.seek(place)


def part_of(content: Any, *keys: str) -> Any:
    """What a checkpoint holds at a place in nested dictionaries; None where it has no such place.

    Example:
        >>> part_of({'meta': {'epoch': 3}}, 'meta', 'epoch'), part_of({'meta': 5}, 'meta', 'epoch')
        (3, None)
    """
    for key in keys:
        content = content.get(key) if isinstance(content, dict) else None
    return content


def load(file: Any, map_location: Any = None, **kwargs: Any) -> Any:
    """``torch.load`` that never runs code, whatever is asked of it.

    Args:
        file: Path or open file.
        map_location: Where tensors go.
        **kwargs: Further arguments of ``torch.load``; ``weights_only`` is ignored.

    Raises:
        UnsafeCheckpointError: The file holds something that is no data, or is no checkpoint.
    """
    kwargs.pop('pickle_module', None)
    kwargs['weights_only'] = True
    try:
        refuse_programs(file)
        return torch.load(file, map_location=map_location, **kwargs)
    except NO_FAULT_OF_THE_FILE:
        raise
    except Exception as error:  # what a reader raises on garbage shares no base class
        raise refusal(file, error) from error


def load_url(url: str, *args: Any, **kwargs: Any) -> Any:
    """``torch.hub.load_state_dict_from_url`` that never runs code.

    Raises:
        UnsafeCheckpointError: As :func:`load` does.
    """
    kwargs['weights_only'] = True
    try:
        return torch.hub.load_state_dict_from_url(url, *args, **kwargs)
    except NO_FAULT_OF_THE_FILE:
        raise
    except Exception as error:
        raise refusal(url, error) from error


class TorchWithSafeLoad(ModuleType):
    """PyTorch as MMEngine's loaders see it: everything but ``load`` is the original."""

    load = staticmethod(load)

    def __init__(self) -> None:
        super().__init__('torch', torch.__doc__)

    def __getattr__(self, name: str) -> Any:
        return getattr(torch, name)


def patch(loaders: ModuleType) -> None:
    """Let the loaders in ``mmengine.runner.checkpoint`` take data only."""
    if not isinstance(loaders.torch, TorchWithSafeLoad):
        loaders.torch = TorchWithSafeLoad()  # type: ignore[attr-defined]
        loaders.load_url = load_url  # type: ignore[attr-defined]
    if hasattr(loaders, 'get_torch_safe_globals'):  # onedl-mmengine allows the real getattr
        loaders.get_torch_safe_globals = list  # type: ignore[attr-defined]


def install() -> None:
    """Make every loader of MMEngine one that takes data only."""
    if not ALLOWED:
        ALLOWED.extend(allowed())
        torch.serialization.add_safe_globals(ALLOWED)
    patch_module('mmengine.runner.checkpoint', patch)
