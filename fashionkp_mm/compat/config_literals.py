"""Python text that only assigns literals, read without running it."""

import ast
from typing import Any

NUMBERS = {'inf': float('inf'), 'nan': float('nan')}
"""Names that MMEngine writes for numbers without a literal."""


class UnsafeConfigError(ValueError):
    """The text of a config is more than data."""


def config_error(content: str) -> UnsafeConfigError:
    """Return the error for a config text that is refused.

    Args:
        content: What the text holds, such as 'line 3 holds Import `import os`'.
    """
    return UnsafeConfigError(
        f'config text refused: {content}. The text of a config, such as one in a checkpoint, is '
        'read as data and not run. If you trust it, save it as a file and give that as the config'
    )


def read_assignments(text: str) -> dict[str, Any]:
    """Return the variables that a text assigns.

    Args:
        text: Assignments of literals and ``dict(...)``, which is all that MMEngine writes.

    Raises:
        UnsafeConfigError: If there is anything else in the text.

    Example:
        >>> read_assignments("model = dict(type='ResNet')\\nmax_epochs = 3")
        {'model': {'type': 'ResNet'}, 'max_epochs': 3}
    """
    if not isinstance(text, str):
        raise UnsafeConfigError(f'config text is a {type(text).__name__}: expected text')
    try:
        return _variables(ast.parse(text))
    except (SyntaxError, MemoryError, RecursionError) as error:  # the latter two: too deep
        reason = str(error) or 'nested too deeply'
        raise UnsafeConfigError(f'config text cannot be read: {reason}') from error
    except UnsafeConfigError:
        raise
    except ValueError as error:
        raise UnsafeConfigError(f'config text cannot be read: {error}') from error


def _variables(tree: ast.Module) -> dict[str, Any]:
    variables: dict[str, Any] = {}
    for statement in tree.body:
        if not (
            isinstance(statement, ast.Assign)
            and len(statement.targets) == 1
            and isinstance(statement.targets[0], ast.Name)
        ):
            raise config_error(_quoted(statement))
        variables[statement.targets[0].id] = literal(statement.value)
    return variables


def literal(node: ast.expr) -> Any:
    """Return the value of an expression of literals, lists, tuples, sets and dictionaries.

    Raises:
        UnsafeConfigError: If the expression is anything else.

    Example:
        >>> literal(ast.parse("dict(type='ResNet', depth=50, std=[-1, 2.5])").body[0].value)
        {'type': 'ResNet', 'depth': 50, 'std': [-1, 2.5]}
    """
    if isinstance(node, ast.List | ast.Tuple):
        kind = {ast.List: list, ast.Tuple: tuple}[type(node)]
        return kind(literal(element) for element in node.elts)
    if isinstance(node, ast.Set):
        return {_hashable(element) for element in node.elts}
    if isinstance(node, ast.Dict) and None not in node.keys:
        return {
            _hashable(key): literal(value)
            for key, value in zip(node.keys, node.values, strict=True)
            if key is not None
        }
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == 'dict':
        return _dict_call(node)
    if isinstance(node, ast.Name) and node.id in NUMBERS:
        return NUMBERS[node.id]
    try:
        return ast.literal_eval(node)
    except ValueError:
        raise config_error(_quoted(node)) from None


def _hashable(node: ast.expr) -> Any:
    """Return the value of a dictionary's key or of an element of a set."""
    value = literal(node)
    try:
        hash(value)
    except TypeError:
        raise config_error(
            f'line {node.lineno} has `{ast.unparse(node)[:80]}` as a key or in a set'
        ) from None
    return value


def _dict_call(node: ast.Call) -> dict[Any, Any]:
    """Return the value of ``dict(a=1)`` or ``dict({'a': 1})``."""
    result: dict[Any, Any] = {}
    for argument in node.args:
        if not isinstance(argument, ast.Dict):
            raise config_error(f'line {node.lineno} holds `{ast.unparse(node)[:80]}`')
        result.update(literal(argument))
    for keyword in node.keywords:
        if keyword.arg is None:
            raise config_error(f'line {node.lineno} holds `**{ast.unparse(keyword.value)[:80]}`')
        result[keyword.arg] = literal(keyword.value)
    return result


def _quoted(node: ast.expr | ast.stmt) -> str:
    return f'line {node.lineno} holds {type(node).__name__} `{ast.unparse(node)[:80]}`'
