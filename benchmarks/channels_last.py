"""Training speed on the CPU with weights in channels-last and in contiguous memory format.

Steps of two copies of a model alternate in one process; with one thread, their processor time is
measured. The last line is what ``ChannelsLastHook`` measures in a training, with smaller images.

A CPU with AVX2 alone is emulated, as far as PyTorch is concerned, by the environment
``ATEN_CPU_CAPABILITY=avx2 ONEDNN_MAX_CPU_ISA=AVX2 MKL_ENABLE_INSTRUCTIONS=AVX2``.
"""

import argparse
import statistics
from collections.abc import Sequence
from functools import partial
from typing import Any

from measurement.alternating import alternate
from measurement.clocks import step_clock


def parse_args(argv: Sequence[str] | None = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument('--config', default='cpn_small_all', help='config file or name')
    parser.add_argument('--size', type=int, help="side of the input; the recipe's by default")
    parser.add_argument('--batch-size', type=int, default=32)
    parser.add_argument('--steps', type=int, default=9, help='steps per memory format')
    return parser.parse_args(argv)


def main(argv: Sequence[str] | None = None) -> None:
    args = parse_args(argv)
    import torch

    import fashionkp_mm  # noqa: F401  # before mmpose  # isort: skip
    from mixed_precision import sized_config
    from mmengine.registry import init_default_scope
    from mmpose.registry import MODELS

    from fashionkp_mm.engine.hooks.retain_heap_hook import retain_heap
    from fashionkp_mm.engine.memory_order import seconds_per_step, step_size

    init_default_scope('mmpose')
    retain_heap()
    clock = step_clock()
    cfg = sized_config(args.config, args.size)
    models = {name: MODELS.build(cfg.model).train() for name in ('contiguous', 'channels_last')}
    models['channels_last'].to(memory_format=torch.channels_last)
    images = torch.randn(args.batch_size, 3, *cfg.codec.input_size)

    def step(model: Any) -> float:
        start = clock()
        model.head(model.backbone(images)).square().mean().backward()
        return clock() - start

    steps = {name: partial(step, model) for name, model in models.items()}
    times = alternate(steps, args.steps)
    medians = {name: statistics.median(values) for name, values in times.items()}
    for name, seconds in medians.items():
        print(
            f'{name:14} {1000 * seconds:.0f} ms per step, {args.batch_size / seconds:.1f} images/s'
        )
    print(f'ratio {medians["contiguous"] / medians["channels_last"]:.2f}')
    width, height = step_size(models['contiguous'], cfg.codec.input_size)
    hook = seconds_per_step(models['contiguous'], (args.batch_size, 3, height, width))
    print(
        f'measured by the hook with {width} x {height} pixels: '
        f'ratio {hook["contiguous"] / hook["channels-last"]:.2f}'
    )


if __name__ == '__main__':
    main()
