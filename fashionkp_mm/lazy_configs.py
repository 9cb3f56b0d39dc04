"""Configs of MMEngine's pure Python style, in which a type is a class, as configs of names.

MMEngine writes such a class as a path into the config of a run. Names are what checkpoints of the
other configs contain, what :mod:`fashionkp_mm.compat.safe_configs` reads, and what this package
compares.
"""

from collections.abc import Callable
from typing import Any

import mmengine.registry
from mmengine.config import Config
from mmengine.config.lazy import LazyAttr, LazyObject
from mmengine.registry import Registry

from fashionkp_mm.compat.registration import mmpose_registries


def is_lazy(cfg: Config) -> bool:
    """Return whether a config was read from a file of the pure Python style."""
    return hasattr(cfg, '_imported_names')


def with_names(cfg: Config) -> Config:
    """Return a config of the pure Python style with the registered name of each class.

    Variables that start with an underscore are left out. Classes remain that are in no registry of
    MMPose and MMEngine, or are MMEngine's where MMPose has another one of the same name.
    """
    variables = {
        key: _mapped(value, _built)
        for key, value in cfg._cfg_dict.items()
        if key not in cfg._imported_names and not key.startswith('_')
    }
    names = _registered_names()  # the classes are imported now
    variables = _mapped(
        variables, lambda value: names.get(value, value) if callable(value) else value
    )
    variables['default_scope'] = variables.get('default_scope') or 'mmpose'
    return Config(variables, filename=cfg.filename, format_python_code=False)


def _registered_names() -> dict[Any, str]:
    """Return the name by which MMPose's scope finds each component."""
    names: dict[Any, str] = {}
    own = mmpose_registries()
    for registry in own:
        for name, component in registry.module_dict.items():
            names.setdefault(component, name)
    replaced = {id(registry.parent): registry.module_dict for registry in own}
    for registry in vars(mmengine.registry).values():
        if isinstance(registry, Registry):
            for name, component in registry.module_dict.items():
                if replaced.get(id(registry), {}).get(name, component) is component:
                    names.setdefault(component, name)
    return names


def _mapped(value: Any, convert: Callable[[Any], Any]) -> Any:
    """Return a part of a config with each value in it converted."""
    if isinstance(value, dict):
        return {key: _mapped(part, convert) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return type(value)(_mapped(part, convert) for part in value)
    return convert(value)


def _built(value: Any) -> Any:
    """Import what a value stands for; MMEngine does so itself for the values of a dictionary."""
    return value.build() if isinstance(value, LazyAttr | LazyObject) else value
