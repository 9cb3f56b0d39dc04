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

_GRAPH, _NODE, _OUTPUT = 7, 1, 12  # fields of a model and of a graph
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
    names = _decoded_tensors(data)
    if len(names) != 1:
        raise ValueError(f'{path}: there are no heatmaps: its graph decodes none')
    node = _field(_NODE_INPUT, names.pop()) + _field(_NODE_OUTPUT, name)
    node += _field(_NODE_TYPE, b'Identity')
    any_shape = 4 * _field(1, b'')
    output = _field(1, name) + _field(2, _field(1, _FLOAT + _field(2, any_shape)))
    return data + _field(_GRAPH, _field(_NODE, node) + _field(_OUTPUT, output))


def _decoded_tensors(data: bytes) -> set[bytes]:
    """Return the names of the tensors that are flattened and whose maximum is then searched."""
    flattened: dict[bytes, bytes] = {}  # by the name of the result
    searched: list[bytes] = []
    for number, graph in fields(memoryview(data)):
        for part, node in fields(submessage(graph)) if number == _GRAPH else ():
            if part != _NODE:
                continue
            inputs, outputs, kind = _node(submessage(node))
            if kind == b'Reshape':
                flattened |= dict(zip(outputs, inputs[:1], strict=False))
            elif kind == b'ArgMax':
                searched += inputs[:1]
    return {flattened[name] for name in searched if name in flattened}


def _node(message: memoryview) -> tuple[list[bytes], list[bytes], bytes]:
    """Return the inputs, the outputs and the type of a node."""
    names: dict[int, list[bytes]] = {_NODE_INPUT: [], _NODE_OUTPUT: [], _NODE_TYPE: [b'']}
    for number, value in fields(message):
        if number in names:
            names[number].append(bytes(submessage(value)))
    return names[_NODE_INPUT], names[_NODE_OUTPUT], names[_NODE_TYPE][-1]


def _field(number: int, content: bytes) -> bytes:
    """Return a field that contains a text or a message."""
    length, size = len(content), bytearray()
    while length > 0x7F:
        size.append(length & 0x7F | 0x80)
        length >>= 7
    size.append(length)
    return bytes([number << 3 | 2]) + bytes(size) + content
