"""The file of an exported model: its bytes and its metadata, looked at before anything runs it.

What runs models trusts their files. One may name other files for its weights, even places in memory
instead (OpenVINO 2026.4 reads there), which ``fashionkp export`` never does; such files are refused
here, by walking through the messages of the file without any library.

Reference:
    onnx.proto of ONNX 1.23 for the numbers of the fields; Protocol Buffers, Encoding.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

MAX_ENTRY = 10_000
"""Bytes of an entry of the metadata; the longest one, of 24 key points, has 500."""

_PARTS = {
    'model': {7: 'graph', 20: 'training', 25: 'function'},
    'graph': {1: 'node', 5: 'tensor', 15: 'sparse tensor'},
    'node': {5: 'attribute'},
    'attribute': {
        **{5: 'tensor', 6: 'graph', 10: 'tensor', 11: 'graph'},
        **{22: 'sparse tensor', 23: 'sparse tensor'},
    },
    'sparse tensor': {1: 'tensor', 2: 'tensor'},
    'function': {7: 'node', 11: 'attribute'},
    'training': {1: 'graph', 2: 'graph'},
    'tensor': {},
}
"""Messages within each message, by the number of their field."""

_METADATA, _GRAPH = 14, 7  # of a model
_ELSEWHERE = {13: 'external_data', 14: 'data_location'}  # of a tensor


@dataclass(frozen=True)
class ModelFile:
    """A file that holds all of its model.

    Attributes:
        data: Its content.
        metadata: What it tells about itself.
    """

    data: bytes
    metadata: dict[str, str]


def read_model_file(path: str | Path) -> ModelFile:
    """Read the file of an exported model.

    Args:
        path: The file, of the form of ONNX.

    Raises:
        FileNotFoundError: There is no such file.
        ValueError: It is no such file, or cut off; weights of it are said to lie elsewhere; or its
            metadata are no text, have an entry twice or one that is too long.
    """
    path = Path(path)
    if not path.is_file():
        raise FileNotFoundError(f'no model {path}')
    data = path.read_bytes()
    try:
        return ModelFile(data, _metadata(memoryview(data)))
    except ValueError as error:
        raise ValueError(f'{path}: not a model that "fashionkp export" wrote: {error}') from None


def _metadata(data: memoryview) -> dict[str, str]:
    """The entries of a model, all of whose messages are looked through."""
    metadata: dict[str, str] = {}
    waiting, graphs = [('model', data)], 0
    while waiting:
        kind, message = waiting.pop()
        for number, value in _fields(message):
            if kind == 'tensor' and number in _ELSEWHERE and value:
                raise ValueError(
                    f'it has a tensor with {_ELSEWHERE[number]}: expected all weights in the file'
                )
            if kind == 'model' and number == _METADATA:
                key, text = _entry(_message(value))
                if metadata.setdefault(key, text) != text:
                    raise ValueError(f'its metadata have {key[:50]!r} twice')
            elif part := _PARTS[kind].get(number):
                waiting.append((part, _message(value)))
        graphs += kind == 'graph'
    if not graphs:
        raise ValueError('it has no graph')
    return metadata


def _entry(message: memoryview) -> tuple[str, str]:
    """Key and value of an entry of the metadata."""
    if len(message) > MAX_ENTRY:
        raise ValueError(f'its metadata have an entry of {len(message)} bytes')
    parts = dict.fromkeys((1, 2), b'')
    parts |= {number: bytes(_message(value)) for number, value in _fields(message)}
    return parts[1].decode(), parts[2].decode()


def _message(value: int | memoryview) -> memoryview:
    if isinstance(value, int):
        raise ValueError('a number where a message should be')
    return value


def _fields(message: memoryview) -> Iterator[tuple[int, int | memoryview]]:
    """Number and value of each field of a message; of those of fixed width, only the bytes."""
    place = 0
    while place < len(message):
        tag, place = _varint(message, place, 32)
        kind = tag & 7
        if kind == 0:
            value, place = _varint(message, place, 64)
            yield tag >> 3, value
            continue
        if kind == 2:
            length, place = _varint(message, place, 31)
        elif kind in (1, 5):
            length = 8 if kind == 1 else 4
        else:
            raise ValueError(f'it is malformed: a field of kind {kind}')
        if length > len(message) - place:
            raise ValueError('it is cut off')
        yield tag >> 3, message[place : place + length]
        place += length


def _varint(message: memoryview, place: int, bits: int) -> tuple[int, int]:
    """A number of up to so many bits, seven of them in a byte, and the place behind it."""
    value = shift = 0
    while place < len(message) and shift < bits:
        byte = message[place]
        value, place, shift = value | (byte & 0x7F) << shift, place + 1, shift + 7
        if byte < 0x80:
            if value >> bits:
                break
            return value, place
    raise ValueError('it is cut off' if place == len(message) else 'it is malformed: a long number')
