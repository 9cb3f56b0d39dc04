"""Inference time of MMPoseInferencer, FashionInferencer and exported models.

    python benchmarks/inference.py [--configs cpn_lite0_all ...] [--images 16] [--json FILE]

All variants alternate on the same synthetic garments, with the same random weights (trained ones
take the same time) and with the mirrored view. Ratios are medians over the repeats. MMPose's
inferencer processes one image at a time for any batch size. It runs in its own process, which is
idle during the other variants, because this package changes how memory is allocated. With one
thread (OMP_NUM_THREADS=1) processor time is measured, which other work on the machine hardly
changes, else wall-clock time.

The network alone is compared with the time that its FLOPs take at the speed of matrix products on
this machine, measured in the same run on as many threads, with the fastest of three libraries.
"""

import argparse
import os
import statistics
import tempfile
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import torch
from libraries.mmpose_inferencer import mmpose_runs
from measurement.alternating import alternate
from measurement.clocks import processor_time, wall_time
from measurement.figures import write_figures
from measurement.library_process import LibraryProcess
from measurement.matrix_products import PRODUCTS, matrix_products
from measurement.random_exports import random_exports
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

CONFIGS = ('cpn_r50_all', 'hourglass4_all', 'rtmpose_m_all', 'cpn_lite0_all')
BATCH = 16
SIZE = 2048
"""Rows and columns of the matrices for comparison."""
MMPOSE = 'MMPoseInferencer'
BACKENDS = {'onnxruntime': 'ONNX Runtime', 'openvino': 'OpenVINO'}

Runs = dict[str, Callable[[], object]]
Times = dict[str, list[float]]
Figures = dict[str, Any]


def parse_args(argv: Sequence[str] | None = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument('--configs', nargs='+', default=CONFIGS)
    parser.add_argument('--images', type=int, default=16)
    parser.add_argument('--repeats', type=int, default=3)
    parser.add_argument('--json', type=Path, help='file for the figures')
    parser.add_argument('--only', nargs='+', help='prefixes of the variants to run besides MMPose')
    return parser.parse_args(argv)


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
        exports = random_exports(name, self.network.model, folder / 'drawn', folder)
        self.card, self.exports, self.inputs = exports.card, exports.paths, exports.inputs
        self.mmpose_seconds = 0.0
        arguments = (MMPOSE, str(config_path(name)), str(weights), self.files, BATCH)
        self.mmpose = LibraryProcess(mmpose_runs, *arguments)

    def from_files(self) -> Runs:
        """Return functions that predict the points of all files, by name."""
        runs: Runs = {}
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

    def mmpose_time(self) -> float:
        """Run MMPose's inferencer; return its time, seconds."""
        wall, processor = self.mmpose.seconds(MMPOSE)
        self.mmpose_seconds += processor
        return processor if torch.get_num_threads() == 1 else wall

    def _fashion_inferencer(self, size: int, *, bfloat16: bool) -> Callable[[], object]:
        def run() -> object:
            with torch.autocast('cpu', torch.bfloat16, enabled=bfloat16):
                return self.inferencer(self.files, batch_size=size)

        return run

    def _exported(self, model: Predictor, size: int) -> Callable[[], object]:
        return lambda: list(predict_images(model, Inputs(self.files), size))


def busy_elsewhere() -> tuple[float, float]:
    """Return the time that the cores spent on other processes, and their total time (Linux)."""
    ticks = [int(value) for value in Path('/proc/stat').read_text().split()[1:9]]
    scale, idle = os.sysconf('SC_CLK_TCK'), sum(ticks[3:5])
    own = os.times()
    return (sum(ticks) - idle) / scale - own.user - own.system, sum(ticks) / scale


def report(variants: Variants, repeats: int, only: Sequence[str] | None) -> Figures:
    """Measure one model, print its table, and return its figures."""
    threads = torch.get_num_threads()
    clock = processor_time if threads == 1 else wall_time
    products = matrix_products(threads, SIZE)
    from_files = {
        name: run
        for name, run in variants.from_files().items()
        if not only or name.startswith(tuple(only))
    }
    networks = variants.networks()
    before = busy_elsewhere()
    runs = {name: partial(clock, run) for name, run in (products | from_files | networks).items()}
    times = alternate({MMPOSE: variants.mmpose_time, **runs}, repeats)
    others, total = (b - a for a, b in zip(before, busy_elsewhere(), strict=True))
    others -= variants.mmpose_seconds
    variants.mmpose.stop()
    count = len(variants.files)
    print(
        f'{variants.name}, {variants.card.input_size[0]} px, {count} images, {repeats} repeats, '
        f'{threads} threads, other processes used {others / total:.0%} of the cores'
    )
    figures = file_figures(times, [MMPOSE, *from_files], count)
    figures |= network_figures(variants, times, [*products], [*networks])
    return {'input': variants.card.input_size[0], **figures}


def file_figures(times: Times, names: Sequence[str], count: int) -> Figures:
    """Print and return the time per image from file to points, by variant."""
    figures = {}
    for name in names:
        pairs = zip(times[MMPOSE], times[name], strict=True)
        ratio = statistics.median(a / b for a, b in pairs)
        per_image = 1000 * statistics.median(times[name]) / count
        print(f'  {name:42} {per_image:7.1f} ms per image, {ratio:6.2f} times MMPose')
        figures[name] = {'ms': round(per_image, 1), 'times_mmpose': round(ratio, 2)}
    return figures


def network_figures(
    variants: Variants, times: Times, products: Sequence[str], networks: Sequence[str]
) -> Figures:
    """Print and return the time of the network alone, relative to that of its FLOPs."""
    work = 2 * PRODUCTS * SIZE**3
    speeds = {name: work / statistics.median(times[name]) for name in products}
    fastest = max(speeds, key=speeds.__getitem__)
    flops = variants.flops()
    matrices = ', '.join(f'{speed / 1e9:.0f} by {name}' for name, speed in speeds.items())
    print(f'  {flops / 1e9:.1f} GFLOP per image; GFLOP/s of matrix products: {matrices}')
    figures: Figures = {'GFLOP': round(flops / 1e9, 1), 'GFLOP/s': round(speeds[fastest] / 1e9)}
    batch = len(variants.inputs[:BATCH])
    for name in networks:
        pairs = zip(times[name], times[fastest], strict=True)
        ratio = statistics.median(a / batch / (b * flops / work) for a, b in pairs)
        per_image = 1000 * statistics.median(times[name]) / batch
        print(
            f'  {name:42} {per_image:7.1f} ms per image, {ratio:6.2f} times its FLOPs by {fastest}'
        )
        figures[name] = {'ms': round(per_image, 1), 'times_flops': round(ratio, 2)}
    return figures


def main(argv: Sequence[str] | None = None) -> None:
    args = parse_args(argv)
    with tempfile.TemporaryDirectory() as folder:
        write_dataset(Path(folder) / 'drawn', args.images, seed=0)
        files = sorted(str(path) for path in (Path(folder) / 'drawn').rglob('*.jpg'))
        figures = {}
        for name in args.configs:
            figures[name] = report(Variants(name, Path(folder), files), args.repeats, args.only)
    if args.json:
        write_figures(args.json, figures)


if __name__ == '__main__':
    main()
