"""Time of the convolutions of a training step, in float32 and bfloat16.

    python benchmarks/convolutions.py [--config cpn_r50_all] [--size 256]

Each convolution of the step runs alone on random feature maps, forward and backward, in both
precisions in turn. Its fastest repeat is multiplied by its number of occurrences in the step. The
time in bfloat16 includes the casts of the weights and of their gradients.
"""

import argparse
import collections
import contextlib
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from measurement.clocks import step_clock
from mixed_precision import NAMES, add_model_arguments, batches, model_and_optimizer, sized_config


def parse_args(argv: Sequence[str] | None = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    add_model_arguments(parser)
    parser.add_argument('--repeats', type=int, default=3, help='repeats per convolution')
    return parser.parse_args(argv)


def convolutions(model: Any, batch: Any) -> collections.Counter:
    """Count the convolutions of a step.

    Each is described by its function, the shapes of its input and weight, its other arguments, and
    whether its input requires a gradient.
    """
    import torch
    from torch.overrides import TorchFunctionMode

    counts: collections.Counter = collections.Counter()

    class Recorder(TorchFunctionMode):
        def __torch_function__(
            self, func: Any, types: Any, args: tuple = (), kwargs: dict | None = None
        ) -> Any:
            if func in (torch.conv2d, torch.conv_transpose2d):
                maps, weight, _, *rest = (*args, None)[: max(3, len(args))]
                shapes = tuple(maps.shape), tuple(weight.shape)
                counts[(func, *shapes, tuple(rest), maps.requires_grad)] += 1
            return func(*args, **(kwargs or {}))

    with Recorder():
        model._run_forward(model.data_preprocessor(batch, training=True), mode='loss')
    return counts


def fastest(call: Callable, clock: Callable[[], float], repeats: int) -> float:
    """Return the time of the fastest call, after one call to warm up, seconds."""
    seconds = []
    for _ in range(repeats + 1):
        start = clock()
        call()
        seconds.append(clock() - start)
    return min(seconds[1:])


def measure(
    convolution: tuple, *, wrapper: Any, model: Any, clock: Callable[[], float], repeats: int
) -> dict[str, tuple[float, float]]:
    """Return the time of forward and backward by precision, seconds."""
    import torch

    func, maps_shape, weight_shape, rest, input_gradient = convolution
    generator = torch.Generator().manual_seed(0)
    results = {}
    for name in NAMES:
        context = wrapper.optim_context(model) if name == 'bfloat16' else contextlib.nullcontext()
        maps = torch.randn(maps_shape, generator=generator).to(getattr(torch, name))
        maps = maps.to(memory_format=torch.channels_last).requires_grad_(input_gradient)
        weight = torch.randn(weight_shape, generator=generator)
        weight = weight.to(memory_format=torch.channels_last).requires_grad_()
        inputs = (maps, weight) if input_gradient else (weight,)
        with context:
            forward = fastest(lambda: func(maps, weight, None, *rest), clock, repeats)  # noqa: B023
            out = func(maps, weight, None, *rest)
        gradient = torch.randn_like(out)
        backward = fastest(
            lambda: torch.autograd.grad(out, inputs, gradient, retain_graph=True),  # noqa: B023
            clock,
            repeats,
        )
        results[name] = forward, backward
    return results


def main(argv: Sequence[str] | None = None) -> None:
    args = parse_args(argv)

    import fashionkp_mm  # noqa: F401  # before mmpose  # isort: skip
    from mmengine.logging import MMLogger
    from mmengine.registry import init_default_scope

    from fashionkp_mm.engine.hooks.retain_heap_hook import retain_heap

    init_default_scope('mmpose')
    MMLogger.get_current_instance().setLevel('WARNING')
    retain_heap()
    clock = step_clock()
    cfg = sized_config(args.config, args.size)
    model, wrapper = model_and_optimizer(cfg, 'bfloat16')
    args.images = args.batch_size
    with tempfile.TemporaryDirectory() as folder:
        counts = convolutions(model, next(batches(cfg, Path(folder), args)))
    totals = {name: [0.0, 0.0] for name in NAMES}
    for convolution, count in counts.items():
        times = measure(
            convolution, wrapper=wrapper, model=model, clock=clock, repeats=args.repeats
        )
        for name, parts in times.items():
            for i, seconds in enumerate(parts):
                totals[name][i] += count * seconds
    for name, (forward, backward) in totals.items():
        print(
            f'{name:9} {counts.total()} convolutions: {forward + backward:.3f} s per step, '
            f'forward {forward:.3f}, backward {backward:.3f}'
        )
    ratios = [a / b for a, b in zip(*totals.values(), strict=True)]
    total_ratio = sum(totals[NAMES[0]]) / sum(totals[NAMES[1]])
    print(f'ratio {total_ratio:.2f}, forward {ratios[0]:.2f}, backward {ratios[1]:.2f}')


if __name__ == '__main__':
    main()
