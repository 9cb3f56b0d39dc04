"""An exported model that computes in single precision throughout.

``fashionkp export`` decodes in doubles, which runtimes for GPUs lack. The layers that do are
rewritten in the content of the file; no library is needed.

Reference:
    onnx.proto of ONNX 1.23 for the field numbers; Protocol Buffers, Encoding.
"""

from collections.abc import Callable, Iterator

import numpy as np

from fashionkp.inference.onnx_file import fields, submessage
from fashionkp.inference.onnx_heatmaps import GRAPH, message_field, node_parts, number_field

_FLOAT, _DOUBLE = 1, 11  # types of a tensor
# fields of a graph
_NODE, _INITIALIZER, _VALUE_TYPE = 1, 5, 13
_ATTRIBUTE = 5  # of a node
_ATTRIBUTE_NUMBER, _ATTRIBUTE_TENSOR = 3, 5
# fields of a tensor
_TENSOR_TYPE, _RAW_DATA, _DOUBLE_DATA = 2, 9, 10

Part = tuple[int, int | memoryview]
"""Number and value of a field."""


def single_precision(data: bytes) -> bytes:
    """Return a model whose doubles are single-precision numbers.

    Args:
        data: Content of a file that
            :func:`~fashionkp.inference.onnx_file.read_model_file` has accepted.
    """
    return _rebuilt(memoryview(data), {GRAPH: _graph})


def _rebuilt(message: memoryview, changes: dict[int, Callable[[memoryview], bytes]]) -> bytes:
    """Return a message with some of its submessages changed; it has no numbers of fixed width."""
    parts: Iterator[Part] = fields(message)
    content = bytearray()
    for number, value in parts:
        if isinstance(value, int):
            content += number_field(number, value)
        else:
            change = changes.get(number, bytes)
            content += message_field(number, change(value))
    return bytes(content)


def _graph(message: memoryview) -> bytes:
    content = bytearray()
    for number, value in fields(message):
        part = submessage(value)
        if number == _NODE:
            content += message_field(number, _node(part))
        elif number == _INITIALIZER:
            content += message_field(number, _tensor(part))
        elif number != _VALUE_TYPE:  # types in between, which runtimes infer
            content += message_field(number, bytes(part))
    return bytes(content)


def _node(message: memoryview) -> bytes:
    *_, kind = node_parts(message)
    if kind == b'Cast':
        return _rebuilt(message, {_ATTRIBUTE: _cast_type})
    if kind == b'Constant':
        return _rebuilt(message, {_ATTRIBUTE: _constant})
    return bytes(message)


def _cast_type(attribute: memoryview) -> bytes:
    if (_ATTRIBUTE_NUMBER, _DOUBLE) not in fields(attribute):
        return bytes(attribute)
    return b''.join(
        number_field(number, _FLOAT if number == _ATTRIBUTE_NUMBER else value)
        if isinstance(value, int)
        else message_field(number, bytes(value))
        for number, value in fields(attribute)
    )


def _constant(attribute: memoryview) -> bytes:
    if not any(number == _ATTRIBUTE_TENSOR for number, _ in fields(attribute)):
        return bytes(attribute)
    return _rebuilt(attribute, {_ATTRIBUTE_TENSOR: _tensor})


def _tensor(message: memoryview) -> bytes:
    """Return a tensor in single precision if it has doubles."""
    if (_TENSOR_TYPE, _DOUBLE) not in fields(message):
        return bytes(message)
    content, doubles = bytearray(), bytearray()
    for number, value in fields(message):
        if number in (_RAW_DATA, _DOUBLE_DATA):
            doubles += submessage(value)
        elif number == _TENSOR_TYPE:
            content += number_field(number, _FLOAT)
        elif isinstance(value, int):
            content += number_field(number, value)
        else:
            content += message_field(number, bytes(value))
    singles = np.frombuffer(bytes(doubles), '<f8').astype('<f4').tobytes()
    return bytes(content) + message_field(_RAW_DATA, singles)
