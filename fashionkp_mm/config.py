"""Finding and reading configs."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from mmengine.config import Config

_PACKAGE = Path(__file__).parent
# An installed wheel carries the configs inside; in a checkout they stand beside the package.
CONFIGS = next(p for p in (_PACKAGE / 'configs', _PACKAGE.parent / 'configs') if p.is_dir())
"""Folder of the configs that come with the package."""


def config_names() -> list[str]:
    """Names of the models that come with the package, such as 'cpn_r50_skirt'."""
    return sorted(p.stem for p in CONFIGS.glob('[!_]*/*.py'))


def config_path(config: str | Path) -> Path:
    """Return the file of a config.

    Args:
        config: A path, or the name of a config that comes with the package.

    Raises:
        FileNotFoundError: It is neither.
    """
    path = Path(config)
    if path.is_file():
        return path
    named = list(CONFIGS.glob(f'[!_]*/{path.name}.py'))
    if len(path.parts) == 1 and named:
        return named[0]
    raise FileNotFoundError(
        f'no config {config}: expected a file, or one of {", ".join(config_names())}'
    )


def load_config(config: str | Path, options: Mapping[str, Any] | None = None) -> Config:
    """Read a config and override some of its settings.

    Args:
        config: A path, or the name of a config that comes with the package.
        options: Settings by dotted key, such as ``{'train_cfg.max_epochs': 3}``.
    """
    cfg = Config.fromfile(config_path(config))
    if options:
        cfg.merge_from_dict(dict(options))
    return cfg
