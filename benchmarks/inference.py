"""Inference time of MMPoseInferencer, FashionInferencer and exported models.

    python benchmarks/inference.py [--configs cpn_lite0_all ...] [--images 16] [--repeats 3]

All variants alternate on the same synthetic garments, with the same random weights (trained ones
take the same time) and with the mirrored view. Ratios are medians over the repeats. MMPose's
inferencer processes one image at a time for any batch size. It runs in its own process, which is
idle during the other variants, because this package changes how memory is allocated.

The network alone is compared with the time that its FLOPs take at the speed of matrix products on
this machine, measured in the same run on as many threads, with the fastest of three libraries.
"""

import argparse
import os
import statistics
import tempfile
import time
from collections.abc import Callable, Sequence
from functools import partial
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import torch
from measurement.alternating import alternate
from measurement.clocks import wall_time
from measurement.matrix_products import PRODUCTS, matrix_products
from torch.utils.flop_counter import FlopCounterMode

from fashionkp import Predictor
from fashionkp.inference.backends import load_backend
from fashionkp.inference.inputs import Inputs
from fashionkp.inference.pipeline import predict_images
from fashionkp.synthetic import write_dataset
from fashionkp_mm.apis import FashionInferencer
from fashionkp_mm.checkpoints.loading import load_garment_model
from fashionkp_mm.config import load_config
from fashionkp_mm.config_files import config_path
from fashionkp_mm.export import GarmentGraph
from fashionkp_mm.export.calibration_images import find_garment_images
from fashionkp_mm.export.onnx_export import serialize_model
from fashionkp_mm.export.quantization import model_inputs, quantize

CONFIGS = ('cpn_r50_all', 'hourglass4_all', 'rtmpose_m_all', 'cpn_lite0_all')
BATCH = 16
MMPOSE = 'MMPoseInferencer'
BACKENDS = {'onnxruntime': 'ONNX Runtime', 'openvino': 'OpenVINO'}

Runs = dict[str, Callable[[], object]]


