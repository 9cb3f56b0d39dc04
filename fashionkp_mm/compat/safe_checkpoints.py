"""Checkpoints, loaded as data: MMEngine's loaders never run code from a file or URL."""

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
"""Methods that a pickled ``HistoryBuffer`` of MMEngine names."""

ADDED_GLOBALS: list[Any] = []
"""What :func:`install` has added to PyTorch's allow-list; see :func:`safe_globals`."""

ENVIRONMENT_ERRORS = (OSError, torch.cuda.OutOfMemoryError)
"""Errors of loading that do not come from the content: missing file, connection, device memory."""


class UnsafeCheckpointError(ValueError):
    """A checkpoint holds more than data, or is malformed."""


def history_statistic(owner: type, name: str) -> Callable[..., Any]:
    """Return a method of ``HistoryBuffer``, in place of ``getattr`` in pickles.

    The real ``getattr`` must not be allowed: it leads from any function to ``builtins`` and from
    there to ``exec``, which PyTorch's own ``_rebuild_from_type_v2`` would call.

    Raises:
        UnsafeCheckpointError: If anything but a statistic is named.
    """
    from mmengine.logging.history_buffer import HistoryBuffer

    if owner is not HistoryBuffer or name not in STATISTICS:
        raise UnsafeCheckpointError(f'{name!r} of {owner!r}')
    return getattr(owner, name)


def renamed(function: Callable[..., Any], module: str, name: str) -> Callable[..., Any]:
    """Return a function under the module and name that pickles use for it.

    PyTorch 2.4 compares its allow-list with the functions' own names.
    """

    def entry(*args: Any) -> Any:
        return function(*args)

    entry.__module__, entry.__name__, entry.__qualname__ = module, name, name
    return entry


def safe_globals() -> list[Any]:
    """Return what MMEngine's checkpoints hold beside tensors: its log history and NumPy data."""
    from mmengine.logging.history_buffer import HistoryBuffer

    statistic = renamed(history_statistic, 'builtins', 'getattr')
    entries = [HistoryBuffer, slice, np.ndarray, np.dtype, statistic]
    entries += [set, codecs.encode]  # in PyTorch's own list from 2.5 on; NumPy data is encoded
    for value in (np.zeros(1), np.float64(0)):
        rebuild: Any = value.__reduce__()[0]
        for module in ('numpy.core.multiarray', 'numpy._core.multiarray'):  # NumPy 1 and 2
            entries.append(renamed(rebuild, module, rebuild.__name__))
    # not the dtypes of objects and records, which MMEngine does not save
    entries += {type(np.dtype(code)) for code in '?bBhHiIlLqQefdgFDGSUmM'}
    return entries


def refused_name(error: Exception) -> str | None:
    """Return the global that PyTorch refused, from its error; None if it refused none."""
    if isinstance(error, UnsafeCheckpointError):
        return str(error)
    match = re.search(r'GLOBAL ([\w.<>]+)|(?:function|but got) (.+?)(?:\n|$)', str(error))
    return (match.group(1) or match.group(2)) if match else None


def checkpoint_error(source: Any, error: Exception) -> UnsafeCheckpointError:
    """Return the error for a checkpoint that cannot be loaded as data.

    Args:
        source: Path, file or URL of the checkpoint.
        error: The error of the loader.
    """
    name = refused_name(error)
    if name is None:
        # PyTorch's further sentences advise to run the code of the file
        reason = str(error).split('. ')[0].splitlines()[0] if str(error) else type(error).__name__
        return UnsafeCheckpointError(f'{source}: not a PyTorch checkpoint, or damaged: {reason}')
    return UnsafeCheckpointError(
        f'{source}: refused, since it holds {name}, which is not a weight and could run code. '
        'Nothing of it was run. If you know who made the file, have them save the weights alone: '
        "torch.save({'state_dict': model.state_dict()}, path)"
    )


def refuse_old_formats(file: Any) -> None:
    """Raise for formats that PyTorch 2.4 still opens and newer versions refuse.

    Args:
        file: Path or open file; an open file keeps its position.

    Raises:
        ValueError: If the file is a TorchScript program, or a tar as PyTorch 0.1 saved it.
    """
    position = file.tell() if hasattr(file, 'tell') else None
    try:
        if zipfile.is_zipfile(file):
            with zipfile.ZipFile(file) as archive:
                if any(name.endswith('/constants.pkl') for name in archive.namelist()):
                    raise ValueError('it is a TorchScript program')
        elif tarfile.is_tarfile(file):
            raise ValueError('it is in the old .tar format')
    finally:
        if position is not None:
            file.seek(position)


def nested_value(content: Any, *keys: str) -> Any:
    """Return a value from nested dictionaries; None if a key is missing.

    Example:
        >>> nested_value({'meta': {'epoch': 3}}, 'meta', 'epoch')
        3
        >>> nested_value({'meta': 5}, 'meta', 'epoch') is None
        True
    """
    for key in keys:
        content = content.get(key) if isinstance(content, dict) else None
    return content


def load(file: Any, map_location: Any = None, **kwargs: Any) -> Any:
    """``torch.load`` that never runs code, whatever the arguments.

    Args:
        file: Path or open file.
        map_location: Device of the tensors.
        **kwargs: Further arguments of ``torch.load``; ``weights_only`` and ``pickle_module`` are
            ignored.

    Raises:
        UnsafeCheckpointError: If the file holds more than data, or is not a checkpoint.
    """
    kwargs.pop('pickle_module', None)
    kwargs['weights_only'] = True
    try:
        refuse_old_formats(file)
        return torch.load(file, map_location=map_location, **kwargs)
    except ENVIRONMENT_ERRORS:
        raise
    except Exception as error:  # loaders raise errors without a common base on malformed files
        raise checkpoint_error(file, error) from error


def load_url(url: str, *args: Any, **kwargs: Any) -> Any:
    """``torch.hub.load_state_dict_from_url`` that never runs code.

    Raises:
        UnsafeCheckpointError: As :func:`load`.
    """
    kwargs['weights_only'] = True
    try:
        return torch.hub.load_state_dict_from_url(url, *args, **kwargs)
    except ENVIRONMENT_ERRORS:
        raise
    except Exception as error:
        raise checkpoint_error(url, error) from error


class TorchWithSafeLoad(ModuleType):
    """The module ``torch`` for MMEngine's loaders, with :func:`load` in place of its own."""

    load = staticmethod(load)

    def __init__(self) -> None:
        super().__init__('torch', torch.__doc__)

    def __getattr__(self, name: str) -> Any:
        return getattr(torch, name)


def patch(loaders: ModuleType) -> None:
    """Let the loaders in ``mmengine.runner.checkpoint`` accept data only."""
    if not isinstance(loaders.torch, TorchWithSafeLoad):
        loaders.torch = TorchWithSafeLoad()  # type: ignore[attr-defined]
        loaders.load_url = load_url  # type: ignore[attr-defined]
    if hasattr(loaders, 'get_torch_safe_globals'):  # onedl-mmengine allows the real getattr
        loaders.get_torch_safe_globals = list  # type: ignore[attr-defined]


def install() -> None:
    """Make all loaders of MMEngine accept data only."""
    if not ADDED_GLOBALS:
        ADDED_GLOBALS.extend(safe_globals())
        torch.serialization.add_safe_globals(ADDED_GLOBALS)
    patch_module('mmengine.runner.checkpoint', patch)
