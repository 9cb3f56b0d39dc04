"""Speed and losses of training steps in float32, in bfloat16 and compiled.

    python benchmarks/mixed_precision.py [--config cpn_r50_all] [--size 256] [--compile]

All models start from the same weights and see the same batches of synthetic garments, in turn, so
their losses can be compared as well. A step is forward, losses, backward and optimizer, without
loading. With one thread, processor time is measured, which other work on the machine hardly
changes. On one thread, PyTorch's convolutions are slower for less than 16 images per step.
"""

import argparse
import copy
import statistics
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from measurement.clocks import step_clock

NAMES = ('float32', 'bfloat16')
COMPILED = ' compiled'


def parse_args(argv: Sequence[str] | None = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    add_model_arguments(parser)
    parser.add_argument('--steps', type=int, default=10, help='steps per variant')
    parser.add_argument('--images', type=int, default=64, help='synthetic garments to train on')
    parser.add_argument('--compile', action='store_true', help='measure torch.compile, too')
    parser.add_argument(
        '--give-back', action='store_true', help='return freed memory to the system'
    )
    return parser.parse_args(argv)


def add_model_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the config, the size of the input and the batch size."""
    parser.add_argument('--config', default='cpn_r50_all', help='config file or name')
    parser.add_argument(
        '--size', type=int, help="side of the input, pixels; the recipe's by default"
    )
    parser.add_argument('--batch-size', type=int, default=16)


def sized_config(name: str, size: int | None) -> Any:
    """Load a config without pretrained weights, with another input size if one is given."""
    from fashionkp_mm.config import input_size_options, load_config

    cfg = load_config(name)
    cfg.model.backbone.init_cfg = None
    if size:
        cfg.merge_from_dict(input_size_options(cfg, size))
    return cfg


def batches(cfg: Any, folder: Path, args: argparse.Namespace) -> Iterator[dict]:
    """Yield batches of synthetic garments endlessly: the same images, augmented anew."""
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


def model_and_optimizer(cfg: Any, variant: str) -> tuple[Any, Any]:
    """Build an initialized model and its optimizer wrapper."""
    import torch
    from mmengine.optim import build_optim_wrapper
    from mmpose.registry import MODELS

    from fashionkp_mm.engine.hooks.compile_hook import compile_parts

    torch.manual_seed(0)
    model = MODELS.build(cfg.model)
    model.init_weights()
    model.train().to(memory_format=torch.channels_last)
    wrapper = copy.deepcopy(cfg.optim_wrapper)
    wrapper.optimizer.lr /= 10  # about the learning rate at the start of the warm-up
    if variant.startswith('bfloat16'):
        wrapper['type'] = 'BFloat16OptimWrapper'
    if variant.endswith(COMPILED):
        compile_parts(model)
    return model, build_optim_wrapper(model, wrapper)


def main(argv: Sequence[str] | None = None) -> None:
    args = parse_args(argv)

    import fashionkp_mm  # noqa: F401  # before mmpose  # isort: skip
    from mmengine.logging import MMLogger
    from mmengine.registry import init_default_scope

    from fashionkp_mm.engine.hooks.retain_heap_hook import retain_heap

    init_default_scope('mmpose')
    MMLogger.get_current_instance().setLevel(
        'WARNING'
    )  # or every weight's initialization is printed
    if not args.give_back:
        retain_heap()
    clock = step_clock()
    cfg = sized_config(args.config, args.size)
    names = (*NAMES, *(name + COMPILED for name in NAMES)) if args.compile else NAMES
    variants = {name: model_and_optimizer(cfg, name) for name in names}
    seconds: dict[str, list[float]] = {name: [] for name in names}
    losses: dict[str, list[float]] = {name: [] for name in names}
    with tempfile.TemporaryDirectory() as folder:
        source = batches(cfg, Path(folder), args)
        for _ in range(args.steps + 2):
            batch = next(source)
            for name, (model, wrapper) in variants.items():
                start = clock()
                log = model.train_step(batch, wrapper)
                seconds[name].append(clock() - start)
                losses[name].append(log['loss'].item())
    report({name: values[2:] for name, values in seconds.items()}, losses, args.batch_size)


def report(
    seconds: dict[str, list[float]], losses: dict[str, list[float]], batch_size: int
) -> None:
    """Print each variant's speed, its ratio to float32, and its loss by quarters of the run."""
    baseline = seconds[NAMES[0]]
    for name, values in seconds.items():
        median = statistics.median(values)
        ratio = statistics.median(a / b for a, b in zip(baseline, values, strict=True))
        print(
            f'{name:17} {median:.3f} s per step (fastest {min(values):.3f}), '
            f'{batch_size / median:.1f} images/s, {ratio:.2f} times the speed of {NAMES[0]}'
        )
    for name, values in losses.items():
        quarter = len(values) // 4
        means = [statistics.mean(values[i * quarter : (i + 1) * quarter]) for i in range(4)]
        print(f'loss of {name:17} by quarters: ' + ', '.join(f'{mean:.3e}' for mean in means))


if __name__ == '__main__':
    main()
