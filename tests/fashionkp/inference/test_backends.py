"""Backends on a model whose outputs can be computed by hand."""

import subprocess
import sys

import numpy as np
import pytest

from fashionkp.inference import backends
from fashionkp.inference.backends import BACKENDS, GPU_BACKEND, OUTPUTS, load_backend
from fashionkp.optional_packages import MissingPackage

CUDA = 'CUDAExecutionProvider'
EACH = [pytest.param(name, marks=[pytest.mark.gpu] * (name == GPU_BACKEND)) for name in BACKENDS]


@pytest.mark.parametrize('name', EACH)
def test_shapes_metadata_and_outputs(name, hand_model):
    backend = load_backend(hand_model.path, name, threads=2)
    assert backend.shapes['images'] == (None, 8, 8, 3)
    assert {*backend.shapes} >= {*OUTPUTS}
    assert backend.metadata['name'] == '"drawn_by_hand"'
    images = np.zeros((5, 8, 8, 3), np.uint8)  # more than run at a time
    images[..., 0] = np.arange(5)[:, None, None] * 51
    points, scores, presence, probs = backend.run(images)
    shift = np.stack([np.arange(5) * 0.051, np.zeros(5)], axis=-1)
    np.testing.assert_allclose(points, hand_model.points + shift[:, None], atol=1e-6)
    np.testing.assert_allclose(scores[:, 0], np.arange(5) / 5, atol=1e-6)
    np.testing.assert_allclose(presence[4], hand_model.presence, atol=1e-6)
    assert probs.argmax(axis=1).tolist() == [0] * 5


_RELEASED_BY_A_THREAD = """
import gc, signal, sys, threading
from pathlib import Path
from fashionkp.inference.backends import load_backend

signal.signal(signal.SIGINT, signal.default_int_handler)
backends = [load_backend(Path(sys.argv[1]), sys.argv[2], 1)]

def release():
    backends.clear()
    gc.collect()

thread = threading.Thread(target=release)
thread.start()
thread.join()
try:
    signal.raise_signal(signal.SIGINT)
except KeyboardInterrupt:
    print('interrupted')
"""


@pytest.mark.parametrize('name', EACH)
def test_ctrl_c_works_after_a_thread_has_released_the_last_backend(name, hand_model):
    # OpenVINO changes the stack on which the main thread handles signals
    command = [sys.executable, '-c', _RELEASED_BY_A_THREAD, str(hand_model.path), name]
    done = subprocess.run(command, capture_output=True, text=True)
    assert (done.returncode, done.stdout) == (0, 'interrupted\n'), done.stderr


def test_a_missing_backend_names_its_package(hand_model, monkeypatch):
    monkeypatch.setitem(sys.modules, 'openvino', None)
    with pytest.raises(MissingPackage, match='pip install openvino'):
        load_backend(hand_model.path, 'openvino', None)


def test_a_backend_that_cannot_be_imported_is_not_called_missing(hand_model, monkeypatch, tmp_path):
    (tmp_path / 'openvino.py').write_text("raise ImportError('libtbb.so.12: no such file')")
    monkeypatch.delitem(sys.modules, 'openvino', raising=False)
    monkeypatch.syspath_prepend(tmp_path)
    with pytest.raises(ImportError, match=r'^libtbb\.so\.12: no such file$'):
        load_backend(hand_model.path, 'openvino', None)


def test_the_gpu_backend_names_the_package_that_has_it(hand_model, monkeypatch):
    import onnxruntime

    monkeypatch.setattr(onnxruntime, 'get_available_providers', lambda: ['CPUExecutionProvider'])
    with pytest.raises(ImportError, match='pip install onnxruntime-gpu'):
        load_backend(hand_model.path, GPU_BACKEND, None)


def test_the_gpu_backend_does_not_fall_back_to_the_cpu(hand_model, monkeypatch):
    import onnxruntime

    requested = []

    class Session(onnxruntime.InferenceSession):
        """Opens the model on the CPU, as ONNX Runtime does if CUDA cannot be loaded."""

        def __init__(self, model, options, providers):
            requested.extend(providers)
            super().__init__(model, options, providers=['CPUExecutionProvider'])

    monkeypatch.setattr(onnxruntime, 'get_available_providers', lambda: [CUDA])
    monkeypatch.setattr(onnxruntime, 'preload_dlls', lambda: None, raising=False)
    monkeypatch.setattr(onnxruntime, 'InferenceSession', Session)
    with pytest.raises(ImportError, match=f'{CUDA} cannot be loaded'):
        load_backend(hand_model.path, GPU_BACKEND, None)
    assert requested == [(CUDA, {'use_tf32': '0'})]
    monkeypatch.setattr(Session, 'get_providers', lambda self: [CUDA])
    images = np.zeros((5, 8, 8, 3), np.uint8)
    assert len(load_backend(hand_model.path, GPU_BACKEND, 2).run(images)[0]) == 5


def test_a_failing_model_names_its_file(hand_model, monkeypatch):
    shapes = dict.fromkeys(('images', *OUTPUTS), (None,))

    def failing(images):
        raise RuntimeError('out of memory')

    monkeypatch.setitem(backends.BACKENDS, 'openvino', lambda *_: (shapes, failing))
    backend = load_backend(hand_model.path, 'openvino', None)
    with pytest.raises(ValueError, match=r'model\.onnx: .*out of memory'):
        backend.run(np.zeros((1, 8, 8, 3), np.uint8))
