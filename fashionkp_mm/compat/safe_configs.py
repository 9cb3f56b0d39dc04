"""Configs in checkpoints, read as data and never run.

MMEngine writes the config of a run into its checkpoints as Python text, and runs that text when a
model is opened from a checkpoint alone. Here the text is parsed as literals, and names that lead to
code outside the registries are refused.
"""

import functools
import importlib
import importlib.util
import re
import sys
from collections.abc import Callable
from types import ModuleType
from typing import Any

from mmengine.config import Config
from mmengine.config.utils import MODULE2PACKAGE

from fashionkp_mm.compat.config_literals import UnsafeConfigError, config_error, read_assignments
from fashionkp_mm.compat.metainfo_files import METAINFO_FOLDER, installed_metainfo
from fashionkp_mm.compat.on_import import wrap_once

__all__ = ['UnsafeConfigError', 'config_from_text', 'install']

NAMING_KEYS = {
    'type',
    'auto_wrap_policy',
    'check_fn',
    'collate_fn',
    'constructor',
    'dataset_type',
    'param_init_fn',
    'warp_mode',
    'worker_init_fn',
}
"""Keys whose text OpenMMLab's packages turn into an object, by import or by ``eval``."""

CONFIG_SUFFIXES = ('.py', '.yaml', '.yml')
"""Endings of files that MMEngine runs as configs, such as a distilling model's teacher."""


def config_from_text(text: str) -> Config:
    """Return the config that a text states, without running it.

    Args:
        text: As written by ``Config.pretty_text``.

    Raises:
        UnsafeConfigError: If the text is more than data, or names code outside the registries.
    """
    variables = read_assignments(text)
    check_names(variables)
    import_modules(variables)
    return Config(variables)


def is_registry_name(name: str) -> bool:
    """Return whether only a registry can resolve a name.

    MMEngine's registries import a name that they do not know as a path, so that ``os.system`` would
    be found too, and called with the arguments of the config.
    """
    if not re.fullmatch(r'[A-Za-z_]\w*(\.[A-Za-z_]\w*)?', name):
        return False
    scope, _, member = name.rpartition('.')
    if not scope:
        return importlib.util.find_spec(name) is None
    if scope not in MODULE2PACKAGE and scope != 'mmengine':
        return False
    package = importlib.import_module(scope) if importlib.util.find_spec(scope) else None
    return isinstance(getattr(package, member, None), ModuleType | None)


def check_names(value: Any, key: Any = None) -> None:
    """Raise if a part of a config names code outside the registries, or a file to run.

    Args:
        value: Part of a config.
        key: Key of that part.

    Raises:
        UnsafeConfigError: If it does.
    """
    if isinstance(value, dict):
        for name, part in value.items():
            check_names(part, name)
    elif isinstance(value, list | tuple | set):
        for part in value:
            check_names(part, key)
    elif not isinstance(value, str):
        return
    elif key in NAMING_KEYS and not is_registry_name(value):
        raise config_error(f'{key}={value!r} is not the name of a registered component')
    elif key in ('default_scope', '_scope_') and value not in MODULE2PACKAGE:
        raise config_error(f'{key}={value!r}: expected one of {", ".join(MODULE2PACKAGE)}')
    elif key == 'from_file':
        if not value.startswith(METAINFO_FOLDER) or '..' in value:
            raise config_error(f'from_file={value!r} is a file to run outside {METAINFO_FOLDER}')
    elif value.endswith(CONFIG_SUFFIXES):
        raise config_error(f'{key}={value!r} names a file to run')


def import_modules(variables: dict[str, Any]) -> None:
    """Import the ``custom_imports`` of a config, if they belong to OpenMMLab.

    Args:
        variables: Variables of the config.

    Raises:
        UnsafeConfigError: If another module is named that is not imported yet, or a base file.
    """
    if '_base_' in variables:
        raise config_error(f'_base_={variables["_base_"]!r} is a file to run')
    imports = variables.get('custom_imports') or {}
    modules = imports.get('imports', []) if isinstance(imports, dict) else [str(imports)]
    for module in [modules] if isinstance(modules, str) else modules:
        if module.split('.')[0] in MODULE2PACKAGE:
            importlib.import_module(module)
        elif module not in sys.modules:
            raise config_error(f'custom_imports names {module!r}; import it yourself before')


def localized(value: Any) -> Any:
    """Return a part of a config with the paths of this machine.

    Metainfo files are those of the installed packages; MMPose would prefer files below the working
    directory. ``vis_backends`` is removed: a checkpoint must not choose where images are recorded.
    """
    if isinstance(value, dict):
        return {
            name: installed_metainfo(part) if name == 'from_file' else localized(part)
            for name, part in value.items()
            if name != 'vis_backends'
        }
    return type(value)(map(localized, value)) if isinstance(value, list | tuple) else value


def install() -> None:
    """Let ``Config.fromstring`` read Python text as data."""
    wrap_once(Config, 'fromstring', with_text_as_data)


def with_text_as_data(original: Callable[..., Config]) -> Callable[..., Config]:
    """Wrap ``Config.fromstring`` so that it reads Python text as data and never runs it."""

    @functools.wraps(original)
    def fromstring(cfg_str: str, file_format: str) -> Config:
        if file_format != '.py':
            return original(cfg_str, file_format)
        return Config(localized(config_from_text(cfg_str).to_dict()))

    return fromstring
