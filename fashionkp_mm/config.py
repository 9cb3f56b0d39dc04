"""Configs, and changes to their settings."""

import traceback
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from mmengine.config import Config

from fashionkp_mm.config_files import config_path
from fashionkp_mm.config_options import check_options
from fashionkp_mm.lazy_configs import is_lazy, with_names

_SIZE_KEYS = ('input_size', 'heatmap_size', 'in_featuremap_size')


def load_config(config: str | Path, options: Mapping[str, Any] | None = None) -> Config:
    """Load a config and override some of its settings.

    Args:
        config: A path, or the name of a config of this package.
        options: Settings by dotted key, such as ``{'train_cfg.max_epochs': 3}``.

    Raises:
        FileNotFoundError: If there is no such config.
        ValueError: If the config has an error, or an option is misspelt or mistyped.
    """
    path = config_path(config)
    try:
        cfg = _from_file(path)
    except (OSError, ValueError):
        raise
    except Exception as error:  # a config is a program, which may raise anything
        raise ValueError(_config_error(path, error)) from error
    apply_options(cfg, options)
    return cfg


def apply_options(cfg: Config, options: Mapping[str, Any] | None) -> None:
    """Override some settings of a config.

    Args:
        cfg: The config, which is changed.
        options: Settings by dotted key, such as ``{'train_cfg.max_epochs': 3}``.

    Raises:
        ValueError: If an option is misspelt or mistyped.
    """
    if options:
        check_options(cfg, options)
        cfg.merge_from_dict(dict(options))


def _from_file(path: Path) -> Config:
    # Formatting takes more than half a second, and every checkpoint contains the config's text.
    cfg = Config.fromfile(path, format_python_code=False)
    return with_names(cfg) if is_lazy(cfg) else cfg


def _config_error(path: Path, error: Exception) -> str:
    """Return where a config has an error, and which."""
    if isinstance(error, SyntaxError):
        line, reason = error.lineno, error.msg
    else:
        frames = traceback.extract_tb(error.__traceback__)
        line = next((frame.lineno for frame in reversed(frames) if _is_config(frame)), None)
        reason = f'{type(error).__name__}: {error}'
    place = f'{path}:{line}' if line else str(path)
    return f'{place}: the config cannot be read: {reason.splitlines()[0]}'


def _is_config(frame: traceback.FrameSummary) -> bool:
    """Return whether a frame is code that MMEngine has read from a config."""
    return frame.filename == '' or frame.filename == '<string>'


def evaluators(config: Any) -> list:
    """Return the evaluators of a config that has one, a list of them, or none."""
    if not config:
        return []
    return list(config) if isinstance(config, list | tuple) else [config]


def input_size_options(cfg: Config, side: int) -> dict[str, Any]:
    """Return the settings that change the input size of a model, and every size with it.

    Args:
        cfg: Config of the model; its size is that of ``codec``.
        side: New width and height of the input, pixels.

    Returns:
        Settings by dotted key, for :func:`load_config`.

    Raises:
        ValueError: If a size, such as that of the heatmaps, would not be a whole number.
    """
    factor = side / cfg.codec.input_size[0]
    options = {}
    for key, size in _sizes(cfg.to_dict()):
        options[key] = tuple(round(length * factor) for length in size)
        if any(new != old * factor for new, old in zip(options[key], size, strict=True)):
            raise ValueError(f'input of {side} pixels: {key}={tuple(size)} becomes no whole number')
    return options


def _sizes(node: Any, prefix: str = '') -> Iterator[tuple[str, Any]]:
    """Yield every size (w, h) in a part of a config, with its dotted key."""
    items = node.items() if isinstance(node, dict) else enumerate(node)
    for name, value in items:
        key = f'{prefix}.{name}' if prefix else str(name)
        if name in _SIZE_KEYS:
            yield key, value
        elif isinstance(value, dict | list):
            yield from _sizes(value, key)
