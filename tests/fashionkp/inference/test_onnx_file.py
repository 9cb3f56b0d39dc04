"""Model files that refer to other files, and files that are not models."""

import random

import numpy as np
import pytest

from fashionkp import Predictor
from fashionkp.cli.main import main
from fashionkp.inference.onnx_file import MAX_ENTRY, read_model_file

pytestmark = pytest.mark.faults

onnx = pytest.importorskip('onnx')


@pytest.fixture
def model(hand_model):
    return onnx.load(hand_model.path)


@pytest.fixture
def path(tmp_path):
    (tmp_path / 'sub').mkdir()
    return tmp_path / 'sub' / 'bad.onnx'


def make_external(tensor, location, **entries):
    """Let a tensor refer to another file."""
    tensor.ClearField('raw_data')
    tensor.data_location = onnx.TensorProto.EXTERNAL
    for key, value in dict(location=location, **entries).items():
        tensor.external_data.add(key=key, value=str(value))
    return tensor


def tensor(location='../secret.bin'):
    return make_external(onnx.numpy_helper.from_array(np.zeros(2, np.float32), 't'), location)


def sparse():
    whole = onnx.numpy_helper.from_array(np.zeros(2, np.int64), 'i')
    return onnx.helper.make_sparse_tensor(tensor(), whole, [9])


def test_a_complete_file_is_read(hand_model, model):
    file = read_model_file(hand_model.path)
    assert file.data == hand_model.path.read_bytes()
    assert file.metadata == {entry.key: entry.value for entry in model.metadata_props}


@pytest.mark.parametrize('backend', ['onnxruntime', 'openvino'])
@pytest.mark.parametrize(
    ('location', 'entries'),
    [
        ('../secret.bin', {}),
        ('../../../../../../etc/passwd', dict(offset=0, length=192)),
        ('/etc/passwd', dict(offset=0, length=192)),
        ('link.bin', {}),
        ('other.bin', {}),
        ('other.bin', dict(offset=-8, length=10**18)),
        ('*/_ORT_MEM_ADDR_/*', dict(offset=12345, length=192)),  # ends OpenVINO's process
    ],
)
def test_weights_in_other_files_are_not_read(model, path, backend, location, entries):
    weights = np.full((24, 2), 3.5, np.float32).tobytes()
    (path.parent.parent / 'secret.bin').write_bytes(weights)
    (path.parent / 'other.bin').write_bytes(weights)
    (path.parent / 'link.bin').symlink_to(path.parent.parent / 'secret.bin')
    base = next(tensor for tensor in model.graph.initializer if tensor.name == 'base')
    make_external(base, location, **entries)
    path.write_bytes(model.SerializeToString())
    with pytest.raises(ValueError, match=r'bad\.onnx: .*external_data: expected all weights in'):
        Predictor(path, backend=backend)


def with_attribute(model, **value):
    node = model.graph.node.add(op_type='Constant')
    node.attribute.append(onnx.AttributeProto(name='a', **value))


def with_function(model):
    model.functions.add(name='f').node.add(op_type='Constant').attribute.add(name='a', t=tensor())


def deep_graph():
    graph = onnx.GraphProto(initializer=[tensor()])
    for _ in range(30):
        branch = onnx.AttributeProto(name='then_branch', g=graph)
        graph = onnx.GraphProto(node=[onnx.NodeProto(op_type='If', attribute=[branch])])
    return graph


LOCATIONS = {
    'a sparse initializer': lambda m: m.graph.sparse_initializer.append(sparse()),
    'an attribute': lambda m: with_attribute(m, t=tensor()),
    'attributes': lambda m: with_attribute(m, tensors=[tensor()]),
    'a sparse attribute': lambda m: with_attribute(m, sparse_tensor=sparse()),
    'sparse attributes': lambda m: with_attribute(m, sparse_tensors=[sparse()]),
    'a branch': lambda m: with_attribute(m, g=onnx.GraphProto(initializer=[tensor()])),
    'branches': lambda m: with_attribute(m, graphs=[onnx.GraphProto(initializer=[tensor()])]),
    'a deep branch': lambda m: with_attribute(m, g=deep_graph()),
    'a function': with_function,
    'training': lambda m: m.training_info.add().algorithm.initializer.append(tensor()),
}


@pytest.mark.parametrize('location', LOCATIONS)
def test_external_tensors_are_found_everywhere(model, path, location):
    LOCATIONS[location](model)
    path.write_bytes(model.SerializeToString())
    with pytest.raises(ValueError, match=r'a tensor with (external_data|data_location)'):
        read_model_file(path)


@pytest.mark.parametrize(
    ('data', 'reason'),
    [
        (b'', 'no graph'),
        (b'not a model', 'malformed|cut off'),
        (b'<?xml version="1.0"?><net name="ir" version="11"></net>', 'malformed|cut off'),
        (b'\x3a\x00', 'not a model'),  # an empty graph
        (b'\x3a\x05ab', 'cut off'),
        (b'\x38\x01', 'number instead of a message'),
        (b'\x3b\x3c', 'wire type 3'),
        (b'\x3a\xff\xff\xff\xff\x7f\x00', 'too long'),
        (b'\xba\x80\x80\x80\x10\x00', 'too long'),  # cut to 32 bits it is a graph's
        (b'\x80' * 20, 'too long'),
        (b'\x80', 'cut off'),
        (b'\x3a\x00\x72\x04\x0a\x02\xff\xfe', "codec can't decode"),
        (b'\x3a\x00\x72\x03\x0a\x01a\x72\x06\x0a\x01a\x12\x01b', "'a' twice"),
    ],
)
def test_other_files_are_refused(path, data, reason):
    path.write_bytes(data)
    with pytest.raises(ValueError, match=rf'bad\.onnx: .*({reason})'):
        Predictor(path)


def test_a_long_metadata_entry_is_refused(model, path):
    model.metadata_props.add(key='more', value='a' * (MAX_ENTRY + 1))
    path.write_bytes(model.SerializeToString())
    with pytest.raises(ValueError, match=r'bad\.onnx.*entry of 100\d\d bytes'):
        read_model_file(path)


def test_a_damaged_file_raises_value_error_only(hand_model, path):
    rng, whole = random.Random(0), hand_model.path.read_bytes()
    refused = 0
    for _ in range(500):
        damaged = bytearray(whole)
        for _ in range(rng.randint(1, 5)):
            damaged[rng.randrange(len(damaged))] = rng.randrange(256)
        path.write_bytes(damaged)
        try:  # most of the bytes are numbers
            read_model_file(path)
        except ValueError:
            refused += 1
    assert refused > 50


@pytest.mark.parametrize('command', ['predict', 'serve'])
def test_commands_refuse_with_a_message_of_one_line(model, path, command, capsys):
    make_external(model.graph.initializer[0], '../secret.bin')
    path.write_bytes(model.SerializeToString())
    given = {'predict': ['predict', str(path)], 'serve': ['serve']}[command]
    assert main([*given, '--model', str(path)]) == 2
    captured = capsys.readouterr()
    assert captured.err.count('\n') == 1
    assert 'bad.onnx: not a model' in captured.err
