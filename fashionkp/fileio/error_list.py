"""Messages with a list of items: the first of them, then the number of the others."""

from collections.abc import Sequence

MAX_LISTED = 20
"""Items that a message lists by default."""


def first_items(
    items: Sequence[object], *, limit: int = MAX_LISTED, total: int | None = None
) -> list[str]:
    """Return the first items as text and, if there are more, how many.

    Args:
        items: All items, or at least the first ``limit`` of them.
        limit: Number of items to list.
        total: Number of all items; by default that of ``items``.

    Example:
        >>> first_items(['a', 'b', 'c'], limit=2)
        ['a', 'b', 'and 1 more']
    """
    texts = [str(item) for item in items[:limit]]
    others = (len(items) if total is None else total) - len(texts)
    return [*texts, f'and {others} more'] if others else texts


def error_list(
    title: str, items: Sequence[object], *, limit: int = MAX_LISTED, total: int | None = None
) -> str:
    """Return a title and, each on an indented line below it, the :func:`first_items`.

    Example:
        >>> print(error_list('2 malformed rows', ['a.csv:3', 'a.csv:7']))
        2 malformed rows
          a.csv:3
          a.csv:7
    """
    return '\n  '.join([title, *first_items(items, limit=limit, total=total)])
