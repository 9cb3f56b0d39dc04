"""What runs an exported model: ONNX Runtime or OpenVINO."""

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from fashionkp.inference.onnx_file import read_model_file
from fashionkp.optional_packages import MissingPackage

INPUT = 'images'
OUTPUTS = ('points', 'scores', 'presence', 'category_probs')

DEFAULT_BACKEND = 'onnxruntime'

ModelOutputs = tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]
"""Points (N, K, 2) in pixels of the input, scores (N, K), presence (N, C, K) if the garment is of
each category, and category probabilities (N, C)."""


Run = Callable[[np.ndarray], ModelOutputs]
"""Takes images (N, h, w, 3) uint8, BGR."""

Shapes = Mapping[str, tuple[int | None, ...]]
"""Shape of each input and output, by name; None where a length is not fixed."""


@dataclass(frozen=True)
class Backend:
    """An exported model, ready to run.

    Attributes:
        metadata: What the file tells about itself.
        shapes: What the file says of its input and outputs.
        run: Gives the answers; a ValueError where the model fails.
    """

    metadata: Mapping[str, str]
    shapes: Shapes
    run: Run


def load_backend(path: Path, backend: str, threads: int | None) -> Backend:
    """Load an exported model.

    Args:
        path: The file.
        backend: One of :data:`BACKENDS`.
        threads: How many it may use; None leaves it to the backend, which takes all cores.

    Raises:
        FileNotFoundError: There is no such file.
        MissingPackage: The backend is not installed.
        ValueError: Unknown backend, a file that is refused (see
            :func:`~fashionkp.inference.onnx_file.read_model_file`), or one that the backend cannot read.
    """
    if backend not in BACKENDS:
        raise ValueError(f'backend {backend!r}: expected one of {", ".join(BACKENDS)}')
    file = read_model_file(path)
    try:
        shapes, run = BACKENDS[backend](file.data, threads)
    except ImportError as error:
        raise MissingPackage(f'{backend} is not installed: pip install {backend}') from error
    except Exception as error:  # what backends raise shares no base class
        raise ValueError(f'{path}: not a model that {backend} can read: {error}') from error
    if missing := [name for name in (INPUT, *OUTPUTS) if name not in shapes]:
        raise ValueError(
            f'{path}: its graph lacks {", ".join(missing)}: expected a model that '
            '"fashionkp export" wrote'
        )
    whole = _in_pieces(run, threads or os.cpu_count() or 1)

    def checked(images: np.ndarray) -> ModelOutputs:
        try:
            return whole(images)
        except Exception as error:
            raise ValueError(f'{path}: the model fails: {error}') from error

    return Backend(file.metadata, shapes, checked)


def _in_pieces(run: Run, size: int) -> Run:
    """Let a batch run ``size`` images at a time.

    With one for each core, what a layer tells the next is still in the cores' caches; sixteen at
    once took up to 1.4 times as long (``benchmarks/inference.py``).
    """

    def run_pieces(images: np.ndarray) -> ModelOutputs:
        answers = [run(images[i : i + size]) for i in range(0, len(images), size)]
        parts = zip(*answers, strict=True)
        points, scores, presence, probs = (np.concatenate(part) for part in parts)
        return points, scores, presence, probs

    return run_pieces


def _onnxruntime(model: bytes, threads: int | None) -> tuple[Shapes, Run]:
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads or 0
    session = onnxruntime.InferenceSession(model, options, providers=['CPUExecutionProvider'])
    shapes = {
        one.name: tuple(length if isinstance(length, int) else None for length in one.shape)
        for one in (*session.get_inputs(), *session.get_outputs())
    }

    def run(images: np.ndarray) -> ModelOutputs:
        points, scores, presence, probs = session.run(list(OUTPUTS), {INPUT: images})
        return points, scores, presence, probs

    return shapes, run


def _openvino(model: bytes, threads: int | None) -> tuple[Shapes, Run]:
    import openvino

    # in single precision as the other backend; by default it takes bfloat16 where a CPU has it
    settings: dict[str, object] = {'INFERENCE_PRECISION_HINT': 'f32'}
    if threads:
        settings['INFERENCE_NUM_THREADS'] = threads
    compiled = openvino.compile_model(openvino.Core().read_model(model), 'CPU', settings)
    shapes = {
        name: tuple(
            None if length.is_dynamic else length.get_length() for length in one.partial_shape
        )
        for one in (*compiled.inputs, *compiled.outputs)
        for name in one.names
    }

    def run(images: np.ndarray) -> ModelOutputs:
        answers = compiled({INPUT: images})
        points, scores, presence, probs = (answers[name] for name in OUTPUTS)
        return points, scores, presence, probs

    return shapes, run


BACKENDS: dict[str, Callable[[bytes, int | None], tuple[Shapes, Run]]] = {
    'onnxruntime': _onnxruntime,
    'openvino': _openvino,
}
"""How each backend loads the content of a file, with how many threads."""
