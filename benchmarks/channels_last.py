"""Training speed on the CPU with weights in channels-last and in contiguous memory format.

Steps of two copies of a model alternate in one process.
"""

import argparse
import statistics
from collections.abc import Sequence
from functools import partial
from typing import Any

from measurement.alternating import alternate
from measurement.clocks import wall_time


def parse_args(argv: Sequence[str] | None = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument('--config', default='cpn_small_all', help='config file or name')
    parser.add_argument('--batch-size', type=int, default=32)
    parser.add_argument('--steps', type=int, default=9, help='steps per memory format')
    return parser.parse_args(argv)


def main(argv: Sequence[str] | None = None) -> None:
    args = parse_args(argv)
    import torch

    import fashionkp_mm  # noqa: F401  # before mmpose  # isort: skip
    from mmengine.registry import init_default_scope
    from mmpose.registry import MODELS

    from fashionkp_mm.config import load_config

    init_default_scope('mmpose')
    cfg = load_config(args.config)
    models = {name: MODELS.build(cfg.model).train() for name in ('contiguous', 'channels_last')}
    models['channels_last'].to(memory_format=torch.channels_last)
    images = torch.randn(args.batch_size, 3, *cfg.codec.input_size)

    def step(model: Any) -> float:
        return wall_time(lambda: model.head(model.backbone(images)).square().mean().backward())

    steps = {name: partial(step, model) for name, model in models.items()}
    times = alternate(steps, args.steps)
    medians = {name: statistics.median(values) for name, values in times.items()}
    for name, seconds in medians.items():
        print(
            f'{name:14} {1000 * seconds:.0f} ms per step, {args.batch_size / seconds:.1f} images/s'
        )
    print(f'ratio {medians["contiguous"] / medians["channels_last"]:.2f}')


if __name__ == '__main__':
    main()
