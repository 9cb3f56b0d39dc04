"""Prediction with this package: in PyTorch, and with exported models."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial

from libraries.runtime_threads import limit_threads

BACKENDS = {'onnxruntime': 'ONNX Runtime', 'openvino': 'OpenVINO'}


def fashionkp_runs(
    name: str,
    config: str,
    weights: str,
    exports: Mapping[str, str],
    files: Sequence[str],
    batch_size: int,
    threads: int,
) -> dict[str, Callable[[], object]]:
    """Return functions that predict the points of files, by the name of the variant.

    Args:
        name: Start of the names.
        config: Path of the config.
        weights: Path of the checkpoint.
        exports: Exported models by precision.
        files: The images.
        batch_size: Images at a time.
        threads: Threads of each model.
    """
    limit_threads(threads)
    from fashionkp import Predictor
    from fashionkp.inference.inputs import Inputs
    from fashionkp.inference.pipeline import predict_images
    from fashionkp_mm.apis import FashionInferencer

    inferencer = FashionInferencer(config, weights, 'cpu')

    def run(model: Predictor) -> None:
        for _ in predict_images(model, Inputs(list(files)), batch_size):
            pass

    return {
        f'{name}, FashionInferencer': partial(inferencer, list(files), batch_size=batch_size),
        **{
            f'{name}, {title} {precision}': partial(run, Predictor(path, backend, threads))
            for backend, title in BACKENDS.items()
            for precision, path in exports.items()
        },
    }
