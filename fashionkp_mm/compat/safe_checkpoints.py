"""Checkpoints, loaded as data: MMEngine's loaders never run code from a file or URL."""

import errno
import importlib
import re
import tarfile
import zipfile
from collections.abc import Callable
from types import FunctionType, ModuleType
from typing import Any

import torch

from fashionkp_mm.compat.data_pickles import DataPickle
from fashionkp_mm.compat.numpy_pickles import UnsafeCheckpointError
from fashionkp_mm.compat.on_import import patch_module
from fashionkp_mm.compat.pickled_values import listed_for_pytorch

ADDED_GLOBALS: list[Any] = []
"""What :func:`install` has added to PyTorch's allow-list, for ``torch.load`` by users."""

ENVIRONMENT_ERRORS = (OSError, torch.cuda.OutOfMemoryError)
"""Errors of loading that do not come from the content: missing file, connection, device memory."""

LOADERS = 'mmengine.runner.checkpoint'
"""Module with all loaders of MMEngine."""

EXPORTED = 'fashionkp_mm.checkpoints.exported'
"""Module that reads exported models; it imports MMPose, which takes seconds."""

_CHUNK = 2**20
"""Number of bytes that are read at once."""


def rebound(function: Callable[..., Any], **names: Any) -> Callable[..., Any]:
    """Return a function that finds other objects under some of its global names."""
    code: Any = function
    copy = FunctionType(
        code.__code__,
        {**code.__globals__, **names},
        code.__name__,
        code.__defaults__,
        code.__closure__,
    )
    copy.__kwdefaults__ = code.__kwdefaults__
    return copy


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
        f'{source}: refused, since it holds {name}, which is not plain data and could run code. '
        'Nothing of it was run. If you know who made the file, have them save the weights alone: '
        "torch.save({'state_dict': model.state_dict()}, path)"
    )


def require_intact(archive: zipfile.ZipFile) -> None:
    """Raise if a part of a zipped checkpoint does not have its checksum, which PyTorch ignores.

    Parts that were saved without one (``torch.serialization.set_crc32_options``) pass.

    Raises:
        Exception: Of various types, if a part is damaged.
    """
    for part in archive.infolist():
        if not part.CRC:
            continue
        try:
            with archive.open(part) as file:
                while file.read(_CHUNK):
                    pass
        except OSError as error:
            if error.errno != errno.EINVAL:
                raise
            raise zipfile.BadZipFile(f'{part.filename} lies outside of the file') from error


def check_format(file: Any) -> None:
    """Raise for damaged archives, and for formats that PyTorch 2.4 opens and later ones refuse.

    Args:
        file: Path or open file; an open file keeps its position.

    Raises:
        ValueError: If the file is a TorchScript program, or a tar as PyTorch 0.1 saved it.
        Exception: Of various types, if the file is damaged.
    """
    position = file.tell() if hasattr(file, 'tell') else None
    try:
        if zipfile.is_zipfile(file):
            with zipfile.ZipFile(file) as archive:
                if any(name.endswith('/constants.pkl') for name in archive.namelist()):
                    raise ValueError('it is a TorchScript program')
                require_intact(archive)
        if position is not None:
            file.seek(position)
        if tarfile.is_tarfile(file):
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
        check_format(file)
        read = rebound(torch.load, _weights_only_unpickler=DataPickle())
        return read(file, map_location=map_location, **kwargs)
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
        download = rebound(torch.hub.load_state_dict_from_url, torch=TorchWithSafeLoad())
        return download(url, *args, **kwargs)
    except (*ENVIRONMENT_ERRORS, UnsafeCheckpointError):
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


def load_exported(path: str, map_location: Any = None) -> Any:
    """Load an exported model as a checkpoint; see :mod:`fashionkp_mm.checkpoints.exported`."""
    return importlib.import_module(EXPORTED).load_exported(path, map_location)


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
        ADDED_GLOBALS.extend(listed_for_pytorch())
        torch.serialization.add_safe_globals(ADDED_GLOBALS)
    patch_module(LOADERS, patch)


def add_exported(loaders: ModuleType) -> None:
    """Let the loaders in ``mmengine.runner.checkpoint`` read exported models."""
    loaders.CheckpointLoader.register_scheme(r'.*\.onnx$', load_exported, force=True)


def install_exported() -> None:
    """Let MMEngine load exported models as checkpoints."""
    patch_module(LOADERS, add_exported)
