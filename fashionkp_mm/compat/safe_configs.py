"""Configs that a checkpoint carries as text are read as data, never run.

MMEngine writes the config of a run into its checkpoints as Python text and runs that text when a
model is opened from a checkpoint alone. All that it writes are assignments of literals and
``dict(...)``; this module reads those, and refuses the rest.
"""

import ast
import importlib
import importlib.util
import re
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

from mmengine.config import Config
from mmengine.config.utils import MODULE2PACKAGE

NUMBERS = {'inf': float('inf'), 'nan': float('nan')}
"""Names that stand for a number in what MMEngine writes."""

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

CONFIG_FILES = ('.py', '.yaml', '.yml')
"""Ends of names of files that MMEngine runs as configs, as distilling models do with theirs."""

METAINFO_FOLDER = 'configs/_base_/datasets/'
"""Where MMPose keeps its own metainfo files, which are run."""


class UnsafeConfigError(ValueError):
    """The text of a config does more than state data."""


def refusal(what: str) -> UnsafeConfigError:
    """The error for a config text that holds ``what``."""
    return UnsafeConfigError(
        f'config text refused: {what}. The text of a config, such as a checkpoint carries, is read '
        'as data and not run. If you trust it, save it as a file and give that as the config'
    )


def literal(node: ast.expr) -> Any:
    """The value of an expression made of literals, lists and ``dict(...)``.

    Raises:
        UnsafeConfigError: The expression is anything else.

    Example:
        >>> literal(ast.parse("dict(type='ResNet', depth=50, std=[-1, 2.5])").body[0].value)
        {'type': 'ResNet', 'depth': 50, 'std': [-1, 2.5]}
    """
    if isinstance(node, ast.List | ast.Tuple):
        kind = {ast.List: list, ast.Tuple: tuple}[type(node)]
        return kind(literal(element) for element in node.elts)
    if isinstance(node, ast.Set):
        return {hashable(element) for element in node.elts}
    if isinstance(node, ast.Dict) and None not in node.keys:
        return {
            hashable(key): literal(value)
            for key, value in zip(node.keys, node.values, strict=True)
            if key is not None
        }
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == 'dict':
        return dictionary(node)
    if isinstance(node, ast.Name) and node.id in NUMBERS:
        return NUMBERS[node.id]
    try:
        return ast.literal_eval(node)
    except ValueError:
        raise refusal(
            f'line {node.lineno} holds {type(node).__name__} `{ast.unparse(node)[:80]}`'
        ) from None


def hashable(node: ast.expr) -> Any:
    """The value of an expression that stands as a key or in a set."""
    value = literal(node)
    try:
        hash(value)
    except TypeError:
        raise refusal(
            f'line {node.lineno} has `{ast.unparse(node)[:80]}` as a key or in a set'
        ) from None
    return value


def dictionary(node: ast.Call) -> dict[Any, Any]:
    """The value of ``dict(a=1)`` or ``dict({'a': 1})``."""
    result: dict[Any, Any] = {}
    for argument in node.args:
        if not isinstance(argument, ast.Dict):
            raise refusal(f'line {node.lineno} holds `{ast.unparse(node)[:80]}`')
        result.update(literal(argument))
    for keyword in node.keywords:
        if keyword.arg is None:
            raise refusal(f'line {node.lineno} holds `**{ast.unparse(keyword.value)[:80]}`')
        result[keyword.arg] = literal(keyword.value)
    return result


def assignments(text: str) -> dict[str, Any]:
    """The variables that a text of assignments defines.

    Raises:
        UnsafeConfigError: It does anything else.

    Example:
        >>> assignments("model = dict(type='ResNet')\\nmax_epochs = 3")
        {'model': {'type': 'ResNet'}, 'max_epochs': 3}
    """
    if not isinstance(text, str):
        raise UnsafeConfigError(f'config text is a {type(text).__name__}: expected text')
    try:
        return _assigned(ast.parse(text))
    except (SyntaxError, MemoryError, RecursionError) as error:  # the latter two: too deep
        reason = str(error) or 'its brackets or signs stand too deep in each other'
        raise UnsafeConfigError(f'config text cannot be read: {reason}') from error
    except UnsafeConfigError:
        raise
    except ValueError as error:
        raise UnsafeConfigError(f'config text cannot be read: {error}') from error


