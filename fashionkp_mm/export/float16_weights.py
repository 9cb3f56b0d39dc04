"""Weights in float16, and those for training, in an exported model."""

from collections.abc import Mapping
from typing import Any

import torch
from torch import Tensor, nn

PREFIX = 'model.'
"""What the names of an exported graph have before the names of the model's weights."""


@torch.no_grad()
def round_weights(model: nn.Module) -> None:
    """Round the weights of a model that :func:`store_weights` stores in float16."""
    for weight in model.state_dict().values():
        if _is_stored_half(weight):
            weight.copy_(weight.half())


def store_weights(proto: Any, weights: Mapping[str, Tensor], config: str) -> None:
    """Store the weights of a graph in float16, and add those that it does not need.

    Kernels are stored in float16, and cast when the file is loaded; biases and statistics, which
    are few, stay in float32. Weights that only training needs become the initialization of the
    file's ``training_info``, which backends ignore, and the config its ``doc_string``.

    Args:
        proto: The ``ModelProto``, which is changed.
        weights: The model's ``state_dict``.
        config: Text of the model's config.
    """
    import onnx

    casts, stored = [], set()
    for tensor in proto.graph.initializer:
        name = tensor.name.removeprefix(PREFIX)
        weight = weights.get(name)
        if weight is None or not weight.is_floating_point():
            continue
        stored.add(name)
        if _is_stored_half(weight):
            half = f'{tensor.name}.float16'
            casts.append(
                onnx.helper.make_node('Cast', [half], [tensor.name], to=onnx.TensorProto.FLOAT)
            )
            tensor.CopyFrom(onnx.numpy_helper.from_array(weight.half().numpy(), half))
    nodes = [*casts, *proto.graph.node]
    for node in nodes:
        del node.metadata_props[:]  # PyTorch's stack traces, a tenth of the file
    for part in (proto.graph.node, proto.graph.value_info, proto.graph.metadata_props):
        del part[:]
    proto.graph.node.extend(nodes)
    graph = proto.training_info.add().initialization
    graph.name, graph.doc_string = 'training', config
    for name, weight in weights.items():
        if weight.is_floating_point() and name not in stored:
            values = weight.half() if _is_stored_half(weight) else weight
            graph.initializer.append(onnx.numpy_helper.from_array(values.numpy(), PREFIX + name))


def _is_stored_half(weight: Tensor) -> bool:
    return weight.is_floating_point() and weight.dim() > 1
