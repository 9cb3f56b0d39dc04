"""Finding and reading configs."""

import functools
from collections.abc import Iterator, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from mmengine.config import Config

from fashionkp.categories import DECLARED_IN
from fashionkp.custom_garments import HOW_TO

_PACKAGE = Path(__file__).parent
_SIZES = ('input_size', 'heatmap_size', 'in_featuremap_size')
# An installed wheel carries the configs inside; in a checkout they stand beside the package.
CONFIGS = next(p for p in (_PACKAGE / 'configs', _PACKAGE.parent / 'configs') if p.is_dir())
"""Folder of the configs that come with the package."""


def config_names() -> list[str]:
    """Names of the models that come with the package, such as 'cpn_r50_skirt'.

    Each recipe has one for each declared garment too.
    """
    declared = [f'{recipe.name}_{name}' for recipe in CONFIGS.glob('[!_]*') for name in DECLARED_IN]
    return sorted([*declared, *(p.stem for p in CONFIGS.glob('[!_]*/*.py'))])


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
    recipe, _, garment = path.name.rpartition('_')
    if len(path.parts) == 1 and garment in DECLARED_IN and (CONFIGS / recipe).is_dir():
        return _declared_leaf(recipe, garment)
    raise FileNotFoundError(
        f'no config {config}: expected a file, or one of {", ".join(config_names())}; those for '
        f'other garments are there where a file declares these {HOW_TO}'
    )


def _declared_leaf(recipe: str, garment: str) -> Path:
    """Write the config of a recipe for a declared garment, as that for a blouse."""
    leaf = CONFIGS / recipe / f'{recipe}_blouse.py'
    path = Path(_written_configs().name) / recipe / f'{recipe}_{garment}.py'
    path.parent.mkdir(exist_ok=True)
    path.write_text(leaf.read_text().replace("'blouse'", f"'{garment}'"))
    return path


@functools.cache
def _written_configs() -> TemporaryDirectory:
    """A folder for configs beside the bases of the others, while the process lives."""
    folder = TemporaryDirectory(prefix='fashionkp_')
    (Path(folder.name) / '_base_').symlink_to(CONFIGS.absolute() / '_base_')
    return folder


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


def input_size_options(cfg: Config, side: int) -> dict[str, Any]:
    """Settings that give a model a square input of another size, and all that goes with it.

    Args:
        cfg: A model's config; its ``codec`` tells the size that it has.
        side: Width and height of the input, pixels.

    Returns:
        Settings by dotted key, for :func:`load_config`.

    Raises:
        ValueError: A part of the model, such as its heatmaps, would not be whole.
    """
    factor = side / cfg.codec.input_size[0]
    options = {}
    for key, size in _sizes(cfg.to_dict()):
        options[key] = tuple(round(length * factor) for length in size)
        if any(new != old * factor for new, old in zip(options[key], size, strict=True)):
            raise ValueError(f'input of {side} pixels: {key}={tuple(size)} becomes no whole number')
    return options


def _sizes(node: Any, key: str = '') -> Iterator[tuple[str, Any]]:
    """Every size (w, h) that a part of a config states, by dotted key."""
    items = node.items() if isinstance(node, dict) else enumerate(node)
    for name, value in items:
        dotted = f'{key}.{name}' if key else str(name)
        if name in _SIZES:
            yield dotted, value
        elif isinstance(value, dict | list):
            yield from _sizes(value, dotted)
