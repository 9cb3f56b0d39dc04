"""Convolutions of a training step alone, in float32 and bfloat16: the gain of mixed precision.

    python benchmarks/convolutions.py [--config cpn_r50_all] [--size 256]

Each convolution of the step is run by itself on random maps, forward and backward, in both ways in
turn; the fastest of the repeats counts, as often as the step has it. In bfloat16 that includes the
casts of its weights and of their gradients.
"""

import argparse
import collections
import contextlib
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from mixed_precision import NAMES, batches, learner, sized_config


def parse_args(argv: Sequence[str] | None = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument('--config', default='cpn_r50_all', help='config file or name')
    parser.add_argument('--size', type=int, help="side of the input, by default the recipe's")
    parser.add_argument('--batch-size', type=int, default=16)
    parser.add_argument('--repeats', type=int, default=3, help='of each convolution')
    return parser.parse_args(argv)


def convolutions(model: Any, batch: Any) -> collections.Counter:
    """The convolutions of a step: function, shapes, other arguments and whether maps learn."""
    import torch
    from torch.overrides import TorchFunctionMode

    found: collections.Counter = collections.Counter()

    class Recorder(TorchFunctionMode):
        def __torch_function__(
            self, func: Any, types: Any, args: tuple = (), kwargs: dict | None = None
        ) -> Any:
            if func in (torch.conv2d, torch.conv_transpose2d):
                maps, weight, _, *rest = (*args, None)[: max(3, len(args))]
                shapes = tuple(maps.shape), tuple(weight.shape)
                found[(func, *shapes, tuple(rest), maps.requires_grad)] += 1
            return func(*args, **(kwargs or {}))

    with Recorder():
        model._run_forward(model.data_preprocessor(batch, True), mode='loss')
    return found


def fastest(call: Callable, clock: Callable[[], float], repeats: int) -> float:
    """Seconds of the fastest of some calls, after one that does not count."""
    seconds = []
    for _ in range(repeats + 1):
        start = clock()
        call()
        seconds.append(clock() - start)
    return min(seconds[1:])


def measured(
    convolution: tuple, wrapper: Any, model: Any, clock: Callable[[], float], repeats: int
) -> dict[str, tuple[float, float]]:
    """Seconds forward and backward, by precision."""
    import torch

    func, maps_shape, weight_shape, rest, maps_learn = convolution
    generator = torch.Generator().manual_seed(0)
    results = {}
    for name in NAMES:
        context = wrapper.optim_context(model) if name == 'bfloat16' else contextlib.nullcontext()
        maps = torch.randn(maps_shape, generator=generator).to(getattr(torch, name))
        maps = maps.to(memory_format=torch.channels_last).requires_grad_(maps_learn)
        weight = torch.randn(weight_shape, generator=generator)
        weight = weight.to(memory_format=torch.channels_last).requires_grad_()
        learned = (maps, weight) if maps_learn else (weight,)
        with context:
            forward = fastest(lambda: func(maps, weight, None, *rest), clock, repeats)  # noqa: B023
            out = func(maps, weight, None, *rest)
        gradient = torch.randn_like(out)
        backward = fastest(
            lambda: torch.autograd.grad(out, learned, gradient, retain_graph=True),  # noqa: B023
            clock,
            repeats,
        )
        results[name] = forward, backward
    return results


def main(argv: Sequence[str] | None = None) -> None:
    args = parse_args(argv)
    import torch

    import fashionkp_mm  # noqa: F401  # before mmpose  # isort: skip
    from mmengine.logging import MMLogger
    from mmengine.registry import init_default_scope

    from fashionkp_mm.engine.hooks.retain_heap_hook import retain_heap

    init_default_scope('mmpose')
    MMLogger.get_current_instance().setLevel('WARNING')
    retain_heap()
    clock = time.thread_time if torch.get_num_threads() == 1 else time.perf_counter
    cfg = sized_config(args.config, args.size)
    model, wrapper = learner(cfg, 'bfloat16')
    args.images = args.batch_size
    with tempfile.TemporaryDirectory() as folder:
        found = convolutions(model, next(batches(cfg, Path(folder), args)))
    totals = {name: [0.0, 0.0] for name in NAMES}
    for convolution, times in found.items():
        for name, parts in measured(convolution, wrapper, model, clock, args.repeats).items():
            for i, seconds in enumerate(parts):
                totals[name][i] += times * seconds
    for name, (forward, backward) in totals.items():
        print(
            f'{name:9} {found.total()} convolutions: {forward + backward:.3f} s a step, '
            f'forward {forward:.3f}, backward {backward:.3f}'
        )
    ratios = [a / b for a, b in zip(*totals.values(), strict=True)]
    whole = sum(totals[NAMES[0]]) / sum(totals[NAMES[1]])
    print(f'ratio {whole:.2f}, forward {ratios[0]:.2f}, backward {ratios[1]:.2f}')


if __name__ == '__main__':
    main()
