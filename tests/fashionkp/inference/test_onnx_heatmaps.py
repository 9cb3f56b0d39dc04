"""The heatmaps of an exported model as another output."""

from pathlib import Path

import numpy as np
import pytest
from heatmap_model import write_heatmap_model

from fashionkp.inference.onnx_file import fields, read_model_file, submessage
from fashionkp.inference.onnx_heatmaps import with_heatmaps

PATH = Path('a.onnx')


@pytest.fixture
def data(tmp_path):
    """Content of a model with heatmaps."""
    path = write_heatmap_model(tmp_path / 'a.onnx', np.zeros((24, 4, 5)), np.ones(24))
    return path.read_bytes()


def test_the_graph_gets_one_output_more_and_is_valid(data):
    onnx = pytest.importorskip('onnx')
    before, after = onnx.load_from_string(data), onnx.load_from_string(with_heatmaps(data, PATH))
    onnx.checker.check_model(after)
    assert [each.name for each in after.graph.output] == [
        *(each.name for each in before.graph.output),
        'heatmaps',
    ]
    assert list(after.graph.node[-1].input) == ['maps']
    assert after.metadata_props == before.metadata_props
    assert after.graph.node[:-1] == before.graph.node[:]


def test_a_long_name_of_a_tensor_is_written_with_its_length(data):
    onnx = pytest.importorskip('onnx')
    model = onnx.load_from_string(data)
    name = 'm' * 300
    for node in model.graph.node:
        node.input[:] = [name if each == 'maps' else each for each in node.input]
        node.output[:] = [name if each == 'maps' else each for each in node.output]
    after = with_heatmaps(model.SerializeToString(), PATH)
    assert list(onnx.load_from_string(after).graph.node[-1].input) == [name]
    added = list(fields(memoryview(after)))[-1]
    assert added[0] == 7
    assert [number for number, _ in fields(submessage(added[1]))] == [1, 12]


def test_malformed_nodes_raise_like_a_graph_without_heatmaps(data):
    onnx = pytest.importorskip('onnx')
    model = onnx.load_from_string(data)
    for node in model.graph.node:
        del node.input[:], node.output[:]
    with pytest.raises(ValueError, match=r'a\.onnx: there are no heatmaps'):
        with_heatmaps(model.SerializeToString(), PATH)


def test_a_graph_without_heatmaps_raises(hand_model):
    with pytest.raises(ValueError, match=r'a\.onnx: there are no heatmaps'):
        with_heatmaps(read_model_file(hand_model.path).data, PATH)
