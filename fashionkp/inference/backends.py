"""Backends that run an exported model: ONNX Runtime and OpenVINO, on CPUs and accelerators."""

import threading
import zlib
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from fashionkp.inference.cpu_features import cpu_features
from fashionkp.inference.devices import (
    OPENVINO,
    Device,
    DeviceError,
    accelerated_session,
    choose_device,
    require_openvino_device,
)
from fashionkp.inference.int8_weights import require_exact_sums
from fashionkp.inference.one_core import on_one_core_or_all, uses_one_core
from fashionkp.inference.onnx_file import read_model_file
from fashionkp.inference.onnx_heatmaps import HEATMAPS, with_heatmaps
from fashionkp.optional_packages import require

INPUT = 'images'
OUTPUTS: tuple[str, ...] = ('points', 'scores', 'presence', 'category_probs')

ModelOutputs = tuple[np.ndarray, ...]
"""Points (N, K, 2) in pixels of the input, scores (N, K), presence (N, C, K) for each category that
the garment may have, category probabilities (N, C), and if they are asked for heatmaps
(N, K, h, w)."""


Run = Callable[..., ModelOutputs]
"""Takes images (N, h, w, 3) uint8, BGR, and other inputs of the graph by name."""

Shapes = Mapping[str, tuple[int | None, ...]]
"""Shape of each input and output, by name; None for a dynamic length."""


@dataclass(frozen=True)
class Backend:
    """An exported model, ready to run.

    Attributes:
        metadata: Metadata of the file.
        shapes: Shapes of the graph's input and outputs.
        run: Returns the outputs for images; raises ValueError if the model fails. Threads may
            call it at the same time.
        checksum: CRC-32 of the file.
        workers: Number of threads that should call it at the same time, each on one core.
    """

    metadata: Mapping[str, str]
    shapes: Shapes
    run: Run
    checksum: int = 0
    workers: int = 1


def load_backend(
    path: Path,
    backend: str | None,
    threads: int | None,
    *,
    device: str | None = None,
    heatmaps: bool = False,
) -> Backend:
    """Load an exported model.

    Args:
        path: The file.
        backend: As for :func:`~fashionkp.inference.devices.choose_device`.
        threads: Number of threads that it may use; None for one a core.
        device: As for :func:`~fashionkp.inference.devices.choose_device`.
        heatmaps: Whether to return the heatmaps too.

    Raises:
        FileNotFoundError: If the file does not exist.
        ImportError: If the backend cannot be imported;
            :class:`~fashionkp.optional_packages.MissingPackage` if it is not installed, or what the
            device needs.
        ValueError: If the backend or the device is unknown, or cannot run the file, there are no
            heatmaps, or :func:`~fashionkp.inference.onnx_file.read_model_file` rejects it.
    """
    chosen = choose_device(backend, device)
    file = read_model_file(path)
    require_exact_sums(file, path, chosen)
    data = with_heatmaps(file.data, path) if heatmaps else file.data
    outputs = (*OUTPUTS, HEATMAPS) if heatmaps else OUTPUTS
    shapes, run = open_graph(data, path, chosen, threads=threads, outputs=outputs)
    _check_names(shapes, path)
    run = name_errors(in_pieces(run, chosen, threads), path)
    return Backend(file.metadata, shapes, run, zlib.crc32(file.data), chosen.workers(threads))


def open_graph(
    data: bytes, path: Path, device: Device, *, threads: int | None, outputs: Sequence[str]
) -> tuple[Shapes, Run]:
    """Return shapes and function of a graph.

    Args:
        data: The graph, an ONNX file.
        path: The file that it comes from.
        device: Where it runs.
        threads: Number of threads that it may use; None for one a core.
        outputs: Names of the outputs to return.
    """
    workers = device.workers(threads)
    load = partial(_openvino if device.runtime == OPENVINO else _onnxruntime, data, outputs, device)
    try:
        shapes, run = load(threads)
        if workers > 1:
            run = on_one_core_or_all(run, lambda: load(workers, one_core_each=True)[1])
        return shapes, run
    except (ImportError, DeviceError):
        raise
    except Exception as error:  # the backends' errors have no common base class
        raise ValueError(f'{path}: not a model that {device.runtime} can read: {error}') from error


def name_errors(run: Run, path: Path) -> Run:
    """Return a function whose errors name the file."""

    def run_or_raise(*inputs: Any) -> ModelOutputs:
        try:
            return run(*inputs)
        except Exception as error:
            raise ValueError(f'{path}: the model fails: {error}') from error

    return run_or_raise


