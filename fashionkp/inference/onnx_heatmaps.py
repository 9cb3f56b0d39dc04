"""The heatmaps of an exported model as another output of its graph.

A graph decodes its heatmaps itself. The tensor that they are in is found by the layers that decode
it, so that every file of ``fashionkp export`` will do, and is added to the outputs by appending to
the file's content: two messages of the same field are merged.

Reference:
    onnx.proto of ONNX 1.23 for the field numbers; Protocol Buffers, Encoding, *Last One Wins*.
"""

from pathlib import Path

from fashionkp.inference.onnx_file import fields, submessage

HEATMAPS = 'heatmaps'

GRAPH = 7
"""Field of a model."""

_NODE, _OUTPUT = 1, 12  # fields of a graph
_NODE_INPUT, _NODE_OUTPUT, _NODE_TYPE = 1, 2, 4
_FLOAT = b'\x08\x01'  # the field elem_type of a tensor's type


def with_heatmaps(data: bytes, path: Path) -> bytes:
    """Return the content of a model file whose graph has the output :data:`HEATMAPS`, (N, K, h, w).

    Args:
        data: Content of a file that
            :func:`~fashionkp.inference.onnx_file.read_model_file` has accepted.
        path: The file, for errors.

    Raises:
        ValueError: If the graph does not decode heatmaps.
    """
    name = HEATMAPS.encode()
    node = node_message(b'Identity', decoded_tensor(data, path), name)
    added = message_field(_NODE, node) + message_field(_OUTPUT, tensor_value(HEATMAPS, rank=4))
    return data + message_field(GRAPH, added)


def decoded_tensor(data: bytes, path: Path) -> bytes:
    """Return the name of the tensor that a graph decodes as heatmaps; see :func:`with_heatmaps`."""
    names = _decoded_tensors(data)
    if len(names) != 1:
        raise ValueError(f'{path}: there are no heatmaps: its graph decodes none')
    return names.pop()


def _decoded_tensors(data: bytes) -> set[bytes]:
    """Return the names of the tensors that are flattened and whose maximum is then searched."""
    flattened: dict[bytes, bytes] = {}  # by the name of the result
    searched: list[bytes] = []
    for number, graph in fields(memoryview(data)):
        for part, node in fields(submessage(graph)) if number == GRAPH else ():
            if part != _NODE:
                continue
            inputs, outputs, kind = node_parts(submessage(node))
            if kind == b'Reshape':
                flattened |= dict(zip(outputs, inputs[:1], strict=False))
            elif kind == b'ArgMax':
                searched += inputs[:1]
    return {flattened[name] for name in searched if name in flattened}


def node_parts(message: memoryview) -> tuple[list[bytes], list[bytes], bytes]:
    """Return the inputs, the outputs and the type of a node."""
    names: dict[int, list[bytes]] = {_NODE_INPUT: [], _NODE_OUTPUT: [], _NODE_TYPE: [b'']}
    for number, value in fields(message):
        if number in names:
            names[number].append(bytes(submessage(value)))
    return names[_NODE_INPUT], names[_NODE_OUTPUT], names[_NODE_TYPE][-1]


def node_message(kind: bytes, source: bytes, target: bytes) -> bytes:
    """Return a node with one input and one output."""
    names = message_field(_NODE_INPUT, source) + message_field(_NODE_OUTPUT, target)
    return names + message_field(_NODE_TYPE, kind)


def tensor_value(name: str, rank: int) -> bytes:
    """Return an input or output of a graph, of floating-point numbers in any shape of a rank."""
    shape = rank * message_field(1, b'')
    kind = message_field(1, _FLOAT + message_field(2, shape))
    return message_field(1, name.encode()) + message_field(2, kind)


def message_field(number: int, content: bytes) -> bytes:
    """Return a field that contains a text or a message."""
    return _varint(number << 3 | 2) + _varint(len(content)) + content


def number_field(number: int, value: int) -> bytes:
    """Return a field that contains a whole number."""
    return _varint(number << 3) + _varint(value)


def _varint(value: int) -> bytes:
    digits = bytearray()
    while value > 0x7F:
        digits.append(value & 0x7F | 0x80)
        value >>= 7
    digits.append(value)
    return bytes(digits)
