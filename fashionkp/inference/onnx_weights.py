"""Weights and config of an exported model, from which a training can start."""

from collections.abc import Iterator

import numpy as np

from fashionkp.inference.onnx_file import fields, submessage

_WEIGHTS = ((7, 5), (20, 1, 5))
"""Field numbers from a model to its weights: those of the graph, and those for training alone."""
_CONFIG = (20, 1, 10)
"""Field numbers from a model to the ``doc_string`` of its ``training_info``."""

_DIMENSIONS, _TYPE, _NAME, _RAW_DATA = 1, 2, 8, 9  # fields of a tensor
_FLOATS = {1: '<f4', 10: '<f2'}  # by the tensor's type


def read_weights(data: bytes) -> dict[str, np.ndarray]:
    """Return the floating-point weights of a model as float32, by name.

    Args:
        data: Content of a file that
            :func:`~fashionkp.inference.onnx_file.read_model_file` has accepted.

    Raises:
        ValueError: If a weight has another number of values than its shape.
    """
    weights = {}
    for path in _WEIGHTS:
        for message in _messages(memoryview(data), path):
            name, values = _tensor(message)
            if values is not None:
                weights[name] = values
    return weights


def read_config(data: bytes) -> str:
    """Return the text of the config in a model file; empty if it has none."""
    return ''.join(bytes(text).decode() for text in _messages(memoryview(data), _CONFIG))


def _messages(message: memoryview, path: tuple[int, ...]) -> Iterator[memoryview]:
    """Yield the messages at the end of a path of field numbers."""
    if not path:
        yield message
        return
    for number, value in fields(message):
        if number == path[0]:
            yield from _messages(submessage(value), path[1:])


def _tensor(message: memoryview) -> tuple[str, np.ndarray | None]:
    """Return name and values of a tensor; no values if they are not floating-point numbers."""
    name, kind, data, shape = '', 0, memoryview(b''), []
    for number, value in fields(message):
        if isinstance(value, int):
            shape += [value] if number == _DIMENSIONS else []
            kind = value if number == _TYPE else kind
        elif number == _NAME:
            name = bytes(value).decode()
        elif number == _RAW_DATA:
            data = value
    if kind not in _FLOATS:
        return name, None
    return name, np.frombuffer(data, _FLOATS[kind]).reshape(shape).astype(np.float32)
