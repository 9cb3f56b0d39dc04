"""Training speed on the CPU while another process keeps a core busy, by how threads wait.

Runs a training step of ``cpn_small_all`` in fresh processes, alternating between OpenMP's default
and the ``OMP_WAIT_POLICY=PASSIVE`` that the command line sets, first alone and then beside a busy
process.
"""

import argparse
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Sequence

POLICIES = ('default', 'PASSIVE')


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
    print('milliseconds of a step of 32 pictures, median of the rounds')
    for busy in (False, True):
        neighbour = subprocess.Popen([sys.executable, '-c', 'while True: pass']) if busy else None
        times: dict[str, list[float]] = {policy: [] for policy in POLICIES}
        for _ in range(args.rounds):
            for policy in POLICIES:
                times[policy].append(in_fresh_process(policy, args.steps))
        if neighbour:
            neighbour.kill()
        default, passive = (1000 * statistics.median(times[policy]) for policy in POLICIES)
        beside = 'beside a busy process' if busy else 'alone'
        print(f'{beside}: {default:.0f} default, {passive:.0f} passive: {default / passive:.2f}x')


def in_fresh_process(policy: str, steps: int) -> float:
    environment = {k: v for k, v in os.environ.items() if k != 'OMP_WAIT_POLICY'}
    if policy != 'default':
        environment['OMP_WAIT_POLICY'] = policy
    command = [sys.executable, __file__, '--measure', '--steps', str(steps)]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
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
    pictures = torch.randn(32, 3, 128, 128)
    times = []
    for _ in range(steps + 2):
        start = time.perf_counter()
        model.head(model.backbone(pictures)).square().mean().backward()
        times.append(time.perf_counter() - start)
    return statistics.median(times[2:])


if __name__ == '__main__':
    main()
