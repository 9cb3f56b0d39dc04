"""Run a short form of every benchmark, and save its output.

    python benchmarks/short_forms.py OUT [NAME ...]

The benchmarks run in turn, each in its own process, and the output of each is saved in
OUT/NAME.txt. Long ones get smaller arguments. Those that need a table or a model get random numbers
and a network with random weights, which is enough for ratios. The full forms are in
docs/performance.md.
"""

import argparse
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

HERE = Path(__file__).parent
WITHOUT_SHORT_FORM = {
    'alignment': 'it needs a table with its images',
    'comparison': 'it needs rtmlib and Ultralytics',
    **dict.fromkeys(('ensembles', 'int8', 'starter', 'tta'), 'it needs a trained model and photos'),
    'fine_tuning': 'it needs photos and most of an hour',
    'labelling': 'it needs Chromium and labelled photos',
    'tutorial': 'it needs twenty minutes',
    'next_photos': 'it needs photos and most of an hour',
    'recipes': 'it needs hours',
    'rotation': 'it needs garments, drawn or photographed, and many minutes',
    'upright_advantage': 'it needs drawn garments and many minutes',
    'web_page': 'it needs Chromium and onnxruntime-web',
}
ARGUMENTS = {
    'annotations': ['DATA'],
    'attributes': ['--garments', '100', '--predicted', '10'],
    'batching': ['--images', '32', '--repeats', '3'],
    'centimetres': ['--num', '2'],
    'convolutions': ['--config', 'cpn_small_all'],
    'data': ['--starts', '1', '--rounds', '2'],
    'folders': ['--photos', '24', '--rounds', '1'],
    'gpu': ['--device', 'cpu', '--recipes', 'cpn_small', '--views', '16', '--batch-size', '8'],
    'growth': ['--rows', '200', '400', '--different', '20', '--rounds', '2'],
    'inference': ['--configs', 'cpn_lite0_all', '--images', '8', '--repeats', '2'],
    'length_intervals': ['--num', '20'],
    'mixed_precision': ['--config', 'cpn_small_all', '--steps', '8'],
    'overfit': ['cpn_small', '--categories', 'skirt', '--epochs', '30'],
    'recipe_speed': ['starter', 'cpn_small', '--rounds', '2'],
    'serving': ['--model', 'MODEL', '--rounds', '3', '--requests', '48', '--steady', '480'],
    'train': ['--configs', 'cpn_small_dress'],
}
"""Arguments of the short forms; DATA is a folder with a table, MODEL an exported model."""


def parse_args(argv: Sequence[str] | None = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument('out', type=Path, help='folder for the output')
    parser.add_argument(
        'names',
        nargs='*',
        metavar='NAME',
        help=f'benchmarks to run, of {", ".join(names())}; all by default',
    )
    args = parser.parse_args(argv)
    for name in args.names:
        if name not in names():
            parser.error(f'{name!r}: expected {", ".join(names())}')
    args.names = args.names or names()
    return args


def names() -> list[str]:
    """Return the names of the benchmarks with a short form."""
    others = {Path(__file__).stem, *WITHOUT_SHORT_FORM}
    return sorted({path.stem for path in HERE.glob('*.py')} - others)


def write_data(folder: Path) -> None:
    """Write a table of random numbers, as long as a test set of the contest."""
    from score import random_tables

    from fashionkp.annotations import write_annotations

    write_annotations(folder / 'train.csv', random_tables(10_000)[0])


def write_model(path: Path) -> None:
    """Export a small network with random weights.

    It regresses coordinates: the heatmaps of random weights have no clear peaks, so their points
    would depend on the batch size.
    """
    import torch

    import fashionkp_mm  # noqa: F401  # before mmpose  # isort: skip
    from mmengine.registry import init_default_scope
    from mmpose.registry import MODELS

    from fashionkp_mm.config import input_size_options, load_config
    from fashionkp_mm.export.onnx_export import serialize_model

    name = 'regression_r50_all'
    cfg = load_config(name)
    cfg.merge_from_dict(input_size_options(cfg, 128))
    cfg.model.backbone.update(depth=18, init_cfg=None)
    cfg.model.head.in_channels = cfg.model.garment_head.in_channels = 512
    init_default_scope('mmpose')
    torch.manual_seed(0)
    data, _ = serialize_model(name, cfg, MODELS.build(cfg.model).eval())
    path.write_bytes(data)


def run(name: str, arguments: Sequence[str], out: Path) -> bool:
    """Run a benchmark, print and save its output, and return whether it succeeded."""
    print(f'\n{name} {" ".join(arguments)}'.rstrip(), flush=True)
    start = time.perf_counter()
    completed = subprocess.run(
        [sys.executable, HERE / f'{name}.py', *arguments],
        capture_output=True,
        text=True,
    )
    (out / f'{name}.txt').write_text(completed.stdout, encoding='utf-8')
    print(completed.stdout, end='')
    if completed.returncode:
        print(f'failed with exit status {completed.returncode}:\n{completed.stderr}')
    print(f'({time.perf_counter() - start:.0f} s)', flush=True)
    return completed.returncode == 0


def main(argv: Sequence[str] | None = None) -> int:
    args = parse_args(argv)
    args.out.mkdir(parents=True, exist_ok=True)
    start = time.perf_counter()
    with tempfile.TemporaryDirectory() as folder:
        inputs = {'DATA': Path(folder) / 'train', 'MODEL': Path(folder) / 'model.onnx'}
        words = {word for name in args.names for word in ARGUMENTS.get(name, [])}
        for word, write in (('DATA', write_data), ('MODEL', write_model)):
            if word in words:
                write(inputs[word])
        failed = []
        for name in args.names:
            arguments = [str(inputs.get(word, word)) for word in ARGUMENTS.get(name, [])]
            if not run(name, arguments, args.out):
                failed.append(name)
    for name, reason in WITHOUT_SHORT_FORM.items():
        print(f'\n{name} skipped: {reason}')
    print(f'\n{len(args.names)} benchmarks in {(time.perf_counter() - start) / 60:.1f} minutes')
    if failed:
        print(f'failed: {", ".join(failed)}', file=sys.stderr)
    return 1 if failed else 0


if __name__ == '__main__':
    sys.exit(main())
