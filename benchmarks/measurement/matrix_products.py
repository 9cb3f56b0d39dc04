"""Matrix products: the speed of this machine, for comparison."""

from collections.abc import Callable

import numpy as np
import onnx
import onnxruntime
import torch

PRODUCTS = 10
"""Number of products per run."""


def matrix_products(threads: int, size: int = 2048) -> dict[str, Callable[[], object]]:
    """Return functions that multiply two square matrices :data:`PRODUCTS` times, by library."""
    a, b = (np.random.default_rng(i).random((size, size), np.float32) for i in (0, 1))
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    text = (
        '<ir_version: 8, opset_import: ["": 17]> '
        f'matmul (float[{size},{size}] a, float[{size},{size}] b) => (float[{size},{size}] c) '
        '{ c = MatMul(a, b) }'
    )
    model = onnx.parser.parse_model(text).SerializeToString()
    session = onnxruntime.InferenceSession(model, options, providers=['CPUExecutionProvider'])
    left, right = torch.from_numpy(a), torch.from_numpy(b)

    def repeated(run: Callable[[], object]) -> Callable[[], object]:
        # repeated, because threads of the previous variant may still spin
        return lambda: [run() for _ in range(PRODUCTS)]

    return {
        'PyTorch': repeated(lambda: left @ right),
        'NumPy': repeated(lambda: a @ b),
        'ONNX Runtime': repeated(lambda: session.run(None, {'a': a, 'b': b})),
    }