def _assigned(tree: ast.Module) -> dict[str, Any]:
    variables: dict[str, Any] = {}
    for statement in tree.body:
        if not (
            isinstance(statement, ast.Assign)
            and len(statement.targets) == 1
            and isinstance(statement.targets[0], ast.Name)
        ):
            raise refusal(
                f'line {statement.lineno} holds {type(statement).__name__} '
                f'`{ast.unparse(statement)[:80]}`'
            )
        variables[statement.targets[0].id] = literal(statement.value)
    return variables


def names_registered_only(name: str) -> bool:
    """Whether ``name`` can only be resolved by a registry.

    MMEngine's registries take what they do not know for a path to import, so that ``os.system``
    would be found too, and called with the arguments of the config.
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
    """Refuse a value in which a name leads to code outside the registries.

    Args:
        value: Any part of a config.
        key: The key under which it stands.

    Raises:
        UnsafeConfigError: It holds such a name.
    """
    if isinstance(value, dict):
        for name, part in value.items():
            check_names(part, name)
    elif isinstance(value, list | tuple | set):
        for part in value:
            check_names(part, key)
    elif not isinstance(value, str):
        return
    elif key in NAMING_KEYS and not names_registered_only(value):
        raise refusal(f'{key}={value!r} names no registered component')
    elif key in ('default_scope', '_scope_') and value not in MODULE2PACKAGE:
        raise refusal(f'{key}={value!r} is none of {", ".join(MODULE2PACKAGE)}')
    elif key == 'from_file':
        if not value.startswith(METAINFO_FOLDER) or '..' in value:
            raise refusal(f'from_file={value!r} is a file to run outside {METAINFO_FOLDER}')
    elif value.endswith(CONFIG_FILES):
        raise refusal(f'{key}={value!r} names a file to run')


def check_imports(variables: dict[str, Any]) -> None:
    """Import what a config wants imported, if it is of OpenMMLab or imported already.

    Raises:
        UnsafeConfigError: It names another module, or a base file.
    """
    if '_base_' in variables:
        raise refusal(f'_base_={variables["_base_"]!r} is a file to run')
    imports = variables.get('custom_imports') or {}
    wanted = imports.get('imports', []) if isinstance(imports, dict) else [str(imports)]
    for module in [wanted] if isinstance(wanted, str) else wanted:
        if module.split('.')[0] in MODULE2PACKAGE:
            importlib.import_module(module)
        elif module not in sys.modules:
            raise refusal(f'custom_imports names {module!r}; import it yourself before')


def config_from_text(text: str) -> Config:
    """The config that a text states, without running any of it.

    Args:
        text: What ``Config.pretty_text`` writes.

    Raises:
        UnsafeConfigError: The text does more than state data.
    """
    variables = assignments(text)
    check_names(variables)
    check_imports(variables)
    return Config(variables)


def settled(value: Any) -> Any:
    """A part of a config for a model that is opened from a checkpoint alone.

    Metainfo files are those of the installed MMPose, which would prefer one below the working
    directory. Nothing records what the model sees: a checkpoint may not choose where images go.
    """
    if isinstance(value, dict):
        return {
            name: _own_metainfo(part) if name == 'from_file' else settled(part)
            for name, part in value.items()
            if name != 'vis_backends'
        }
    return type(value)(map(settled, value)) if isinstance(value, list | tuple) else value


def _own_metainfo(file: str) -> str:
    import mmpose

    own = Path(mmpose.__file__).parent / '.mim' / file
    return str(own if own.is_file() else Path(mmpose.__file__).parents[1] / file)


def install() -> None:
    """Make ``Config.fromstring`` read Python text as data."""
    original = Config.fromstring
    if getattr(original, 'reads_data', False):
        return

    def fromstring(cfg_str: str, file_format: str) -> Config:
        """``Config.fromstring`` that reads Python text as data and never runs it."""
        if file_format != '.py':
            return original(cfg_str, file_format)
        return Config(settled(config_from_text(cfg_str).to_dict()))

    fromstring.reads_data = True  # type: ignore[attr-defined]
    Config.fromstring = staticmethod(fromstring)
