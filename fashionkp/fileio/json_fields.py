"""Numbers of JSON that arrays can take."""

from sys import float_info
from typing import Any


def is_finite_number(value: Any) -> bool:
    """Whether a value of JSON is a number that fits into a float.

    JSON has integers of any length and, as Python reads it, numbers that are none; true and false
    are integers to Python.

    Example:
        >>> [is_finite_number(value) for value in (1, -2.5, float('nan'), 10**400, True, '1')]
        [True, True, False, False, False, False]
    """
    return type(value) in (int, float) and abs(value) <= float_info.max
