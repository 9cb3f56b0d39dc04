"""Training steps in float32, bfloat16 and compiled, alternating in one run on drawn garments.

python benchmarks/mixed_precision.py [--config cpn_r50_all] [--size 256] [--compile]

All models start alike and see the same batches, so that the run compares their losses as well. A
step is the whole of it but for loading: forward, losses, backward, optimizer. With one thread,
processor time is taken, which other work on the machine hardly changes. PyTorch convolves single
images of a small batch on one thread in a slower way; 16 images a step avoid that.
"""

import argparse
import copy
import statistics
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

NAMES = ('float32', 'bfloat16')
COMPILED = ' compiled'


def parse_args(argv: Sequence[str] | None = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument('--config', default='cpn_r50_all', help='config file or name')
    parser.add_argument('--size', type=int, help="side of the input, by default the recipe's")
    parser.add_argument('--batch-size', type=int, default=16)
    parser.add_argument('--steps', type=int, default=10, help='steps of each')
    parser.add_argument('--pictures', type=int, default=64, help='drawn garments to learn')
    parser.add_argument('--compile', action='store_true', help='each also compiled')
    parser.add_argument(
        '--give-back', action='store_true', help='have freed memory given back to the system'
    )
    return parser.parse_args(argv)


def sized_config(name: str, size: int | None) -> Any:
    """The config from scratch, with another input size if one is given."""
    from fashionkp_mm.config import input_size_options, load_config

    cfg = load_config(name)
    cfg.model.backbone.init_cfg = None
    if size:
        cfg.merge_from_dict(input_size_options(cfg, size))
    return cfg


def batches(cfg: Any, folder: Path, args: argparse.Namespace) -> Iterator[dict]:
    """Batches of drawn garments, forever the same images with other augmentation."""
    from mmengine.runner import Runner

    from fashionkp.synthetic import write_dataset

    write_dataset(folder / 'train', args.images, seed=0)
    loader = cfg.train_dataloader
    loader.update(batch_size=args.batch_size, num_workers=0, persistent_workers=False)
    loader.dataset.update(data_root=str(folder), split=None)
    loader.drop_last = True
    loader = Runner.build_dataloader(loader, seed=0)
    while True:
        yield from loader


def learner(cfg: Any, name: str) -> tuple[Any, Any]:
    """A model with the recipe's start and the wrapper of its optimizer."""
    import torch
    from mmengine.optim import build_optim_wrapper
    from mmpose.registry import MODELS

    from fashionkp_mm.engine.hooks.compile_hook import compile_parts

    torch.manual_seed(0)
    model = MODELS.build(cfg.model)
    model.init_weights()
    model.train().to(memory_format=torch.channels_last)
    wrapper = copy.deepcopy(cfg.optim_wrapper)
    wrapper.optimizer.lr /= 10  # about what the warm-up of a training begins with
    if name.startswith('bfloat16'):
        wrapper['type'] = 'BFloat16OptimWrapper'
    if name.endswith(COMPILED):
        compile_parts(model)
    return model, build_optim_wrapper(model, wrapper)


def main(argv: Sequence[str] | None = None) -> None:
    args = parse_args(argv)
    import torch

    import fashionkp_mm  # noqa: F401  # before mmpose  # isort: skip
    from mmengine.logging import MMLogger
    from mmengine.registry import init_default_scope

    from fashionkp_mm.engine.hooks.retain_heap_hook import retain_heap

    init_default_scope('mmpose')
    MMLogger.get_current_instance().setLevel('WARNING')  # or the start of every weight is printed
    if not args.give_back:
        retain_heap()
    clock = time.thread_time if torch.get_num_threads() == 1 else time.perf_counter
    cfg = sized_config(args.config, args.size)
    names = (*NAMES, *(name + COMPILED for name in NAMES)) if args.compile else NAMES
    learners = {name: learner(cfg, name) for name in names}
    seconds: dict[str, list[float]] = {name: [] for name in names}
    losses: dict[str, list[float]] = {name: [] for name in names}
    with tempfile.TemporaryDirectory() as folder:
        source = batches(cfg, Path(folder), args)
        for _ in range(args.steps + 2):
            batch = next(source)
            for name, (model, wrapper) in learners.items():
                start = clock()
                log = model.train_step(batch, wrapper)
                seconds[name].append(clock() - start)
                losses[name].append(log['loss'].item())
    report({name: values[2:] for name, values in seconds.items()}, losses, args.batch_size)


def report(
    seconds: dict[str, list[float]], losses: dict[str, list[float]], batch_size: int
) -> None:
    """Print the speed of each, its ratio to float32, and the loss by quarters of the run."""
    usual = seconds[NAMES[0]]
    for name, values in seconds.items():
        median = statistics.median(values)
        ratio = statistics.median(a / b for a, b in zip(usual, values, strict=True))
        print(
            f'{name:17} {median:.3f} s a step (fastest {min(values):.3f}), '
            f'{batch_size / median:.1f} images/s, {ratio:.2f} times as fast as {NAMES[0]}'
        )
    for name, values in losses.items():
        quarter = len(values) // 4
        means = [statistics.mean(values[i * quarter : (i + 1) * quarter]) for i in range(4)]
        print(f'loss of {name:17} by quarters: ' + ', '.join(f'{mean:.3e}' for mean in means))


if __name__ == '__main__':
    main()
