"""Checks of settings that override those of a config: their names and the types of their values."""

import difflib
import inspect
from collections.abc import Iterator, Mapping
from typing import Any

from mmengine.config import Config
from mmengine.runner import Runner

_MIN_SIMILARITY = 0.8
"""Similarity from which a new name is taken for a misspelt one; 'save_last' and 'save_best' have
0.78."""

_TOP_LEVEL = ('compile', 'find_unused_parameters', 'model_wrapper_cfg', 'sync_bn', 'custom_imports')
"""Names that MMEngine reads beside the parameters of its runner."""


def check_options(cfg: Config, options: Mapping[str, Any]) -> None:
    """Raise if an override names a misspelt setting, or gives one a value of another kind.

    New settings are allowed below the top level, since components have parameters that a config
    does not state, unless the name is almost that of a setting beside it.

    Args:
        cfg: The config before the overrides.
        options: Settings by dotted key.

    Raises:
        ValueError: If one is misspelt or mistyped.
    """
    for key, value in options.items():
        _check(cfg.to_dict(), key, value)


def _check(settings: Any, key: str, value: Any) -> None:
    node, names = settings, key.split('.')
    for depth, name in enumerate(names):
        if isinstance(node, list | tuple):
            node = node[int(name)] if name.isdecimal() and int(name) < len(node) else None
            continue
        if not isinstance(node, dict):
            return
        if name not in node:
            _check_new(settings, node, names[: depth + 1], names[depth + 1 :])
            return
        node = node[name]
    _check_type(key, node, value)


def _check_new(settings: Any, node: dict, path: list[str], rest: list[str]) -> None:
    """Raise if a name that the config does not have is misspelt."""
    name, parent = path[-1], path[:-1]
    allowed = [*inspect.signature(Runner).parameters, *_TOP_LEVEL] if not parent else []
    if name in allowed:
        return
    near = difflib.get_close_matches(name, [*node, *allowed], n=1, cutoff=_MIN_SIMILARITY)
    nearest = ['.'.join([*parent, *near, *rest])] if near else []
    if not parent and not nearest:
        last = (rest or path)[-1]
        keys = dict(_keys(settings))
        similar = difflib.get_close_matches(last, keys, n=1, cutoff=_MIN_SIMILARITY)
        nearest = [keys[match] for match in similar]
    if nearest or not parent:
        hint = f'did you mean {nearest[0]}?' if nearest else f'it has {", ".join(node)}'
        raise ValueError(f'{".".join([*path, *rest])}: the config has no such setting: {hint}')


def _keys(node: Any, prefix: str = '') -> Iterator[tuple[str, str]]:
    """Yield the last part and the whole of each dotted key; those nearer to the root come last."""
    for name, value in node.items() if isinstance(node, dict) else ():
        yield from _keys(value, f'{prefix}{name}.')
        yield str(name), f'{prefix}{name}'


def _check_type(key: str, old: Any, new: Any) -> None:
    """Raise if the value of a setting is replaced by one of another kind."""
    expected = None
    if isinstance(old, bool):
        expected = None if isinstance(new, bool | int) else 'True or False'
    elif isinstance(old, int):
        expected = None if isinstance(new, int) or _is_whole(new) else 'a whole number'
    elif isinstance(old, float):
        expected = None if isinstance(new, int | float) else 'a number'
    elif isinstance(old, dict):
        expected = (
            None
            if isinstance(new, dict)
            else 'settings below it, such as ' + '.'.join([key, *list(old)[:1]])
        )
    if expected and new is not None:
        known = '' if isinstance(old, dict) else f', as in the config: {key}={old!r}'
        raise ValueError(f'{key}={new!r}: expected {expected}{known}')


def _is_whole(value: Any) -> bool:
    return isinstance(value, float) and value.is_integer()