def _check_names(shapes: Shapes, path: Path) -> None:
    """Check that a graph has the input and the outputs of every exported model."""
    if missing := [name for name in (INPUT, *OUTPUTS) if name not in shapes]:
        raise ValueError(
            f'{path}: its graph lacks {", ".join(missing)}: expected a model written by '
            '"fashionkp export"'
        )


def in_pieces(run: Run, device: Device, threads: int | None) -> Run:
    """Return a function that runs a batch one image a core at a time; as a whole if on no CPU.

    With one image a core, activations stay in the cores' caches between layers; batches of sixteen
    took up to 1.4 times as long (``benchmarks/inference.py``).
    """
    if not device.is_cpu:
        return run
    cores = device.workers(threads)

    def run_pieces(images: np.ndarray) -> ModelOutputs:
        size = 1 if uses_one_core() else cores
        pieces = [run(images[i : i + size]) for i in range(0, len(images), size)]
        return tuple(np.concatenate(output) for output in zip(*pieces, strict=True))

    return run_pieces


def _onnxruntime(
    model: bytes,
    outputs: Sequence[str],
    device: Device,
    threads: int | None,
    *,
    one_core_each: bool = False,
) -> tuple[Shapes, Run]:
    onnxruntime = require('onnxruntime')
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1 if one_core_each else threads or 0
    # threads that wait for the next run would take the cores of those that decode images
    options.add_session_config_entry('session.force_spinning_stop', '1')
    if not cpu_features().has_fast_int8:
        # exact sums of products with eight-bit weights, by slower instructions
        options.add_session_config_entry('session.x64quantprecision', '1')
    if device.is_cpu:
        session = onnxruntime.InferenceSession(model, options, providers=device.providers())
    else:
        session = accelerated_session(onnxruntime, model, options, device)
    shapes = {
        tensor.name: tuple(length if isinstance(length, int) else None for length in tensor.shape)
        for tensor in (*session.get_inputs(), *session.get_outputs())
    }

    def run(images: np.ndarray | None = None, **others: np.ndarray) -> ModelOutputs:
        inputs = others if images is None else {INPUT: images, **others}
        return tuple(session.run(list(outputs), inputs))

    return shapes, run


def _core_of(openvino: Any) -> Any:
    """Return a new core of OpenVINO."""
    return openvino.Core()


def _openvino_settings(device: Device, threads: int | None, *, streams: bool) -> dict[str, object]:
    settings: dict[str, object] = {'NUM_STREAMS': threads} if streams else {}
    if device.is_cpu or device.unit.startswith('GPU'):
        # single precision, like ONNX Runtime; the default is bfloat16 or float16 where supported
        settings['INFERENCE_PRECISION_HINT'] = 'f32'
    if threads and device.is_cpu:
        settings['INFERENCE_NUM_THREADS'] = threads
    return settings


def _openvino(
    model: bytes,
    outputs: Sequence[str],
    device: Device,
    threads: int | None,
    *,
    one_core_each: bool = False,
) -> tuple[Shapes, Run]:
    settings = _openvino_settings(device, threads, streams=one_core_each)
    openvino = require('openvino')

    def compile_model() -> Any:
        core = _core_of(openvino)
        require_openvino_device(core, device)
        return core.compile_model(core.read_model(model), device.unit, settings)

    # OpenVINO 2026.4 has two faults in the thread that compiles, so that it is one which ends: it
    # gets another stack for signals, which is freed with the last model, so that the next signal
    # crashes the process; and if a model fails there, a later one of the same core crashes.
    with ThreadPoolExecutor(1) as thread:
        compiled = thread.submit(compile_model).result()
    shapes = {
        name: tuple(
            None if length.is_dynamic else length.get_length() for length in tensor.partial_shape
        )
        for tensor in (*compiled.inputs, *compiled.outputs)
        for name in tensor.names
    }

    requests = threading.local()  # a request holds the input and output of one call at a time

    def run(images: np.ndarray | None = None, **others: np.ndarray) -> ModelOutputs:
        if not hasattr(requests, 'own'):
            requests.own = compiled.create_infer_request()
        inputs = others if images is None else {INPUT: images, **others}
        results = requests.own.infer(inputs, share_inputs=True)
        return tuple(results[name] for name in outputs)

    return shapes, run
