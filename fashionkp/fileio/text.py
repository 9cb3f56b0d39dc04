"""Text from outside, such as file names: how messages, terminals and JSON show it."""

import json
from typing import Any

_MAX_REPR = 60  # characters


def escape_control_characters(text: str, kept: str = '') -> str:
    """Return a text with escape sequences in place of characters that cannot be printed.

    A terminal obeys control characters, and file names may contain bytes that are not UTF-8.

    Args:
        text: Any text.
        kept: Control characters that are not escaped.

    Example:
        >>> escape_control_characters('a\\x1b[31mb\\udcff')
        'a\\\\x1b[31mb\\\\udcff'
    """
    if text.isprintable():
        return text
    return ''.join(c if c.isprintable() or c in kept else ascii(c)[1:-1] for c in text)


def short_repr(value: object) -> str:
    """Return the representation of a value for a message, cut after 60 characters.

    Example:
        >>> short_repr('skirt')
        "'skirt'"
        >>> len(short_repr('skirt' * 99))
        60
    """
    text = repr(value)
    return text if len(text) <= _MAX_REPR else f'{text[: _MAX_REPR - 3]}...'


def json_text(value: Any) -> str:
    """Return a value as one line of JSON, in UTF-8 wherever possible.

    Raises:
        ValueError: If a number is not finite.
    """
    text = json.dumps(value, ensure_ascii=False, allow_nan=False)
    try:
        text.encode()
    except UnicodeEncodeError:  # a file name that is not UTF-8, which JSON can escape
        return json.dumps(value, allow_nan=False)
    return text
