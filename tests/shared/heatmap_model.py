"""An exported model whose heatmaps are given."""

from pathlib import Path

import numpy as np
import pytest
from small_model_card import small_model_card

_TEXT = """
<ir_version: 10, opset_import: ["": 18]>
garments (uint8[N, 8, 8, 3] images) => (
    float[N, 24, 2] points, float[N, 24] scores, float[N, 5, 24] presence,
    float[N, 5] category_probs
) <int64[3] all = {1, 2, 3}, int64[3] flat_shape = {0, 24, -1}, int64[1] last = {2}>
{
    values = Cast<to=1>(images)
    means = ReduceMean<keepdims=1>(values, all)
    nothing = Sub(means, means)
    maps = Add(base, nothing)
    flat = Reshape(maps, flat_shape)
    scores = ReduceMax<keepdims=0>(flat, last)
    index = ArgMax<axis=2, keepdims=0>(flat)
    column = Mod(index, width)
    row = Div(index, width)
    columns = Unsqueeze(column, last)
    rows = Unsqueeze(row, last)
    cells = Concat<axis=2>(columns, rows)
    floats = Cast<to=1>(cells)
    points = Mul(floats, factor)
    cube = Squeeze(nothing, last)
    kept_logits = Add(kept, cube)
    probabilities = Sigmoid(kept_logits)
    presence = Mul(probabilities, mask)
    row_of_zeros = Squeeze(cube, last)
    each_logits = Add(logits, row_of_zeros)
    category_probs = Softmax<axis=1>(each_logits)
}
"""


def write_heatmap_model(
    path: Path,
    heatmaps: np.ndarray,
    presence: np.ndarray,
    probs: tuple[float, ...] = (0.6, 0.1, 0.1, 0.1, 0.1),
) -> Path:
    """Write a joint model for images of 8 x 8 pixels, with UDP heatmaps, and return its path.

    A key point is at the highest cell of its heatmap, whose value is its score.

    Args:
        path: The file.
        heatmaps: (24, h, w).
        presence: (24,), whatever the category is.
        probs: Probabilities of the categories.
    """
    onnx = pytest.importorskip('onnx')
    model = onnx.parser.parse_model(_TEXT)
    height, width = heatmaps.shape[1:]
    constants = dict(
        base=heatmaps[None].astype(np.float32),
        width=np.array(width),
        factor=np.float32([8 / (width - 1), 8 / (height - 1)]),
        kept=np.tile(_logits(presence), (1, 5, 1)),
        mask=np.float32(1),
        logits=np.log(np.float32([probs])),
    )
    model.graph.initializer.extend(
        onnx.numpy_helper.from_array(value, name) for name, value in constants.items()
    )
    card = small_model_card(name='heatmaps', codec='UDPHeatmap', unbiased=True)
    for key, value in card.metadata().items():
        model.metadata_props.add(key=key, value=value)
    path.write_bytes(model.SerializeToString())
    return path


def _logits(probs: np.ndarray) -> np.ndarray:
    inside = np.clip(probs, 1e-6, 1 - 1e-6)
    return np.log(inside / (1 - inside)).astype(np.float32)
