"""Training speed on the CPU while another process keeps a core busy, by how threads wait.

Runs training steps of ``cpn_small_all`` in fresh processes, alternating between ways of waiting of
OpenMP's threads: its default, the ``GOMP_SPINCOUNT=1000`` that the command line sets, and not
waiting actively at all; first alone, then beside a busy process.
"""

import argparse
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Sequence

WAYS = {
    'default': {},
    'GOMP_SPINCOUNT=1000': {'GOMP_SPINCOUNT': '1000'},
    'passive': {'OMP_WAIT_POLICY': 'PASSIVE'},
}


def parse_args(argv: Sequence[str] | None = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument('--rounds', type=int, default=3, help='processes of each kind')
    parser.add_argument('--steps', type=int, default=10, help='training steps in each')
    parser.add_argument('--measure', action='store_true', help=argparse.SUPPRESS)
    return parser.parse_args(argv)


def main(argv: Sequence[str] | None = None) -> None:
    args = parse_args(argv)
    if args.measure:
        print(median_step(args.steps))
        return
    for busy in (False, True):
        neighbour = subprocess.Popen([sys.executable, '-c', 'while True: pass']) if busy else None
        times: dict[str, list[float]] = {way: [] for way in WAYS}
        for _ in range(args.rounds):
            for way in WAYS:
                times[way].append(in_fresh_process(WAYS[way], args.steps))
        if neighbour:
            neighbour.kill()
        medians = {way: statistics.median(values) for way, values in times.items()}
        print('beside a busy process' if busy else 'alone')
        for way, seconds in medians.items():
            ratio = medians['default'] / seconds
            print(f'  {way:20} {1000 * seconds:5.0f} ms a step, {ratio:.2f} times the default')


def in_fresh_process(setting: dict[str, str], steps: int) -> float:
    kept = {k: v for k, v in os.environ.items() if k not in ('OMP_WAIT_POLICY', 'GOMP_SPINCOUNT')}
    command = [sys.executable, __file__, '--measure', '--steps', str(steps)]
    done = subprocess.run(
        command, env={**kept, **setting}, capture_output=True, text=True, check=True
    )
    return float(done.stdout.splitlines()[-1])


def median_step(steps: int) -> float:
    """Median seconds of a training step, after two to warm up."""
    import torch
    from mmengine.registry import init_default_scope
    from mmpose.registry import MODELS

    import fashionkp_mm  # noqa: F401  # before mmpose
    from fashionkp_mm.config import load_config

    init_default_scope('mmpose')
    model = MODELS.build(load_config('cpn_small_all').model).train()
    model.to(memory_format=torch.channels_last)
    pictures = torch.randn(12, 3, 96, 96)
    times = []
    for _ in range(steps + 2):
        start = time.perf_counter()
        model.head(model.backbone(pictures)).square().mean().backward()
        times.append(time.perf_counter() - start)
    return statistics.median(times[2:])


if __name__ == '__main__':
    main()
