"""Backends that several threads use at the same time, on one core each."""

import numpy as np
import pytest

from fashionkp.inference import backends
from fashionkp.inference.backends import load_backend
from fashionkp.inference.devices import BACKENDS, GPU_BACKEND
from fashionkp.inference.one_core import map_on_cores

EACH = [pytest.param(name, marks=[pytest.mark.gpu] * (name == GPU_BACKEND)) for name in BACKENDS]


@pytest.mark.parametrize('name', EACH)
def test_threads_on_one_core_get_the_same_outputs(name, hand_model):
    images = np.random.default_rng(0).integers(0, 256, (12, 8, 8, 3), dtype=np.uint8)
    backend = load_backend(hand_model.path, name, threads=3)
    assert backend.workers == (1 if name == GPU_BACKEND else 3)
    expected = backend.run(images)
    outputs = map_on_cores(lambda image: backend.run(image[None]), images, 3)
    for i, output in enumerate(outputs):
        for array, other in zip(output, expected, strict=True):
            np.testing.assert_array_equal(array[0], other[i])


def test_on_one_core_onnxruntime_has_one_thread_and_openvino_a_stream_each(hand_model, monkeypatch):
    import onnxruntime
    import openvino

    threads, streams = [], []

    class Session(onnxruntime.InferenceSession):
        """A session that records its number of threads."""

        def __init__(self, model, options, providers):
            threads.append(options.intra_op_num_threads)
            super().__init__(model, options, providers=providers)

    class Core:
        """A core that records the number of streams."""

        available_devices = ('CPU',)

        def __init__(self):
            self._core = openvino.Core()
            self.read_model = self._core.read_model

        def compile_model(self, model, name, settings):
            streams.append((settings.get('NUM_STREAMS'), settings['INFERENCE_NUM_THREADS']))
            return self._core.compile_model(model, name, settings)

    monkeypatch.setattr(onnxruntime, 'InferenceSession', Session)
    monkeypatch.setattr(backends, '_core_of', lambda openvino: Core())
    for name in ('onnxruntime', 'openvino'):
        backend = load_backend(hand_model.path, name, threads=3)
        list(map_on_cores(backend.run, [np.zeros((1, 8, 8, 3), np.uint8)] * 9, 3))
    assert (threads, streams) == ([3, 1], [(None, 3), (3, 3)])
