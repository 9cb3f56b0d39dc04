"""Names of devices."""

import pytest

from fashionkp.inference import devices
from fashionkp.inference.devices import choose_device


@pytest.mark.parametrize(
    ('backend', 'device', 'runtime', 'unit', 'index'),
    [
        (None, None, 'onnxruntime', 'CPUExecutionProvider', None),
        ('onnxruntime', 'cpu', 'onnxruntime', 'CPUExecutionProvider', None),
        ('onnxruntime-gpu', None, 'onnxruntime', 'CUDAExecutionProvider', None),
        ('onnxruntime-gpu', 'cuda:2', 'onnxruntime', 'CUDAExecutionProvider', 2),
        (None, 'cuda:0', 'onnxruntime', 'CUDAExecutionProvider', 0),
        (None, 'tensorrt', 'onnxruntime', 'TensorrtExecutionProvider', None),
        (None, 'CUDAExecutionProvider:1', 'onnxruntime', 'CUDAExecutionProvider', 1),
        (None, 'xnnpack', 'onnxruntime', 'XnnpackExecutionProvider', None),
        ('openvino', None, 'openvino', 'CPU', None),
        ('openvino', 'cpu', 'openvino', 'CPU', None),
        ('openvino', 'openvino:NPU', 'openvino', 'NPU', None),
        (None, 'openvino', 'openvino', 'CPU', None),
        (None, 'openvino:gpu.1', 'openvino', 'GPU.1', None),
        (None, 'OpenVINOExecutionProvider', 'onnxruntime', 'OpenVINOExecutionProvider', None),
    ],
)
def test_names(backend, device, runtime, unit, index):
    chosen = choose_device(backend, device)
    assert (chosen.runtime, chosen.unit, chosen.index) == (runtime, unit, index)
    assert chosen.is_cpu == (unit in ('CPU', 'CPUExecutionProvider'))


@pytest.mark.parametrize(
    'device', ['tpu', 'gpu', '', 'cuda:', 'cuda:x', 'cuda:-1', 'coreml:1', 'cpu:1']
)
def test_unknown_names_are_refused(device):
    with pytest.raises(ValueError, match=f"device '{device}': expected"):
        choose_device(device=device)


def test_an_unknown_name_lists_the_known_ones():
    with pytest.raises(ValueError, match=r'expected cpu, openvino:GPU, .*coreml, cuda, .*tensorrt'):
        choose_device(device='tpu')


@pytest.mark.parametrize(
    ('backend', 'device', 'reason'),
    [
        ('onnxruntime', 'openvino:GPU', "'openvino:GPU' is one of openvino"),
        ('openvino', 'cuda', "'cuda' is one of onnxruntime"),
        ('onnxruntime-gpu', 'cpu', "'cpu': onnxruntime-gpu runs on cuda"),
        ('onnxruntime-gpu', 'tensorrt', "'tensorrt': onnxruntime-gpu runs on cuda"),
        ('tpu', None, "backend 'tpu': expected one of onnxruntime, onnxruntime-gpu, openvino"),
    ],
)
def test_a_backend_and_a_device_of_another_are_refused(backend, device, reason):
    with pytest.raises(ValueError, match=reason):
        choose_device(backend, device)


def test_threads_that_predict_at_the_same_time(monkeypatch):
    monkeypatch.setattr(devices, 'core_count', lambda: 12)
    for name in ('cpu', 'openvino:CPU'):
        device = choose_device(device=name)
        assert [device.workers(threads) for threads in (None, 1, 5)] == [12, 1, 5]
    for name in ('cuda', 'openvino:GPU'):
        assert choose_device(device=name).workers(5) == 1
