"""Backends on a model whose outputs can be computed by hand."""

import subprocess
import sys
from types import SimpleNamespace

import numpy as np
import pytest

from fashionkp.inference import backends
from fashionkp.inference.backends import OUTPUTS, load_backend
from fashionkp.inference.cpu_features import CpuFeatures
from fashionkp.inference.devices import BACKENDS, GPU_BACKEND, DeviceError
from fashionkp.optional_packages import MissingPackage

CPU, CUDA, TENSORRT = (f'{name}ExecutionProvider' for name in ('CPU', 'CUDA', 'Tensorrt'))
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


DEVICES = [
    (CUDA, 'cuda', [(CUDA, {'use_tf32': '0'})]),
    (CUDA, 'cuda:1', [(CUDA, {'device_id': '1', 'use_tf32': '0'})]),
    (
        TENSORRT,
        'tensorrt:1',
        [(TENSORRT, {'device_id': '1'}), (CUDA, {'device_id': '1', 'use_tf32': '0'})],
    ),
    ('CoreMLExecutionProvider', 'coreml', ['CoreMLExecutionProvider']),
    ('DmlExecutionProvider', 'DmlExecutionProvider', ['DmlExecutionProvider']),
]


@pytest.fixture
def fake_provider(monkeypatch):
    """A function that adds an execution provider to ONNX Runtime, which computes on the CPU.

    It takes the name of the provider, and what the session states about it: whether it is loaded,
    and whether it runs any layer. It returns a list of the providers of each session.
    """
    import onnxruntime

    def add(provider, *, loaded=True, used=True, error=None):
        requested = []

        class Session(onnxruntime.InferenceSession):
            """A session whose provider is loaded or not, as ONNX Runtime states it."""

            def __init__(self, model, options, providers, enable_fallback=1):
                if error and providers != [CPU]:
                    raise RuntimeError(error)
                requested.append(providers)
                assert enable_fallback == 0 or providers == [CPU]
                super().__init__(model, options, providers=[CPU])

            def get_providers(self):
                return [provider, CPU] if loaded else [CPU]

            def get_provider_graph_assignment_info(self):
                return [SimpleNamespace(ep_name=name) for name in (CPU, provider)[: 1 + used]]

        monkeypatch.setattr(onnxruntime, 'get_available_providers', lambda: [provider, CPU])
        monkeypatch.setattr(onnxruntime, 'preload_dlls', lambda: None, raising=False)
        monkeypatch.setattr(onnxruntime, 'InferenceSession', Session)
        return requested

    return add


@pytest.mark.parametrize(('provider', 'device', 'providers'), DEVICES)
def test_a_device_is_an_execution_provider(
    provider, device, providers, hand_model, fake_provider, monkeypatch
):
    requested = fake_provider(provider)
    backend = load_backend(hand_model.path, None, 1, device=device)
    assert requested == [providers]
    images = np.zeros((5, 8, 8, 3), np.uint8)
    assert len(backend.run(images)[0]) == 5


@pytest.mark.parametrize(('provider', 'device', 'providers'), DEVICES)
def test_a_device_that_cannot_be_loaded_is_an_error(
    provider, device, providers, hand_model, fake_provider
):
    fake_provider(provider, loaded=False)
    with pytest.raises(DeviceError, match=f"'{device}': {provider} cannot be loaded: expected"):
        load_backend(hand_model.path, None, None, device=device)


def test_a_device_that_would_leave_all_layers_to_the_cpu_is_an_error(hand_model, fake_provider):
    fake_provider('XnnpackExecutionProvider', used=False)
    with pytest.raises(DeviceError, match="'xnnpack': XnnpackExecutionProvider supports no layer"):
        load_backend(hand_model.path, None, None, device='xnnpack')


def test_a_device_that_fails_is_named_with_its_reason(hand_model, fake_provider):
    fake_provider(CUDA, error='CUDA failure 101: invalid device ordinal')
    with pytest.raises(DeviceError, match=r"'cuda:7' .*invalid device ordinal: expected a GPU"):
        load_backend(hand_model.path, None, None, device='cuda:7')


