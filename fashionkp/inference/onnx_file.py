"""Content and metadata of an exported model, checked before a backend runs it.

Backends trust model files. A file may refer to other files for its weights, or even to memory
addresses (OpenVINO 2026.4 reads them); ``fashionkp export`` never writes such files, and they are
rejected here by walking through the file's messages without a library.

Reference:
    onnx.proto of ONNX 1.23 for the field numbers; Protocol Buffers, Encoding.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from fashionkp.fileio.text import short_repr
from fashionkp.model_zoo.names import nearest_names

MAX_ENTRY = 10_000
"""Bytes of a metadata entry; the longest one, of 24 key points, has 500."""

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
"""For each kind of message the messages in it, by field number."""

_CHECKPOINT = (b'PK\x03\x04', b'\x80\x02')  # a zip, and a pickle, of PyTorch
_METADATA, _GRAPH = 14, 7  # fields of a model
# fields of a tensor
_EXTERNAL = {13: 'external_data', 14: 'data_location'}
_TENSOR_TYPE, _TENSOR_NAME, _RAW_DATA = 2, 8, 9
_PACKED_FLOATS = {4: '<f4', 10: '<f8'}
_RAW_FLOATS = {1: '<f4', 10: '<f2', 11: '<f8'}  # by the tensor's type


@dataclass(frozen=True)
class ModelFile:
    """A model file that contains all of its weights.

    Attributes:
        data: Its content.
        metadata: Its metadata.
    """

    data: bytes
    metadata: dict[str, str]


def read_model_file(path: str | Path) -> ModelFile:
    """Read the file of an exported model.

    Args:
        path: The file, in ONNX format.

    Raises:
        FileNotFoundError: If the file does not exist.
        ValueError: If it is not in ONNX format or cut off; if it refers to weights elsewhere, or
            has weights that are not finite; or if a metadata entry is not text, too long, or
            repeated with another value.
    """
    path = Path(path)
    if not path.is_file():
        near = nearest_names(str(path))
        raise FileNotFoundError(f'no model {path}' + (f': did you mean {near}?' if near else ''))
    data = path.read_bytes()
    try:
        return ModelFile(data, _metadata(memoryview(data)))
    except ValueError as error:
        is_checkpoint = data.startswith(_CHECKPOINT)
        reason = 'it is a checkpoint, to be exported first' if is_checkpoint else error
        raise ValueError(f'{path}: not a model written by "fashionkp export": {reason}') from None


def _metadata(data: memoryview) -> dict[str, str]:
    """Return the metadata of a model after checking all of its messages."""
    metadata: dict[str, str] = {}
    waiting, graphs = [('model', data)], 0
    while waiting:
        kind, message = waiting.pop()
        if kind == 'tensor':
            _check_tensor(message)
            continue
        for number, value in fields(message):
            if kind == 'model' and number == _METADATA:
                key, text = _entry(submessage(value))
                if metadata.setdefault(key, text) != text:
                    raise ValueError(f'its metadata have {key[:50]!r} twice')
            elif part := _PARTS[kind].get(number):
                waiting.append((part, submessage(value)))
        graphs += kind == 'graph'
    if not graphs:
        raise ValueError('it has no graph')
    return metadata


def _check_tensor(message: memoryview) -> None:
    """Check that a tensor is in the file, and finite: layers such as ReLU hide NaN from outputs."""
    facts: dict[int, Any] = {}
    numbers: list[tuple[str | None, memoryview]] = []
    for field, value in fields(message):
        if field in _EXTERNAL and value:
            raise ValueError(
                f'it has a tensor with {_EXTERNAL[field]}: expected all weights in the file'
            )
        if field in _PACKED_FLOATS:
            numbers.append((_PACKED_FLOATS[field], submessage(value)))
        elif field == _RAW_DATA:
            numbers.append((None, submessage(value)))
        elif field in (_TENSOR_TYPE, _TENSOR_NAME):
            facts[field] = value
    raw_type = _RAW_FLOATS.get(facts.get(_TENSOR_TYPE, 0))
    for dtype, data in numbers:
        dtype = dtype or raw_type
        if dtype is None or len(data) % np.dtype(dtype).itemsize:
            continue  # integers, or malformed: the backend decides
        values = np.frombuffer(data, dtype)
        # a single infinite number may be a limit
        if not np.isfinite(values).all() and (len(values) > 1 or np.isnan(values).any()):
            name = bytes(submessage(facts.get(_TENSOR_NAME, memoryview(b'')))).decode()
            raise ValueError(f'its weights {short_repr(name)} have values that are not finite')


def _entry(message: memoryview) -> tuple[str, str]:
    """Return key and value of a metadata entry."""
    if len(message) > MAX_ENTRY:
        raise ValueError(f'its metadata have an entry of {len(message)} bytes')
    parts = dict.fromkeys((1, 2), b'')
    parts |= {number: bytes(submessage(value)) for number, value in fields(message)}
    return parts[1].decode(), parts[2].decode()


def submessage(value: int | memoryview) -> memoryview:
    if isinstance(value, int):
        raise ValueError('it has a number instead of a message')
    return value


def fields(message: memoryview) -> Iterator[tuple[int, int | memoryview]]:
    """Yield number and value of each field; for fixed-width fields, the value's bytes."""
    offset = 0
    while offset < len(message):
        tag, offset = _varint(message, offset, 32)
        wire_type = tag & 7
        if wire_type == 0:
            value, offset = _varint(message, offset, 64)
            yield tag >> 3, value
            continue
        if wire_type == 2:
            length, offset = _varint(message, offset, 31)
        elif wire_type in (1, 5):
            length = 8 if wire_type == 1 else 4
        else:
            raise ValueError(f'it is malformed: a field of wire type {wire_type}')
        if length > len(message) - offset:
            raise ValueError('it is cut off')
        yield tag >> 3, message[offset : offset + length]
        offset += length


def _varint(message: memoryview, offset: int, bits: int) -> tuple[int, int]:
    """Return a number of at most ``bits`` bits, seven a byte, and the offset after it."""
    value = shift = 0
    while offset < len(message) and shift < bits:
        byte = message[offset]
        value, offset, shift = value | (byte & 0x7F) << shift, offset + 1, shift + 7
        if byte < 0x80:
            if value >> bits:
                break
            return value, offset
    if offset == len(message):
        raise ValueError('it is cut off')
    raise ValueError('it is malformed: a number is too long')
