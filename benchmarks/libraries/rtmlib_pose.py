"""RTMPose by rtmlib, which runs MMPose's ONNX files without MMPose."""

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from libraries.runtime_threads import limit_threads

BACKENDS = {'onnxruntime': 'ONNX Runtime', 'openvino': 'OpenVINO'}


def export_simcc(model: Any, path: Path) -> None:
    """Write the ONNX file that rtmlib expects: an image to SimCC's two classifications.

    Args:
        model: MMPose's pose estimator.
        path: The file.
    """
    import torch

    class Simcc(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.model = model

        def forward(self, image: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
            return self.model.head(self.model.extract_feat(image))

    width, height = model.head.input_size
    image = torch.zeros(1, 3, height, width)
    with torch.inference_mode():
        torch.onnx.export(Simcc().eval(), (image,), str(path), dynamo=True, verbose=False)


def rtmlib_runs(
    path: str, size: tuple[int, int], files: Sequence[str], threads: int
) -> dict[str, Callable[[], object]]:
    """Return functions that predict the points of files, by the name of the variant.

    The image is the box, and one is predicted at a time: rtmlib has no batches.
    """
    limit_threads(threads)
    import cv2
    from rtmlib import RTMPose

    def run(model: RTMPose) -> None:
        for file in files:
            model(cv2.imread(file))

    return {
        f'rtmlib, {title}': partial(run, RTMPose(path, size, backend=backend))
        for backend, title in BACKENDS.items()
    }
