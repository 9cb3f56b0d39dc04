"""Exported models without doubles."""

import cv2
import numpy as np
import pytest

from fashionkp import Predictor
from fashionkp.inference.onnx_file import read_model_file
from fashionkp.inference.onnx_precision import single_precision
from fashionkp.model_zoo.names import find_model


def types_of(data):
    """Return the types of all tensors, and of what casts give."""
    onnx = pytest.importorskip('onnx')
    model = onnx.load_from_string(data)
    onnx.checker.check_model(model)
    graph = onnx.shape_inference.infer_shapes(model).graph
    attributes = [a for node in graph.node for a in node.attribute]
    return {
        *(tensor.data_type for tensor in graph.initializer),
        *(a.t.data_type for a in attributes if a.name == 'value'),
        *(a.i for a in attributes if a.name == 'to'),
        *(value.type.tensor_type.elem_type for value in graph.value_info),
    }


def test_the_starter_model_has_no_doubles_left_and_the_same_points(tmp_path):
    onnx = pytest.importorskip('onnx')
    file = read_model_file(find_model('starter'))
    single = single_precision(file.data)
    assert onnx.TensorProto.DOUBLE in types_of(file.data)
    assert onnx.TensorProto.DOUBLE not in types_of(single)
    path = tmp_path / 'single.onnx'
    path.write_bytes(single)
    assert read_model_file(path).metadata == file.metadata
    noise = np.random.default_rng(0).integers(0, 256, (12, 9, 3), np.uint8)
    images = [cv2.resize(noise, (240, 320)), np.full((64, 64, 3), 128, np.uint8)]
    pairs = zip(Predictor(path)(images), Predictor('starter')(images), strict=True)
    for actual, expected in pairs:
        assert actual.keypoints == pytest.approx(expected.keypoints, abs=0.01)
        assert actual.scores == pytest.approx(expected.scores, abs=1e-6)


def test_doubles_of_all_encodings_are_converted():
    onnx = pytest.importorskip('onnx')
    helper, types = onnx.helper, onnx.TensorProto
    values = [0.1, -2.5e300, 3.0]
    typed = helper.make_tensor('typed', types.DOUBLE, [3], values)
    raw = onnx.numpy_helper.from_array(np.array([0.1, 7.0]), 'raw')
    kept = onnx.numpy_helper.from_array(np.array([5, 6]), 'kept')
    nodes = [
        helper.make_node('Constant', [], ['c'], value=raw),
        helper.make_node('Constant', [], ['i'], value_int=11),
        helper.make_node('Cast', ['x'], ['y'], to=types.DOUBLE),
        helper.make_node('Cast', ['x'], ['z'], to=types.INT64),
        helper.make_node('LeakyRelu', ['y'], ['w'], alpha=0.25),  # a number of fixed width
    ]
    graph = helper.make_graph(nodes, 'g', [], [], [typed, kept])
    model = helper.make_model(graph)
    with np.errstate(over='ignore'):
        changed = onnx.load_from_string(single_precision(model.SerializeToString()))
    single, same = changed.graph.initializer
    with np.errstate(over='ignore'):
        expected = np.array(values).astype(np.float32)
    assert onnx.numpy_helper.to_array(single).tolist() == expected.tolist()
    assert same == kept
    constant, number, to_float, to_integer, relu = changed.graph.node
    assert onnx.numpy_helper.to_array(constant.attribute[0].t).tolist() == [np.float32(0.1), 7.0]
    assert number == nodes[1]
    assert to_float.attribute[0].i == types.FLOAT
    assert to_integer == nodes[3]
    assert relu == nodes[4]
