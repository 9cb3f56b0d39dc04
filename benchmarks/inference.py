"""Key points from files by MMPose's own inferencer, by ours, and by an exported model.

    python benchmarks/inference.py [--configs cpn_lite0_all ...] [--images 16] [--repeats 3]

All look at the same drawn garments with the same random weights (trained ones take the same time)
and with the mirrored view, in turn in one process; ratios are medians of those of the repeats.
MMPose's inferencer takes one image at a time, whatever its batch size is. It has a process of its
own, which waits while the others have their turn: ours changes how memory is kept.

The network alone is compared with the time that its multiplications and additions take at the rate
at which this machine multiplies matrices, measured in the same run on as many threads. Of the
three libraries at hand the fastest counts.
"""

import argparse
import os
import statistics
import tempfile
import time
from collections.abc import Callable, Sequence
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import onnxruntime
import torch
from torch.utils.flop_counter import FlopCounterMode

from fashionkp import Predictor
from fashionkp.inference.backends import load_backend
from fashionkp.inference.inputs import Inputs
from fashionkp.inference.pipeline import predict_images
from fashionkp.synthetic import write_dataset
from fashionkp_mm.apis import FashionInferencer
from fashionkp_mm.config import config_path
from fashionkp_mm.export import GarmentGraph
from fashionkp_mm.export.calibration_images import read_garments
from fashionkp_mm.export.onnx_export import model_file
from fashionkp_mm.export.quantization import model_inputs, quantized

CONFIGS = ('cpn_r50_all', 'hourglass4_all', 'rtmpose_m_all', 'cpn_lite0_all')
BATCH = 16
PRODUCTS = 10
MMPOSE = 'MMPoseInferencer'
BACKENDS = {'onnxruntime': 'ONNX Runtime', 'openvino': 'OpenVINO'}

Runs = dict[str, Callable[[], object]]


