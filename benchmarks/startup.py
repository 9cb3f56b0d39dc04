"""How long the command line takes to answer, and what importing the packages costs.

    python benchmarks/startup.py [--repeats 5]

Each way is a fresh process; all take turns. Processor time (user and system) is told beside the
wall clock, since on a busy machine only it is the program's own. What one import adds to another is
the median of the differences of the rounds.
"""

import argparse
import os
import subprocess
import sys
import time
from collections.abc import Sequence

import numpy as np

COMMAND = 'import sys; from fashionkp.cli.main import main; sys.exit(main())'
HELPS = ('', 'score', 'predict', 'train', 'doctor', 'serve')
IMPORTS = (
    'pass',
    'import fashionkp',
    'import mmpose',
    'import mmpose, fashionkp_mm',
    'import fashionkp_mm.components',
)
ADDED = (  # what, above what, limit in seconds
    ('import fashionkp', 'pass', None),
    ('import mmpose, fashionkp_mm', 'import mmpose', 0.3),
    ('import fashionkp_mm.components', 'import mmpose', None),
)
ANSWER = 0.5
"""Seconds within which the command line should answer."""


def parse_args(argv: Sequence[str] | None = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument('--repeats', type=int, default=5, help='runs of each')
    return parser.parse_args(argv)


def commands() -> dict[str, list[str]]:
    """Every way by its name."""
    found = {}
    for name in HELPS:
        arguments = [*name.split(), '--help']
        found[' '.join(['fashionkp', *arguments])] = [sys.executable, '-c', COMMAND, *arguments]
    return found | {text: [sys.executable, '-c', text] for text in IMPORTS}


def seconds(command: Sequence[str]) -> tuple[float, float]:
    """Wall-clock and processor time of one process.

    Raises:
        subprocess.CalledProcessError: It failed.
    """
    start = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command)
    return time.perf_counter() - start, usage.ru_utime + usage.ru_stime


def main(argv: Sequence[str] | None = None) -> None:
    args = parse_args(argv)
    ways = commands()
    times: dict[str, list[tuple[float, float]]] = {name: [] for name in ways}
    for command in ways.values():
        seconds(command)  # files come into memory
    for _ in range(args.repeats):
        for name, command in ways.items():
            times[name].append(seconds(command))
    print(f'median of {args.repeats} runs in turn: wall clock, processor time')
    for name, found in times.items():
        wall, own = np.median(found, axis=0)
        limit = f'   (of {ANSWER} s allowed)' if name.startswith('fashionkp') else ''
        print(f'{name:32}{wall:7.2f} s {own:7.2f} s{limit}')
    for name, base, limit in ADDED:
        gaps = np.subtract(times[name], times[base])
        wall, own = np.median(gaps, axis=0)
        allowed = f'   (of {limit} s allowed)' if limit else ''
        print(f'{name}, beyond "{base}": {wall:.2f} s, {own:.2f} s{allowed}')


if __name__ == '__main__':
    main()
