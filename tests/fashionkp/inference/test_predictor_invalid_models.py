"""Files that the predictor refuses: other files, and graphs that do not match their metadata."""

import subprocess
import sys

import numpy as np
import pytest
from small_model_card import small_model_card

from fashionkp import Predictor
from fashionkp.categories import CATEGORIES
from fashionkp.inference.backends import Backend

BACKENDS = ('onnxruntime', 'openvino')
DRESS = CATEGORIES['dress']
IMAGE = np.full((16, 16, 3), (0, 0, 7), np.uint8)


@pytest.mark.parametrize('backend', BACKENDS)
def test_other_files_are_refused(tmp_path, backend):
    text = tmp_path / 'text.onnx'
    text.write_text('not a model')
    with pytest.raises(ValueError, match=r'text\.onnx: not a model'):
        Predictor(text, backend=backend)
    for start in (b'PK\x03\x04', b'\x80\x02'):
        (tmp_path / 'best.pth').write_bytes(start + b'...')
        with pytest.raises(ValueError, match=r'best\.pth: .*it is a checkpoint'):
            Predictor(tmp_path / 'best.pth', backend=backend)
    with pytest.raises(FileNotFoundError, match='no model'):
        Predictor(tmp_path / 'none.onnx', backend=backend)


def test_a_model_without_metadata_is_refused(hand_model, tmp_path):
    import onnx

    model = onnx.load(hand_model.path)
    del model.metadata_props[:2]
    onnx.save(model, tmp_path / 'other.onnx')
    with pytest.raises(
        ValueError, match=r'other\.onnx: its metadata lack name, categories.*export'
    ):
        Predictor(tmp_path / 'other.onnx')


def changed(hand_model, path, change):
    """Write a model file with the same metadata and another graph."""
    import onnx

    model = onnx.load(hand_model.path)
    change(model.graph, onnx)
    onnx.save(model, path)
    return path


def node_of(graph, output):
    (node,) = (node for node in graph.node if output in node.output)
    return node


def without_points(graph, onnx):
    graph.output[0].name = node_of(graph, 'points').output[0] = 'positions'


def with_points_that_are_not_finite(graph, onnx):
    (base,) = (tensor for tensor in graph.initializer if tensor.name == 'base')
    base.CopyFrom(onnx.numpy_helper.from_array(np.full((24, 2), np.nan, np.float32), 'base'))


def with_square_roots_of_negative_numbers(graph, onnx):
    node_of(graph, 'points').output[0] = 'raw'
    make = onnx.helper.make_node
    graph.node.extend([make('Neg', ['raw'], ['negative']), make('Sqrt', ['negative'], ['points'])])


def with_fewer_scores(graph, onnx):
    """Their number depends on the color of the image, which no backend knows beforehand."""
    graph.output[1].type.tensor_type.shape.dim[1].dim_param = 'some'
    node_of(graph, 'scores').output[0] = 'all'
    make = onnx.helper.make_node
    graph.node.extend(
        [
            make('ReduceMax', ['colors'], ['largest'], keepdims=0),
            make('Unsqueeze', ['largest', 'zero'], ['listed']),
            make('Cast', ['listed'], ['end'], to=7),
            make('Slice', ['all', 'zero', 'end', 'one'], ['scores']),
        ]
    )


def that_fails(graph, onnx):
    """Add 24 numbers to a number of them that depends on the color of the image."""
    with_fewer_scores(graph, onnx)
    node_of(graph, 'scores').output[0] = 'few'
    graph.node.append(onnx.helper.make_node('Add', ['few', 'zeros'], ['scores']))


@pytest.mark.parametrize('value', [np.nan, np.inf])
@pytest.mark.parametrize('packed', [False, True])
@pytest.mark.parametrize('backend', BACKENDS)
def test_weights_that_are_not_finite_are_refused_even_if_outputs_hide_them(
    hand_model, tmp_path, backend, packed, value
):
    def hide(graph, onnx):
        with_points_that_are_not_finite(graph, onnx)
        (base,) = (tensor for tensor in graph.initializer if tensor.name == 'base')
        base.ClearField('raw_data')
        weights = np.full(48, value, np.float32)
        if packed:
            base.float_data.extend(weights.tolist())
        else:
            base.raw_data = weights.tobytes()
        node_of(graph, 'points').output[0] = 'raw'
        graph.node.append(onnx.helper.make_node('Clip', ['raw', 'low', 'high'], ['points']))
        for name, limit in (('low', 0.0), ('high', 8.0)):
            limit = onnx.numpy_helper.from_array(np.float32(limit), name)
            graph.initializer.append(limit)

    path = changed(hand_model, tmp_path / 'other.onnx', hide)
    with pytest.raises(ValueError, match=r"other\.onnx: .*weights 'base'.*not finite"):
        Predictor(path, backend=backend)


@pytest.mark.parametrize('backend', BACKENDS)
@pytest.mark.parametrize(
    ('change', 'reason'),
    [
        (without_points, 'its graph lacks points'),
        (with_square_roots_of_negative_numbers, 'the model returns points that are not finite'),
        (with_fewer_scores, 'scores of its graph are 1 x 7: expected 1 x 24 by its metadata'),
        (
            that_fails,
            '(the model fails|points of its graph are 0 x 24)',
        ),  # OpenVINO returns nothing
    ],
)
def test_a_graph_that_does_not_match_its_metadata_is_refused(
    hand_model, tmp_path, backend, change, reason
):
    path = changed(hand_model, tmp_path / 'other.onnx', change)
    with pytest.raises(ValueError, match=rf'other\.onnx: {reason}'):
        Predictor(path, backend=backend, threads=1)(IMAGE)


_AFTER_A_FAILURE = """
import sys
import numpy as np
from fashionkp import Predictor

image, (first, bad, next, backend) = np.full((16, 16, 3), (0, 0, 7), np.uint8), sys.argv[1:]
first = Predictor(first, backend, threads=1)
first(image)
try:
    Predictor(bad, backend, threads=1)(image)
except ValueError:
    refused = True  # the model is released with the traceback
Predictor(next, backend, threads=1)(image)
first(image)
print('predicted', refused)
"""


@pytest.mark.parametrize('backend', BACKENDS)
def test_models_predict_after_another_has_failed_and_was_released(hand_model, tmp_path, backend):
    bad = changed(hand_model, tmp_path / 'bad.onnx', that_fails)
    # in a process of its own: OpenVINO crashed it
    files = map(str, (hand_model.path, bad, hand_model.path))
    command = [sys.executable, '-c', _AFTER_A_FAILURE, *files, backend]
    done = subprocess.run(command, capture_output=True, text=True)
    assert (done.returncode, done.stdout) == (0, 'predicted True\n'), done.stderr


def test_a_model_with_an_undeclared_custom_garment_is_refused(monkeypatch):
    card = small_model_card(
        categories=('skirt',),
        keypoints=DRESS.keypoints + CATEGORIES['skirt'].keypoints[:2],
    )
    metadata = {**card.metadata(), 'categories': '["sarong"]'}
    backend = Backend(metadata, card.shapes(), lambda images: None)
    monkeypatch.setattr(
        'fashionkp.inference.exported_model.load_backend', lambda *args, **kwargs: backend
    )
    with pytest.raises(ValueError, match=r"x\.onnx: .*'sarong'.*blouse.*--garments"):
        Predictor('x.onnx')
