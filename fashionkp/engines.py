"""What runs an exported model: ONNX Runtime or OpenVINO."""

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from fashionkp.packages import MissingPackage

INPUT = 'images'
OUTPUTS = ('points', 'scores', 'presence', 'category_probs')

DEFAULT_BACKEND = 'onnxruntime'

Answers = tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]
"""Points (N, K, 2) in pixels of the input, scores (N, K), presence (N, C, K) if the garment is of
each category, and category probabilities (N, C)."""


@dataclass(frozen=True)
class Engine:
    """An exported model, ready to run.

    Attributes:
        metadata: What the file tells about itself.
        run: Takes pictures (N, h, w, 3) uint8, BGR.
    """

    metadata: Mapping[str, str]
    run: Callable[[np.ndarray], Answers]


def load_engine(path: Path, backend: str, threads: int | None) -> Engine:
    """Load an exported model.

    Args:
        path: The file.
        backend: One of :data:`BACKENDS`.
        threads: How many it may use; None leaves it to the backend, which takes all cores.

    Raises:
        FileNotFoundError: There is no such file.
        MissingPackage: The backend is not installed.
        ValueError: Unknown backend, or the backend cannot read the file.
    """
    if backend not in BACKENDS:
        raise ValueError(f'backend {backend!r}: expected one of {", ".join(BACKENDS)}')
    if not path.is_file():
        raise FileNotFoundError(f'no model {path}')
    try:
        engine = BACKENDS[backend](path, threads)
    except ImportError as error:
        raise MissingPackage(f'{backend} is not installed: pip install {backend}') from error
    return Engine(engine.metadata, _in_pieces(engine.run, threads or os.cpu_count() or 1))


def _in_pieces(run: Callable[[np.ndarray], Answers], size: int) -> Callable[[np.ndarray], Answers]:
    """Let a batch run ``size`` pictures at a time.

    With one for each core, what a layer tells the next is still in the cores' caches; sixteen at
    once took up to 1.4 times as long (``benchmarks/inference.py``).
    """

    def run_pieces(images: np.ndarray) -> Answers:
        answers = [run(images[i : i + size]) for i in range(0, len(images), size)]
        parts = zip(*answers, strict=True)
        points, scores, presence, probs = (np.concatenate(part) for part in parts)
        return points, scores, presence, probs

    return run_pieces


def _onnxruntime(path: Path, threads: int | None) -> Engine:
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads or 0
    try:
        session = onnxruntime.InferenceSession(
            str(path), options, providers=['CPUExecutionProvider']
        )
    except Exception as error:  # its exceptions share no base class
        raise ValueError(f'{path}: not a model that ONNX Runtime can read: {error}') from error
    metadata = session.get_modelmeta().custom_metadata_map

    def run(images: np.ndarray) -> Answers:
        points, scores, presence, probs = session.run(list(OUTPUTS), {INPUT: images})
        return points, scores, presence, probs

    return Engine(metadata, run)


def _openvino(path: Path, threads: int | None) -> Engine:
    import openvino

    # in single precision as the other backend; by default it takes bfloat16 where a CPU has it
    settings: dict[str, object] = {'INFERENCE_PRECISION_HINT': 'f32'}
    if threads:
        settings['INFERENCE_NUM_THREADS'] = threads
    try:
        model = openvino.Core().read_model(path)
    except RuntimeError as error:
        raise ValueError(f'{path}: not a model that OpenVINO can read: {error}') from error
    info = model.get_rt_info()
    entries = info['framework'] if 'framework' in info else {}  # noqa: SIM401, it has no get
    metadata = {key: value.astype(str) for key, value in entries.items()}
    compiled = openvino.compile_model(model, 'CPU', settings)

    def run(images: np.ndarray) -> Answers:
        answers = compiled({INPUT: images})
        points, scores, presence, probs = (answers[name] for name in OUTPUTS)
        return points, scores, presence, probs

    return Engine(metadata, run)


BACKENDS: dict[str, Callable[[Path, int | None], Engine]] = {
    'onnxruntime': _onnxruntime,
    'openvino': _openvino,
}
"""How each backend loads a file, with how many threads."""