def parse_args(argv: Sequence[str] | None = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument('--configs', nargs='+', default=CONFIGS)
    parser.add_argument('--images', type=int, default=16)
    parser.add_argument('--repeats', type=int, default=3)
    parser.add_argument('--only', nargs='+', help='ways whose names begin so, beside MMPose')
    return parser.parse_args(argv)


def serve_mmpose(calls: Connection, config: str, weights: str, files: Sequence[str]) -> None:
    """Go through the files by MMPose's own inferencer whenever True comes; send its CPU seconds."""
    import fashionkp_mm  # noqa: F401  # before mmpose  # isort: skip
    from mmpose.apis import MMPoseInferencer

    inferencer = MMPoseInferencer(config, weights, device='cpu', det_model='whole_image')
    while calls.recv():
        start = time.process_time()
        for _ in inferencer(files, batch_size=BATCH):
            pass
        calls.send(time.process_time() - start)


class Contest:
    """All ways to points with one model.

    Args:
        name: Of a config that comes with the package.
        folder: Where files go.
        files: The images.
    """

    def __init__(self, name: str, folder: Path, files: Sequence[str]) -> None:
        self.name, self.folder, self.files = name, folder, list(files)
        torch.manual_seed(0)
        self.inferencer = FashionInferencer(name, device='cpu')
        self.network: Any = self.inferencer.model
        model, cfg = self.network.model, self.network.model.cfg
        data, self.card = model_file(name, cfg, model)
        self.inputs = np.stack(self._inputs())
        # as the command does, without a comparison: the heatmaps of random weights have no peaks
        int8 = _with_metadata(quantized(data, self.inputs[:4]), data)
        self.exports = {'float32': self._written(data), 'int8': self._written(int8)}
        weights = folder / f'{name}.pth'
        torch.save(dict(state_dict=model.state_dict(), meta={}), weights)
        self.mmpose_seconds = 0.0
        self.mmpose, end = get_context('spawn').Pipe()
        arguments = (end, str(config_path(name)), str(weights), self.files)
        get_context('spawn').Process(target=serve_mmpose, args=arguments, daemon=True).start()

    def _inputs(self) -> list[np.ndarray]:
        garments = read_garments(self.folder / 'drawn', self.card.categories)
        return model_inputs(garments, self.card.input_size, self.card.unbiased)

    def _written(self, data: bytes) -> Path:
        path = self.folder / f'{self.name}_{len(data)}.onnx'
        path.write_bytes(data)
        return path

    def ways(self) -> Runs:
        """From files to points, each by its name."""
        found: Runs = {MMPOSE: self._mmpose}
        for size in (1, BATCH):
            found[f'FashionInferencer, float32, batch {size}'] = self._ours(size, False)
            found[f'FashionInferencer, bfloat16, batch {size}'] = self._ours(size, True)
            for backend, title in BACKENDS.items():
                for precision, path in self.exports.items():
                    model = Predictor(path, backend, torch.get_num_threads())
                    found[f'{title}, {precision}, batch {size}'] = self._exported(model, size)
        return found

    def networks(self) -> Runs:
        """The float32 network alone, on images of its size."""
        engines = {
            title: load_backend(self.exports['float32'], backend, torch.get_num_threads())
            for backend, title in BACKENDS.items()
        }
        batch = self.inputs[:BATCH]
        return {
            f'{title}, network alone, batch {len(batch)}': lambda e=engine: e.run(batch)  # type: ignore
            for title, engine in engines.items()
        }

    def flops(self) -> int:
        """Multiplications and additions for one image and its mirror image."""
        graph = GarmentGraph(self.network.model, flip=True).eval()
        with FlopCounterMode(display=False) as counter, torch.inference_mode():
            graph(torch.from_numpy(self.inputs[:1]))
        return counter.get_total_flops()

    def _mmpose(self) -> None:
        self.mmpose.send(True)
        self.mmpose_seconds += self.mmpose.recv()

    def _ours(self, size: int, bfloat16: bool) -> Callable[[], object]:
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


def products(threads: int, size: int = 2048) -> dict[str, Callable[[], object]]:
    """Products of two square matrices, :data:`PRODUCTS` a run, by the libraries at hand."""
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
        # threads of whatever ran before may spin on for a while
        return lambda: [run() for _ in range(PRODUCTS)]

    return {
        'PyTorch': repeated(lambda: left @ right),
        'NumPy': repeated(lambda: a @ b),
        'ONNX Runtime': repeated(lambda: session.run(None, {'a': a, 'b': b})),
    }


def busy_elsewhere() -> tuple[float, float]:
    """Seconds that the cores worked for other processes, and all their seconds (Linux)."""
    ticks = [int(value) for value in Path('/proc/stat').read_text().split()[1:9]]
    scale, idle = os.sysconf('SC_CLK_TCK'), sum(ticks[3:5])
    own = os.times()
    return (sum(ticks) - idle) / scale - own.user - own.system, sum(ticks) / scale


def seconds(run: Callable[[], object]) -> float:
    start = time.perf_counter()
    run()
    return time.perf_counter() - start


def measured(runs: Runs, repeats: int) -> dict[str, list[float]]:
    """Seconds of each, in turn; a first round is not counted, in which memory is taken."""
    found: dict[str, list[float]] = {name: [] for name in runs}
    for _ in range(repeats + 1):
        for name, run in runs.items():
            found[name].append(seconds(run))
    return {name: values[1:] for name, values in found.items()}


def report(contest: Contest, repeats: int, only: Sequence[str] | None) -> None:
    """Measure and print one model's table."""
    size = 2048
    rates = products(torch.get_num_threads(), size)
    ways = {k: v for k, v in contest.ways().items() if not only or k.startswith((MMPOSE, *only))}
    networks = contest.networks()
    before = busy_elsewhere()
    found = measured({**rates, **ways, **networks}, repeats)
    others, total = (b - a for a, b in zip(before, busy_elsewhere(), strict=True))
    others -= contest.mmpose_seconds
    contest.mmpose.send(False)
    count = len(contest.files)
    print(
        f'{contest.name}, {contest.card.input_size[0]} px, {count} images, {repeats} repeats, '
        f'{torch.get_num_threads()} threads, others had {others / total:.0%} of the cores'
    )
    for name in ways:
        pairs = zip(found[MMPOSE], found[name], strict=True)
        ratio = statistics.median(a / b for a, b in pairs)
        each = statistics.median(found[name]) / count
        print(f'  {name:42} {1000 * each:7.1f} ms an image {ratio:6.2f} times MMPose')
    work = 2 * PRODUCTS * size**3
    speeds = {name: work / statistics.median(found[name]) for name in rates}
    best = max(speeds, key=speeds.__getitem__)
    flops = contest.flops()
    matrices = ', '.join(f'{speed / 1e9:.0f} by {name}' for name, speed in speeds.items())
    print(f'  {flops / 1e9:.1f} GFLOP an image; GFLOP/s of matrices: {matrices}')
    for name in networks:
        pairs = zip(found[name], found[best], strict=True)
        own = len(contest.inputs[:BATCH])
        ratio = statistics.median(a / own / (b * flops / work) for a, b in pairs)
        each = statistics.median(found[name]) / own
        print(f'  {name:42} {1000 * each:7.1f} ms an image {ratio:6.2f} times its FLOPs by {best}')


def main() -> None:
    args = parse_args()
    with tempfile.TemporaryDirectory() as folder:
        write_dataset(Path(folder) / 'drawn', args.images, seed=0)
        files = sorted(str(path) for path in (Path(folder) / 'drawn').rglob('*.jpg'))
        for name in args.configs:
            report(Contest(name, Path(folder), files), args.repeats, args.only)


if __name__ == '__main__':
    main()