def test_a_provider_that_is_installed_and_runs_nothing_is_an_error(hand_model):
    import onnxruntime

    if 'AzureExecutionProvider' not in onnxruntime.get_available_providers():
        pytest.skip('no provider without layers')
    if not hasattr(onnxruntime.InferenceSession, 'get_provider_graph_assignment_info'):
        pytest.skip('this onnxruntime does not state where layers run')
    with pytest.raises(DeviceError, match=r"'azure': .* supports no layer of the model"):
        load_backend(hand_model.path, None, None, device='azure')


@pytest.mark.parametrize(
    ('device', 'install'),
    [
        ('cuda', 'pip install onnxruntime-gpu'),
        ('cuda:1', 'pip install onnxruntime-gpu'),
        ('tensorrt', 'pip install onnxruntime-gpu tensorrt'),
        ('dml', 'pip install onnxruntime-directml'),
        ('OpenVINOExecutionProvider', 'pip install onnxruntime-openvino'),
        ('webgpu', 'install a build of ONNX Runtime with it'),
    ],
)
def test_a_device_that_is_not_there_says_what_to_install(device, install, hand_model, monkeypatch):
    import onnxruntime

    monkeypatch.setattr(onnxruntime, 'get_available_providers', lambda: [CPU])
    with pytest.raises(MissingPackage, match=f"device '{device}'.*{install}"):
        load_backend(hand_model.path, None, None, device=device)


def test_a_device_of_openvino_that_is_not_there_says_what_to_install(hand_model, monkeypatch):
    core = SimpleNamespace(available_devices=['CPU'])
    monkeypatch.setattr(backends, '_core_of', lambda openvino: core)
    with pytest.raises(MissingPackage, match=r"'openvino:GPU'.* finds CPU only: .*opencl"):
        load_backend(hand_model.path, None, None, device='openvino:GPU')


@pytest.mark.parametrize(('device', 'unit'), [('openvino:GPU', 'GPU'), ('openvino:gpu.1', 'GPU.1')])
def test_a_device_of_openvino_runs_the_model(device, unit, hand_model, monkeypatch):
    import openvino

    real, compiled = openvino.Core(), []

    class Core:
        """A core that finds two GPUs."""

        available_devices = ('CPU', 'GPU.0', 'GPU.1')
        read_model = staticmethod(real.read_model)

        @staticmethod
        def compile_model(model, name, settings):
            compiled.append((name, settings))
            return real.compile_model(model, 'CPU', settings)

    monkeypatch.setattr(backends, '_core_of', lambda openvino: Core)
    backend = load_backend(hand_model.path, None, 2, device=device)
    assert len(backend.run(np.zeros((5, 8, 8, 3), np.uint8))[0]) == 5
    assert compiled == [(unit, {'INFERENCE_PRECISION_HINT': 'f32'})]


@pytest.mark.parametrize(('flags', 'is_set'), [('avx2', True), ('avx2 avx_vnni', False)])
def test_sums_of_eight_bit_products_are_exact_without_vnni(flags, is_set, hand_model, monkeypatch):
    import onnxruntime

    options = onnxruntime.SessionOptions()
    cpu = CpuFeatures('', is_arm=False, flags=frozenset(flags.split()))
    monkeypatch.setattr(backends, 'cpu_features', lambda: cpu)
    monkeypatch.setattr(onnxruntime, 'SessionOptions', lambda: options)
    load_backend(hand_model.path, None, 1)
    key = 'session.x64quantprecision'
    if is_set:
        assert options.get_session_config_entry(key) == '1'
    else:
        with pytest.raises(RuntimeError):
            options.get_session_config_entry(key)


def test_a_failing_model_names_its_file(hand_model, monkeypatch):
    shapes = dict.fromkeys(('images', *OUTPUTS), (None,))

    def failing(images):
        raise RuntimeError('out of memory')

    monkeypatch.setattr(backends, '_openvino', lambda *_: (shapes, failing))
    backend = load_backend(hand_model.path, 'openvino', None)
    with pytest.raises(ValueError, match=r'model\.onnx: .*out of memory'):
        backend.run(np.zeros((1, 8, 8, 3), np.uint8))
