"""Weights and config in a model file."""

import numpy as np
import pytest

from fashionkp.inference.onnx_weights import read_config, read_weights

onnx = pytest.importorskip('onnx')


def model(*weights, for_training=(), config=''):
    """Return the content of a file with weights by name."""
    proto = onnx.ModelProto()
    part = proto.training_info.add().initialization
    part.doc_string = config
    for graph, arrays in ((proto.graph, weights), (part, for_training)):
        graph.initializer.extend(onnx.numpy_helper.from_array(values, n) for n, values in arrays)
    return proto.SerializeToString()


def test_weights_of_the_graph_and_for_training():
    half = np.arange(6, dtype=np.float16).reshape(2, 3) / 7
    single = np.float32([1, 2.5])
    data = model(('half', half), ('ids', np.arange(3)), for_training=[('single', single)])
    weights = read_weights(data)
    assert {*weights} == {'half', 'single'}
    np.testing.assert_array_equal(weights['half'], half.astype(np.float32))
    np.testing.assert_array_equal(weights['single'], single)
    assert {values.dtype for values in weights.values()} == {np.dtype(np.float32)}


def test_the_config():
    assert read_config(model(config="model = dict(type='A')")) == "model = dict(type='A')"
    assert read_config(onnx.ModelProto().SerializeToString()) == ''


def test_a_weight_of_another_size_is_refused():
    proto = onnx.ModelProto.FromString(model(('a', np.zeros((2, 2), np.float32))))
    proto.graph.initializer[0].raw_data = bytes(12)
    with pytest.raises(ValueError, match='shape'):
        read_weights(proto.SerializeToString())
