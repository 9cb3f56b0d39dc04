"""An exported model as network and decoder."""

import numpy as np
import pytest
from heatmap_model import write_heatmap_model

from fashionkp.inference.backends import OUTPUTS
from fashionkp.inference.onnx_file import read_model_file
from fashionkp.inference.onnx_split import split_graph


@pytest.fixture(scope='module')
def model(tmp_path_factory):
    heatmaps = np.random.default_rng(0).random((24, 4, 6))
    path = tmp_path_factory.mktemp('split') / 'model.onnx'
    return write_heatmap_model(path, heatmaps, np.linspace(0.1, 0.9, 24))


def test_the_decoder_has_no_weights_of_the_network(model):
    data = read_model_file(model).data
    decoder = split_graph(data, model, OUTPUTS).decoder
    assert b'base' in data
    assert b'base' not in decoder
