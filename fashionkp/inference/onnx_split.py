"""An exported model as two graphs: the network, and the decoding of what it returns.

In between, what several networks return can be averaged. The tensors at the cut are found by the
layers that decode them, so that every file of ``fashionkp export`` will do.

Reference:
    onnx.proto of ONNX 1.23 for the field numbers; Protocol Buffers, Encoding.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from fashionkp.inference.onnx_file import fields, submessage
from fashionkp.inference.onnx_heatmaps import (
    GRAPH,
    HEATMAPS,
    decoded_tensor,
    message_field,
    node_message,
    node_parts,
    number_field,
    tensor_value,
)

PRESENCE_LOGITS = 'presence_logits'
CATEGORY_LOGITS = 'category_logits'

_RANKS = {HEATMAPS: 4, PRESENCE_LOGITS: 3, CATEGORY_LOGITS: 2}
# fields of a graph
_NODE, _GRAPH_NAME, _INITIALIZER, _INPUT, _OUTPUT = 1, 2, 5, 11, 12
_NAMES = {_INITIALIZER: 8, _INPUT: 1}  # for each field, that of its name


@dataclass(frozen=True)
class SplitGraph:
    """The two graphs of an exported model, as contents of ONNX files.

    Attributes:
        network: Takes images, and returns ``cut``.
        decoder: Takes ``cut``, and returns points, scores, presence and category probabilities.
        cut: Names of the tensors in between: heatmaps (N, K, h, w), presence logits (N, C, K) and,
            unless there is only one category, category logits (N, C).
    """

    network: bytes
    decoder: bytes
    cut: tuple[str, ...]


def split_graph(data: bytes, path: Path, outputs: Sequence[str]) -> SplitGraph:
    """Split a model between its network and the decoding of heatmaps and logits.

    Args:
        data: Content of a file that
            :func:`~fashionkp.inference.onnx_file.read_model_file` has accepted.
        path: The file, for errors.
        outputs: Names of its outputs.

    Raises:
        ValueError: If the graph does not decode heatmaps.
    """
    parts = [
        (number, bytes(submessage(value)))
        for graph_number, graph in fields(memoryview(data))
        if graph_number == GRAPH
        for number, value in fields(submessage(graph))
    ]
    nodes = [part for number, part in parts if number == _NODE]
    producers = {
        name: facts
        for facts in (node_parts(memoryview(node)) for node in nodes)
        for name in facts[1]
    }
    cut = {HEATMAPS: decoded_tensor(data, path), **_logits(producers, path)}
    added = b''.join(
        message_field(_NODE, node_message(b'Identity', tensor, name.encode()))
        + message_field(_OUTPUT, tensor_value(name, _RANKS[name]))
        for name, tensor in cut.items()
    )
    network = data + message_field(GRAPH, added)
    return SplitGraph(network, _decoder(data, parts, cut, outputs), tuple(cut))


def _logits(producers: Mapping[bytes, tuple], path: Path) -> dict[str, bytes]:
    """Return the tensors of the logits: the presence is their masked sigmoid."""
    factors = producers.get(b'presence', ([], [], b''))[0]
    presence = [
        producers[name][0][0]
        for name in factors
        if name in producers and producers[name][2] == b'Sigmoid'
    ]
    if len(presence) != 1:
        raise ValueError(
            f'{path}: the logits of its presence were not found: expected a model written by '
            '"fashionkp export"'
        )
    inputs, _, kind = producers.get(b'category_probs', ([], [], b''))
    category = {CATEGORY_LOGITS: inputs[0]} if kind == b'Softmax' else {}
    return {PRESENCE_LOGITS: presence[0], **category}


def _decoder(
    data: bytes,
    parts: Sequence[tuple[int, bytes]],
    cut: Mapping[str, bytes],
    outputs: Sequence[str],
) -> bytes:
    """Return a model with the nodes and weights alone that are needed behind a cut."""
    needed = {name.encode() for name in outputs}
    kept: list[bytes] = []
    for number, part in reversed(parts):
        if number == _NODE:
            inputs, results, _ = node_parts(memoryview(part))
            if needed.intersection(results) and not set(cut.values()).intersection(results):
                needed.update(inputs)
                kept.append(part)
    graph = b''.join(message_field(_INPUT, tensor_value(name, _RANKS[name])) for name in cut)
    graph += b''.join(
        message_field(_NODE, node_message(b'Identity', name.encode(), tensor))
        for name, tensor in cut.items()
    )
    graph += b''.join(message_field(_NODE, node) for node in reversed(kept))
    for number, part in parts:
        is_needed = number in (_GRAPH_NAME, _OUTPUT)
        if number in _NAMES:
            name = next(value for key, value in fields(memoryview(part)) if key == _NAMES[number])
            is_needed = bytes(submessage(name)) in needed
        if is_needed:
            graph += message_field(number, part)
    others = b''.join(
        number_field(number, value)
        if isinstance(value, int)
        else message_field(number, bytes(value))
        for number, value in fields(memoryview(data))
        if number != GRAPH
    )
    return others + message_field(GRAPH, graph)
