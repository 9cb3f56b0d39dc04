"""Configs, and changes to their settings."""

import traceback
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from mmengine.config import Config

from fashionkp_mm.compat.safe_checkpoints import nested_value
from fashionkp_mm.config_files import config_path
from fashionkp_mm.config_options import check_options
from fashionkp_mm.lazy_configs import is_lazy, with_names

SIZE_KEYS = ('input_size', 'heatmap_size', 'in_featuremap_size')
"""Settings that are sizes (w, h) of the input or of what has its aspect ratio."""
FITTING_SIZES = 'multiples of 32 from 64 fit every recipe'
"""What to choose if a network cannot take an input size."""


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


def codec_size(cfg: Config) -> tuple[int, int] | None:
    """Return width and height of the input, pixels, if the config has one ``codec`` with a size."""
    size = nested_value(dict(codec=cfg.get('codec')), 'codec', 'input_size')
    if not isinstance(size, list | tuple) or len(size) != 2:
        return None
    width, height = size
    is_size = all(isinstance(length, int) and length > 0 for length in size)
    return (width, height) if is_size else None


def input_size_options(cfg: Config, size: int | Sequence[int]) -> dict[str, Any]:
    """Return the settings that change the input size of a model, and every size with it.

    Heatmaps keep their stride, and their targets the width in cells. SimCC's targets keep the
    width that RTMPose gives them, which grows with the square root of the length.

    Args:
        cfg: Config of the model; its size is that of ``codec``.
        size: New width and height of the input, pixels; one number for a square.

    Returns:
        Settings by dotted key, for :func:`load_config`.

    Raises:
        ValueError: If the config has no such size, or a size, such as that of the heatmaps, would
            not be a whole number.
    """
    new_size = (size, size) if isinstance(size, int) else tuple(size)
    old_size = codec_size(cfg)
    if old_size is None:
        raise ValueError('the config has no codec.input_size, which --input-size changes')
    factors = [new / old for new, old in zip(new_size, old_size, strict=True)]
    options = {}
    for key, lengths in _sizes(cfg.to_dict()):
        pairs = [*zip(lengths, factors, strict=True)]
        if key.endswith('sigma'):
            options[key] = tuple(sigma * factor**0.5 for sigma, factor in pairs)
            continue
        options[key] = tuple(round(length * factor) for length, factor in pairs)
        name = key.rpartition('.')[2]
        if any(n != length * f for n, (length, f) in zip(options[key], pairs, strict=True)):
            raise ValueError(
                f'input of {new_size[0]} x {new_size[1]} pixels: {name}={tuple(lengths)}, which is '
                f'for {old_size[0]} x {old_size[1]}, would not be a whole number: {FITTING_SIZES}'
            )
    return options


def _sizes(node: Any, prefix: str = '') -> Iterator[tuple[str, Any]]:
    """Yield every size (w, h) in a part of a config, and SimCC's sigmas, with its dotted key."""
    items = node.items() if isinstance(node, dict) else enumerate(node)
    names = (*SIZE_KEYS, 'sigma') if _has_sigmas(node) else SIZE_KEYS
    for name, value in items:
        key = f'{prefix}.{name}' if prefix else str(name)
        if name in names:
            yield key, value
        elif isinstance(value, dict | list):
            yield from _sizes(value, key)


def _has_sigmas(node: Any) -> bool:
    """Return whether a part of a config is a codec of SimCC with a sigma for x and one for y."""
    is_simcc = isinstance(node, dict) and node.get('type') == 'SimCCLabel'
    return is_simcc and isinstance(node.get('sigma'), tuple | list)
