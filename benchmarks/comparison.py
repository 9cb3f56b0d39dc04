"""Prediction by MMPose, rtmlib, Ultralytics and this package, from files to points.

    pip install --no-deps -r benchmarks/requirements.txt
    python benchmarks/comparison.py [--images 16] [--rounds 5] [--threads 1] [--json FILE]

Networks have random weights and inputs of 320 px, and see each image once, without a mirrored view:
cpn_lite0, RTMPose-s with the same 24 points, and Ultralytics' YOLOv8n-pose, which has the FLOPs of
cpn_lite0. MMPose and rtmlib predict one image at a time, exported models one on each core, the
others 16. All variants alternate, each library in a process of its own, with as many threads.

With one thread, times are processor time, else wall-clock time. The last column is the speed
relative to MMPose's inferencer with the same network; for Ultralytics, with cpn_lite0.
"""

import argparse
import importlib.util
import os
import statistics
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from measurement.alternating import alternate
from measurement.figures import write_figures
from measurement.library_process import LibraryProcess

SIZE, BATCH = 320, 16
CPN, RTMPOSE, YOLO = 'cpn_lite0', 'RTMPose-s', 'yolov8n-pose'
MMPOSE = 'MMPoseInferencer'
ONE_VIEW = {'model.test_cfg.flip_test': False}
SIZE_S = {
    'model.backbone.deepen_factor': 0.33,
    'model.backbone.widen_factor': 0.5,
    'model.head.in_channels': 512,
    'model.garment_head.in_channels': 512,
}
"""RTMPose-s, of rtmpose_m."""
NEEDED = ('rtmlib', 'ultralytics', 'psutil')


@dataclass
class Comparison:
    """Variants of one network or library.

    Attributes:
        baseline: Network whose MMPoseInferencer they are compared with.
        flops: FLOPs of the network for an image.
        processes: Processes with the variants.
    """

    baseline: str
    flops: int
    processes: list[LibraryProcess] = field(default_factory=list)


def parse_args(argv: Sequence[str] | None = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument('--images', type=int, default=16)
    parser.add_argument('--rounds', type=int, default=5)
    parser.add_argument('--threads', type=int, default=1, help='threads of each library')
    parser.add_argument('--json', type=Path, help='file for the figures')
    return parser.parse_args(argv)


def require_packages() -> None:
    """End the program with the command that installs what is missing."""
    missing = [name for name in NEEDED if importlib.util.find_spec(name) is None]
    if missing:
        requirements = Path(__file__).with_name('requirements.txt')
        sys.exit(
            f'comparison.py needs {", ".join(missing)}: '
            f'pip install --no-deps -r {os.path.relpath(requirements)}'
        )


def garment_network(name: str, config: str, options: dict, folder: Path, args: Any) -> Comparison:
    """Return MMPose's inferencer and this package's with one network."""
    import torch
    from libraries.fashionkp_predictors import fashionkp_runs
    from libraries.mmpose_inferencer import mmpose_runs
    from libraries.rtmlib_pose import export_simcc, rtmlib_runs
    from measurement.network_cost import network_cost
    from measurement.random_exports import random_exports

    from fashionkp_mm.checkpoints.loading import load_garment_model
    from fashionkp_mm.config import input_size_options, load_config

    cfg = load_config(config, {**options, **ONE_VIEW})
    cfg.merge_from_dict(input_size_options(cfg, SIZE))
    cost = network_cost(cfg.model, SIZE)
    path, weights = folder / f'{name}.py', folder / f'{name}.pth'
    cfg.dump(path)
    torch.manual_seed(0)
    model = load_garment_model(cfg, None)
    torch.save(model.state_dict(), weights)
    exports = random_exports(name, model, folder / 'drawn', folder).paths
    files, threads = drawn_files(folder), args.threads
    ours = (name, str(path), str(weights), {k: str(v) for k, v in exports.items()})
    comparison = Comparison(name, cost.flops)
    comparison.processes = [
        LibraryProcess(
            mmpose_runs, f'{name}, {MMPOSE}', str(path), str(weights), files, BATCH, threads
        ),
        LibraryProcess(fashionkp_runs, *ours, files, BATCH, threads),
    ]
    if name == RTMPOSE:
        simcc = folder / 'simcc.onnx'
        export_simcc(model, simcc)
        arguments = (str(simcc), (SIZE, SIZE), files, threads)
        comparison.processes.append(LibraryProcess(rtmlib_runs, *arguments))
    return comparison


def yolo_network(folder: Path, args: Any) -> Comparison:
    """Return the variants of Ultralytics."""
    import torch
    from libraries.ultralytics_pose import ultralytics_model, ultralytics_runs
    from torch.utils.flop_counter import FlopCounterMode

    folder = folder / 'ultralytics'
    folder.mkdir()
    network = ultralytics_model(YOLO, folder).model.eval()
    with FlopCounterMode(display=False) as counter, torch.no_grad():
        network(torch.zeros(1, 3, SIZE, SIZE))
    arguments = (YOLO, SIZE, folder, drawn_files(folder.parent), BATCH, args.threads)
    processes = [LibraryProcess(ultralytics_runs, *arguments)]
    return Comparison(CPN, counter.get_total_flops(), processes)


def drawn_files(folder: Path) -> list[str]:
    """Return the drawn garments."""
    return sorted(str(path) for path in (folder / 'drawn').rglob('*.jpg'))


def measure(comparisons: Sequence[Comparison], args: Any) -> dict[str, dict[str, float]]:
    """Return the figures of each variant."""
    clock = 1 if args.threads == 1 else 0
    runs, owners = {}, {}
    for comparison in comparisons:
        for process in comparison.processes:
            for name in process.names:
                runs[name] = partial(process.seconds, name)
                owners[name] = comparison
    times = {
        name: [seconds[clock] / args.images for seconds in values]
        for name, values in alternate(runs, args.rounds).items()
    }
    figures = {}
    for name, values in times.items():
        base = times[f'{owners[name].baseline}, {MMPOSE}']
        seconds = statistics.median(values)
        figures[name] = {
            'GFLOP': round(owners[name].flops / 1e9, 2),
            'ms': round(1000 * seconds, 1),
            'images_per_second': round(1 / seconds, 1),
            'times_mmpose': round(
                statistics.median(a / b for a, b in zip(base, values, strict=True)), 2
            ),
        }
    return figures


def main(argv: Sequence[str] | None = None) -> None:
    args = parse_args(argv)
    require_packages()
    os.environ['OMP_NUM_THREADS'] = str(args.threads)
    from fashionkp.synthetic import write_dataset

    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_dataset(folder / 'drawn', args.images, seed=0)
        comparisons = [
            garment_network(CPN, 'cpn_lite0_all', {}, folder, args),
            garment_network(RTMPOSE, 'rtmpose_m_all', SIZE_S, folder, args),
            yolo_network(folder, args),
        ]
        figures = measure(comparisons, args)
        for process in (process for comparison in comparisons for process in comparison.processes):
            process.stop()
    print('| | GFLOP | ms an image | images a second | times MMPose |\n|---|---|---|---|---|')
    for name, row in figures.items():
        print(
            f'| {name} | {row["GFLOP"]:.1f} | {row["ms"]:.1f} | {row["images_per_second"]:.1f} '
            f'| {row["times_mmpose"]:.2f} |'
        )
    if args.json:
        write_figures(args.json, figures)


if __name__ == '__main__':
    main()
