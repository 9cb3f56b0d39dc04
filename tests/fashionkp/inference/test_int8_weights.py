"""Eight-bit weights whose sums of products overflow on some CPUs."""

import logging
from pathlib import Path

import numpy as np
import pytest

from fashionkp.inference import int8_weights as module
from fashionkp.inference.cpu_features import CpuFeatures
from fashionkp.inference.devices import DeviceError, choose_device
from fashionkp.inference.int8_weights import (
    EXACT_LIMIT,
    largest_int8_weight,
    require_exact_sums,
)
from fashionkp.inference.onnx_file import ModelFile

onnx = pytest.importorskip('onnx')


def vpmaddubsw(activations: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """Return sums of two products each as AVX2 computes them: in 16 bits, saturated.

    Args:
        activations: (2 N,) uint8.
        weights: (2 N,) int8.
    """
    products = activations.astype(np.int32) * weights.astype(np.int32)
    return products.reshape(-1, 2).sum(axis=1).clip(-(2**15), 2**15 - 1)


@pytest.mark.parametrize(
    ('limit', 'is_exact'), [(EXACT_LIMIT, True), (EXACT_LIMIT + 1, False), (127, False)]
)
def test_sums_of_weights_up_to_the_limit_are_exact_on_avx2(limit, is_exact):
    activations = np.full(4, 255, np.uint8)
    weights = np.array([limit, limit, -limit, -limit], np.int8)
    exact = 2 * 255 * limit * np.array([1, -1])
    assert np.array_equal(vpmaddubsw(activations, weights), exact) == is_exact


def model_file(weights: list[int], precision: str = 'int8') -> ModelFile:
    """Return a file with eight-bit weights."""
    tensors = [
        onnx.numpy_helper.from_array(np.array(weights, np.int8), 'w'),
        onnx.numpy_helper.from_array(np.array([200], np.uint8), 'zero_point'),
        onnx.numpy_helper.from_array(np.array([1e3], np.float32), 'scale'),
    ]
    graph = onnx.helper.make_graph([], 'g', [], [], initializer=tensors)
    data = onnx.helper.make_model(graph).SerializeToString()
    return ModelFile(data, {'precision': f'"{precision}"'})


@pytest.mark.parametrize(
    ('weights', 'largest'), [([3, -64], 64), ([-128, 5], 128), ([127], 127), ([], 0)]
)
def test_the_largest_weight_is_that_of_eight_bit_tensors(weights, largest):
    assert largest_int8_weight(model_file(weights).data) == largest


def test_a_float_model_has_none(hand_model):
    assert largest_int8_weight(hand_model.path.read_bytes()) == 0


@pytest.fixture
def cpu(monkeypatch):
    """A function that sets the flags of this processor."""

    def pretend(flags, *, is_arm=False):
        features = CpuFeatures('', is_arm, None if flags is None else frozenset(flags.split()))
        monkeypatch.setattr(module, 'cpu_features', lambda: features)

    return pretend


def check(file: ModelFile, backend: str | None = 'openvino', device: str | None = None) -> None:
    require_exact_sums(file, Path('int8.onnx'), choose_device(backend, device))


def test_openvino_is_refused_where_sums_would_overflow(cpu):
    cpu('avx2')
    with pytest.raises(DeviceError, match=r'int8\.onnx: .*lacks VNNI.*backend onnxruntime'):
        check(model_file([65]))


def test_all_else_is_exact(cpu):
    cpu('avx2')
    check(model_file([64, -64]))
    check(model_file([127], 'float32'))
    check(model_file([127]), 'onnxruntime')
    check(model_file([127]), None, 'openvino:GPU')
    cpu('avx2 avx_vnni')
    check(model_file([127]))
    cpu('asimd', is_arm=True)
    check(model_file([127]))


def test_an_unknown_cpu_gets_a_warning(cpu, caplog):
    cpu(None)
    with caplog.at_level(logging.WARNING, 'fashionkp'):
        check(model_file([64]))
        assert not caplog.messages
        check(model_file([127]))
    assert 'use backend onnxruntime' in caplog.text


@pytest.mark.parametrize('backend', ['onnxruntime', 'openvino'])
def test_a_predictor_checks_its_file(backend, cpu, monkeypatch, hand_model):
    from fashionkp import Predictor

    cpu('avx2')
    monkeypatch.setattr(module, 'largest_int8_weight', lambda data: 127)
    model = onnx.load(hand_model.path)
    onnx.helper.set_model_props(
        model, {**{p.key: p.value for p in model.metadata_props}, 'precision': '"int8"'}
    )
    path = hand_model.path.with_name('int8.onnx')
    onnx.save(model, path)
    if backend == 'onnxruntime':
        assert Predictor(path, backend).card.precision == 'int8'
        return
    with pytest.raises(ValueError, match='overflow in OpenVINO'):
        Predictor(path, backend)
