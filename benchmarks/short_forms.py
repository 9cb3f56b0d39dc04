"""Run every benchmark, for a few minutes in all, and keep what each prints.

    python benchmarks/short_forms.py OUT [NAME ...]

They run one after another in processes of their own; OUT gets NAME.txt of each. Those that take
minutes as they are get smaller arguments here, those that want a table or a model get made-up
numbers and a network with random weights: enough to see ratios. docs/performance.md has the full
forms.
"""

import argparse
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

HERE = Path(__file__).parent
LEFT_OUT = {'looks': 'compares the errors of a trained model on photos: it needs both'}
ARGUMENTS = {
    'annotations': ['DATA'],
    'batching': ['--images', '32', '--repeats', '3'],
    'convolutions': ['--config', 'cpn_small_all'],
    'data': ['--starts', '1', '--rounds', '2'],
    'inference': ['--configs', 'cpn_lite0_all', '--images', '8', '--repeats', '2'],
    'mixed_precision': ['--config', 'cpn_small_all', '--steps', '8'],
    'overfit': ['cpn_small', '--categories', 'skirt', '--epochs', '30'],
    'serving': ['MODEL', '--rounds', '3', '--requests', '48'],
    'train': ['--configs', 'cpn_small_dress'],
}
"""Arguments other than none; DATA is a folder with a table, MODEL an exported model."""


def parse_args(argv: Sequence[str] | None = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument('out', type=Path, help='folder for what they print')
    parser.add_argument('names', nargs='*', metavar='NAME', help=f'of {", ".join(names())}; all')
    args = parser.parse_args(argv)
    for name in args.names:
        if name not in names():
            parser.error(f'{name!r}: expected {", ".join(names())}')
    args.names = args.names or names()
    return args


def names() -> list[str]:
    """Every benchmark that has a short form."""
    return sorted({path.stem for path in HERE.glob('*.py')} - {Path(__file__).stem} - {*LEFT_OUT})


def write_data(folder: Path) -> None:
    """Write a table of made-up numbers, as long as one of the contest's."""
    from score import made_up_tables

    from fashionkp.annotations import write_annotations

    write_annotations(folder / 'train.csv', made_up_tables(10_000)[0])


def write_model(path: Path) -> None:
    """Export a small network with random weights.

    It tells coordinates: those of a heatmap without clear peaks would move with the batch.
    """
    import torch

    import fashionkp_mm  # noqa: F401  # before mmpose  # isort: skip
    from mmengine.registry import init_default_scope
    from mmpose.registry import MODELS

    from fashionkp_mm.config import input_size_options, load_config
    from fashionkp_mm.export.onnx_export import model_file

    name = 'regression_r50_all'
    cfg = load_config(name)
    cfg.merge_from_dict(input_size_options(cfg, 128))
    cfg.model.backbone.update(depth=18, init_cfg=None)
    cfg.model.head.in_channels = cfg.model.garment_head.in_channels = 512
    init_default_scope('mmpose')
    torch.manual_seed(0)
    data, _ = model_file(name, cfg, MODELS.build(cfg.model).eval())
    path.write_bytes(data)


def run(name: str, arguments: Sequence[str], out: Path) -> bool:
    """Run a benchmark, print and keep its output; whether it succeeded."""
    print(f'\n{name} {" ".join(arguments)}'.rstrip(), flush=True)
    start = time.perf_counter()
    done = subprocess.run(
        [sys.executable, HERE / f'{name}.py', *arguments],
        capture_output=True,
        text=True,
    )
    (out / f'{name}.txt').write_text(done.stdout, encoding='utf-8')
    print(done.stdout, end='')
    if done.returncode:
        print(f'failed with status {done.returncode}:\n{done.stderr}')
    print(f'({time.perf_counter() - start:.0f} s)', flush=True)
    return done.returncode == 0


def main(argv: Sequence[str] | None = None) -> int:
    args = parse_args(argv)
    args.out.mkdir(parents=True, exist_ok=True)
    start = time.perf_counter()
    with tempfile.TemporaryDirectory() as folder:
        inputs = {'DATA': Path(folder) / 'train', 'MODEL': Path(folder) / 'model.onnx'}
        wanted = {word for name in args.names for word in ARGUMENTS.get(name, [])}
        for word, write in (('DATA', write_data), ('MODEL', write_model)):
            if word in wanted:
                write(inputs[word])
        failed = []
        for name in args.names:
            arguments = [str(inputs.get(word, word)) for word in ARGUMENTS.get(name, [])]
            if not run(name, arguments, args.out):
                failed.append(name)
    for name, reason in LEFT_OUT.items():
        print(f'\n{name}: left out, since it {reason}')
    print(f'\n{len(args.names)} benchmarks in {(time.perf_counter() - start) / 60:.1f} minutes')
    if failed:
        print(f'failed: {", ".join(failed)}', file=sys.stderr)
    return 1 if failed else 0


if __name__ == '__main__':
    sys.exit(main())
