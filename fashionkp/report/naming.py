"""Short names for files and folders."""

from collections.abc import Sequence
from pathlib import Path


def distinct_names(paths: Sequence[Path]) -> list[str]:
    """What tells paths apart: the last part of each, with folders where that is not enough.

    Example:
        >>> distinct_names([Path('a/run'), Path('b/run')])
        ['a/run', 'b/run']
    """
    parts = [path.absolute().parts for path in paths]
    depth = 1
    while len({one[-depth:] for one in parts}) < len({*parts}):
        depth += 1
    return ['/'.join(one[-depth:]) for one in parts]
