"""Reading fields of JSON, with errors that name file, field and value."""

import json
from collections.abc import Iterator
from pathlib import Path
from sys import float_info
from typing import Any

from fashionkp.fileio.text import short_repr

_KINDS = {
    dict: 'an object',
    list: 'a list',
    int: 'an integer',
    str: 'a string',
    bool: 'true or false',
}


def is_finite_number(value: Any) -> bool:
    """Return whether a value of JSON is a number that a float can hold.

    Python reads integers of any length, NaN and infinity from JSON, and takes booleans for
    integers.

    Example:
        >>> [is_finite_number(value) for value in (1, -2.5, float('nan'), 10**400, True, '1')]
        [True, True, False, False, False, False]
    """
    return type(value) in (int, float) and abs(value) <= float_info.max


class JsonObject:
    """A JSON object that knows where it stands in its file.

    Attributes:
        fields: Its keys and values.

    Raises:
        ValueError: If ``value`` is not an object.

    Example:
        >>> data = JsonObject({'images': [{'id': 'x'}]}, 'a.json')
        >>> data.objects('images')[0].get('id', int)
        Traceback (most recent call last):
        ValueError: a.json: images[0].id = 'x': expected an integer
    """

    def __init__(self, value: Any, source: str | Path, path: str = '') -> None:
        """Wrap a value.

        Args:
            value: A value of JSON.
            source: Its file, and the line if there is one.
            path: Keys and indices that lead to it, such as ``images[0]``; empty for the whole.
        """
        self._source, self._path = source, path
        if not isinstance(value, dict):
            what = f'{path} = {short_repr(value)}' if path else short_repr(value)
            raise ValueError(f'{source}: {what}: expected an object')
        self.fields: dict[str, Any] = value

    def get(self, key: str, kind: type) -> Any:
        """Return a field that must be of one type: dict, list, int, str or bool.

        Raises:
            ValueError: If it is missing or of another type.
        """
        if type(self._required(key)) is not kind:
            raise self.error(key, _KINDS[kind])
        return self.fields[key]

    def object(self, key: str) -> 'JsonObject':
        """Return a field that is an object.

        Raises:
            ValueError: If it is missing or of another type.
        """
        return JsonObject(self._required(key), self._source, self._path_of(key))

    def objects(self, key: str) -> list['JsonObject']:
        """Return a field that is a list of objects.

        Raises:
            ValueError: If it is missing or anything else.
        """
        path = self._path_of(key)
        return [
            JsonObject(item, self._source, f'{path}[{index}]')
            for index, item in enumerate(self.get(key, list))
        ]

    def number(self, key: str) -> float:
        """Return a finite number.

        Raises:
            ValueError: If it is missing, not a number or not finite.
        """
        if not is_finite_number(self._required(key)):
            raise self.error(key, 'a finite number')
        return float(self.fields[key])

    def numbers(self, key: str, count: int) -> list[float]:
        """Return a list of finite numbers.

        Raises:
            ValueError: If it is missing or does not hold ``count`` finite numbers.
        """
        values = self._required(key)
        if not isinstance(values, list) or len(values) != count:
            got = f', got {len(values)}' if isinstance(values, list) else ''
            raise self.error(key, f'{count} numbers{got}')
        if not all(map(is_finite_number, values)):
            raise self.error(key, f'{count} finite numbers')
        return [float(value) for value in values]

    def error(self, key: str, expected: str, value: Any = ...) -> ValueError:
        """Return the error for an invalid field.

        Args:
            key: The field.
            expected: What a valid one looks like.
            value: The invalid part of it; by default the whole field.
        """
        value = self.fields[key] if value is ... else value
        text = f'{self._path_of(key)} = {short_repr(value)}'
        return ValueError(f'{self._source}: {text}: expected {expected}')

    def missing(self, key: str) -> ValueError:
        """Return the error for a field that is missing."""
        path = f' in {self._path}' if self._path else ''
        return ValueError(f'{self._source}: missing key {key!r}{path}')

    def _required(self, key: str) -> Any:
        if key not in self.fields:
            raise self.missing(key)
        return self.fields[key]

    def _path_of(self, key: str) -> str:
        return f'{self._path}.{key}' if self._path else key


def parse_json(text: str, source: str | Path) -> JsonObject:
    """Parse a JSON object.

    Args:
        text: The JSON.
        source: Its file, and the line if there is one, for errors.

    Raises:
        ValueError: If it is not valid JSON or not an object.
    """
    return JsonObject(_parse(text, source), source)


def read_json(path: str | Path) -> JsonObject:
    """Read a file with a JSON object, in UTF-8.

    Raises:
        ValueError: If the file is not valid JSON or not an object.
    """
    return parse_json(_read_text(path), path)


def read_json_list(path: str | Path, name: str) -> list[JsonObject]:
    """Read a file with a list of JSON objects, in UTF-8.

    Args:
        path: The file.
        name: What errors call the list.

    Raises:
        ValueError: If the file is not valid JSON or not a list of objects.
    """
    return JsonObject({name: _parse(_read_text(path), path)}, path).objects(name)


def _parse(text: str, source: str | Path) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        raise ValueError(f'{source}: not valid JSON: {error}') from None


def _read_text(path: str | Path) -> str:
    try:
        return Path(path).read_text(encoding='utf-8-sig')
    except UnicodeDecodeError as error:
        raise ValueError(f'{path}: not text in UTF-8: {error.reason}') from None


def read_json_lines(path: str | Path) -> Iterator[JsonObject]:
    """Read a file with a JSON object a line, in UTF-8; blank lines are skipped.

    Raises:
        ValueError: If a line is not valid JSON or not an object; the message names it.
    """
    try:
        with Path(path).open(encoding='utf-8') as file:
            for number, line in enumerate(file, 1):
                if line.strip():
                    yield parse_json(line, f'{path}:{number}')
    except UnicodeDecodeError as error:
        raise ValueError(f'{path}: not text in UTF-8: {error.reason}') from None
