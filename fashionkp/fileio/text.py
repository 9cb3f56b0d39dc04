"""Text from outside, such as names of files, as terminals, pages and JSON can take it."""

import json
from typing import Any


def escape_control_characters(text: str, kept: str = '') -> str:
    """The text with escapes for what is no character to be read.

    A terminal obeys control characters, and files may have names that are no text at all.

    Args:
        text: Any text.
        kept: Control characters that stay.

    Example:
        >>> escape_control_characters('a\\x1b[31mb\\udcff')
        'a\\\\x1b[31mb\\\\udcff'
    """
    if text.isprintable():
        return text
    return ''.join(c if c.isprintable() or c in kept else ascii(c)[1:-1] for c in text)


def json_text(value: Any) -> str:
    """A value as JSON in one line, in UTF-8 wherever that is possible.

    Raises:
        ValueError: A number is not finite.
    """
    text = json.dumps(value, ensure_ascii=False, allow_nan=False)
    try:
        text.encode()
    except UnicodeEncodeError:  # a file's name that is no text, which JSON can escape
        return json.dumps(value, allow_nan=False)
    return text