def parse_args(argv: Sequence[str] | None = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument('--configs', nargs='+', default=CONFIGS)
    parser.add_argument('--images', type=int, default=16)
    parser.add_argument('--repeats', type=int, default=3)
    parser.add_argument('--only', nargs='+', help='prefixes of the variants to run besides MMPose')
    return parser.parse_args(argv)


def serve_mmpose(calls: Connection, config: str, weights: str, files: Sequence[str]) -> None:
    """Run MMPose's inferencer on the files whenever True is received; send its processor time."""
    import fashionkp_mm  # noqa: F401  # before mmpose  # isort: skip
    from mmpose.apis import MMPoseInferencer

    inferencer = MMPoseInferencer(config, weights, device='cpu', det_model='whole_image')
    while calls.recv():
        start = time.process_time()
        for _ in inferencer(files, batch_size=BATCH):
            pass
        calls.send(time.process_time() - start)


class Variants:
    """All variants of inference with one model.

    Args:
        name: Name of a config of this package.
        folder: Folder for exported models and weights.
        files: The images.
    """

    def __init__(self, name: str, folder: Path, files: Sequence[str]) -> None:
        self.name, self.folder, self.files = name, folder, list(files)
        weights = folder / f'{name}.pth'
        torch.manual_seed(0)
        torch.save(load_garment_model(load_config(name), None).state_dict(), weights)
        self.inferencer = FashionInferencer(name, weights, 'cpu')
        self.network: Any = self.inferencer.model
        model, cfg = self.network.model, self.network.model.cfg
        data, self.card = serialize_model(name, cfg, model)
        self.inputs = np.stack(self._inputs())
        # as `fashionkp export`, without the comparison: heatmaps of random weights have no peaks
        int8 = _with_metadata(quantize(data, self.inputs[:4]), data)
        self.exports = {'float32': self._write(data), 'int8': self._write(int8)}
        self.mmpose_seconds = 0.0
        self.mmpose, end = get_context('spawn').Pipe()
        arguments = (end, str(config_path(name)), str(weights), self.files)
        get_context('spawn').Process(target=serve_mmpose, args=arguments, daemon=True).start()

    def _inputs(self) -> list[np.ndarray]:
        garments = find_garment_images(self.folder / 'drawn', self.card.categories)
        return model_inputs(garments, self.card.input_size, unbiased=self.card.unbiased)

    def _write(self, data: bytes) -> Path:
        path = self.folder / f'{self.name}_{len(data)}.onnx'
        path.write_bytes(data)
        return path

    def from_files(self) -> Runs:
        """Return functions that predict the points of all files, by name."""
        runs: Runs = {MMPOSE: self._mmpose}
        for size in (1, BATCH):
            for bfloat16, precision in ((False, 'float32'), (True, 'bfloat16')):
                run = self._fashion_inferencer(size, bfloat16=bfloat16)
                runs[f'FashionInferencer, {precision}, batch {size}'] = run
            for backend, title in BACKENDS.items():
                for precision, path in self.exports.items():
                    model = Predictor(path, backend, torch.get_num_threads())
                    runs[f'{title}, {precision}, batch {size}'] = self._exported(model, size)
        return runs

    def networks(self) -> Runs:
        """Return functions that run the float32 network alone on one batch, by name."""
        backends = {
            title: load_backend(self.exports['float32'], backend, torch.get_num_threads())
            for backend, title in BACKENDS.items()
        }
        batch = self.inputs[:BATCH]
        return {
            f'{title}, network alone, batch {len(batch)}': lambda b=backend: b.run(batch)  # type: ignore
            for title, backend in backends.items()
        }

    def flops(self) -> int:
        """Return the FLOPs for one image and its mirrored view."""
        graph = GarmentGraph(self.network.model, flip=True).eval()
        with FlopCounterMode(display=False) as counter, torch.inference_mode():
            graph(torch.from_numpy(self.inputs[:1]))
        return counter.get_total_flops()

    def _mmpose(self) -> None:
        self.mmpose.send(True)
        self.mmpose_seconds += self.mmpose.recv()

    def _fashion_inferencer(self, size: int, *, bfloat16: bool) -> Callable[[], object]:
        def run() -> object:
            with torch.autocast('cpu', torch.bfloat16, enabled=bfloat16):
                return self.inferencer(self.files, batch_size=size)

        return run

    def _exported(self, model: Predictor, size: int) -> Callable[[], object]:
        return lambda: list(predict_images(model, Inputs(self.files), size))


def _with_metadata(data: bytes, source: bytes) -> bytes:
    proto = onnx.load_from_string(data)
    proto.metadata_props.extend(onnx.load_from_string(source).metadata_props)
    return proto.SerializeToString()


def busy_elsewhere() -> tuple[float, float]:
    """Return the time that the cores spent on other processes, and their total time (Linux)."""
    ticks = [int(value) for value in Path('/proc/stat').read_text().split()[1:9]]
    scale, idle = os.sysconf('SC_CLK_TCK'), sum(ticks[3:5])
    own = os.times()
    return (sum(ticks) - idle) / scale - own.user - own.system, sum(ticks) / scale


def report(variants: Variants, repeats: int, only: Sequence[str] | None) -> None:
    """Measure one model, and print its table."""
    size = 2048
    products = matrix_products(torch.get_num_threads(), size)
    from_files = {
        k: v for k, v in variants.from_files().items() if not only or k.startswith((MMPOSE, *only))
    }
    networks = variants.networks()
    before = busy_elsewhere()
    runs = {**products, **from_files, **networks}
    times = alternate({name: partial(wall_time, run) for name, run in runs.items()}, repeats)
    others, total = (b - a for a, b in zip(before, busy_elsewhere(), strict=True))
    others -= variants.mmpose_seconds
    variants.mmpose.send(False)
    count = len(variants.files)
    print(
        f'{variants.name}, {variants.card.input_size[0]} px, {count} images, {repeats} repeats, '
        f'{torch.get_num_threads()} threads, other processes used {others / total:.0%} of the cores'
    )
    for name in from_files:
        pairs = zip(times[MMPOSE], times[name], strict=True)
        ratio = statistics.median(a / b for a, b in pairs)
        per_image = statistics.median(times[name]) / count
        print(f'  {name:42} {1000 * per_image:7.1f} ms per image, {ratio:6.2f} times MMPose')
    work = 2 * PRODUCTS * size**3
    speeds = {name: work / statistics.median(times[name]) for name in products}
    fastest = max(speeds, key=speeds.__getitem__)
    flops = variants.flops()
    matrices = ', '.join(f'{speed / 1e9:.0f} by {name}' for name, speed in speeds.items())
    print(f'  {flops / 1e9:.1f} GFLOP per image; GFLOP/s of matrix products: {matrices}')
    for name in networks:
        pairs = zip(times[name], times[fastest], strict=True)
        batch = len(variants.inputs[:BATCH])
        ratio = statistics.median(a / batch / (b * flops / work) for a, b in pairs)
        per_image = statistics.median(times[name]) / batch
        print(
            f'  {name:42} {1000 * per_image:7.1f} ms per image, {ratio:6.2f} times its FLOPs '
            f'by {fastest}'
        )


def main(argv: Sequence[str] | None = None) -> None:
    args = parse_args(argv)
    with tempfile.TemporaryDirectory() as folder:
        write_dataset(Path(folder) / 'drawn', args.images, seed=0)
        files = sorted(str(path) for path in (Path(folder) / 'drawn').rglob('*.jpg'))
        for name in args.configs:
            report(Variants(name, Path(folder), files), args.repeats, args.only)


if __name__ == '__main__':
    main()
