"""Configs of this package by name, wherever MMEngine and MMPose ask for a config."""

import functools
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

from mmengine.config import Config

from fashionkp_mm.compat.on_import import patch_module, wrap_once

INFER_MODULE = 'mmengine.infer.infer'
HUB_MODULE = 'mmengine.hub'


def named_config(config: Any) -> str | None:
    """Return the path of a config of this package that is given by name; None for anything else.

    Raises:
        FileNotFoundError: If the name has the prefix of this package, and there is no such config.
    """
    name = str(config)
    if Path(name).is_file():
        return None
    from fashionkp_mm.config_files import PREFIX, config_names, config_path  # reads custom garments

    is_own = name.startswith(PREFIX) or name in config_names()
    return str(config_path(name)) if is_own else None


def shipped_weights(config: str) -> str | None:
    """Return the weights that this package has for a config, given by path; None if it has none."""
    from fashionkp.model_zoo.catalogue import STARTER, STARTER_CONFIG
    from fashionkp.model_zoo.names import find_files

    return str(find_files(STARTER)[0]) if Path(config).stem == STARTER_CONFIG else None


def with_names(fromfile: Callable[..., Config]) -> Callable[..., Config]:
    """Wrap ``Config.fromfile`` so that it takes names too."""

    @functools.wraps(fromfile)
    def wrapped(filename: Any, *args: Any, **kwargs: Any) -> Config:
        return fromfile(named_config(filename) or filename, *args, **kwargs)

    return wrapped


def with_named_bases(get_cfg_path: Callable[..., Any]) -> Callable[..., Any]:
    """Wrap ``Config._get_cfg_path`` so that ``_base_`` may have names."""

    @functools.wraps(get_cfg_path)
    def wrapped(cfg_path: str, filename: str) -> tuple[str, str | None]:
        path = named_config(cfg_path)
        return (path, None) if path else get_cfg_path(cfg_path, filename)

    return wrapped


def with_named_models(load: Callable[..., Any]) -> Callable[..., Any]:
    """Wrap ``BaseInferencer._load_model_from_metafile`` so that it knows this package's models."""

    @functools.wraps(load)
    def wrapped(self: Any, model: str) -> tuple[Config, str | None]:
        path = named_config(model)
        return (Config.fromfile(path), shipped_weights(path)) if path else load(self, model)

    return wrapped


def with_own_configs(get_config: Callable[..., Config]) -> Callable[..., Config]:
    """Wrap ``mmengine.hub.get_config`` so that it knows this package's configs."""

    @functools.wraps(get_config)
    def wrapped(cfg_path: str, pretrained: bool = False) -> Config:
        path = named_config(cfg_path)
        if path is None:
            return get_config(cfg_path, pretrained)
        cfg = Config.fromfile(path)
        if pretrained:
            cfg.model_path = shipped_weights(path)
            if cfg.model_path is None:
                raise ValueError(f'{cfg_path}: there are no pretrained weights of this model')
        return cfg

    return wrapped


def patch_inferencers(module: ModuleType) -> None:
    """Let the inferencers that derive from that of ``module`` know this package's models."""
    wrap_once(module.BaseInferencer, '_load_model_from_metafile', with_named_models)


def patch_hub(module: Any) -> None:
    """Let ``get_config`` of ``module`` know this package's configs."""
    wrap_once(module.hub, 'get_config', with_own_configs)
    module.get_config = module.hub.get_config


def install() -> None:
    """Let MMEngine and MMPose know the configs of this package by name."""
    wrap_once(Config, 'fromfile', with_names)
    wrap_once(Config, '_get_cfg_path', with_named_bases)
    patch_module(INFER_MODULE, patch_inferencers)
    patch_module(HUB_MODULE, patch_hub)
