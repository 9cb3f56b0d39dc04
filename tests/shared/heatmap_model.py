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
    presence = Add(kept, cube)
    row_of_zeros = Squeeze(cube, last)
    category_probs = Add(probs, row_of_zeros)
}
"""


def write_heatmap_model(path: Path, heatmaps: np.ndarray, presence: np.ndarray) -> Path:
    """Write a joint model for images of 8 x 8 pixels, with UDP heatmaps, and return its path.

    A key point is at the highest cell of its heatmap, whose value is its score. The category is
    always the first.

    Args:
        path: The file.
        heatmaps: (24, h, w).
        presence: (24,), whatever the category is.
    """
    onnx = pytest.importorskip('onnx')
    model = onnx.parser.parse_model(_TEXT)
    height, width = heatmaps.shape[1:]
    constants = dict(
        base=heatmaps[None].astype(np.float32),
        width=np.array(width),
        factor=np.float32([8 / (width - 1), 8 / (height - 1)]),
        kept=np.tile(presence.astype(np.float32), (1, 5, 1)),
        probs=np.float32([[0.6, 0.1, 0.1, 0.1, 0.1]]),
    )
    model.graph.initializer.extend(
        onnx.numpy_helper.from_array(value, name) for name, value in constants.items()
    )
    card = small_model_card(name='heatmaps', codec='UDPHeatmap', unbiased=True)
    for key, value in card.metadata().items():
        model.metadata_props.add(key=key, value=value)
    path.write_bytes(model.SerializeToString())
    return path
