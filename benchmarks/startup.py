"""Start-up time of the commands, and import time of the packages.

    python benchmarks/startup.py [--repeats 5]

Every command runs in a fresh process, in turn. Processor time (user and system) is printed beside
the wall-clock time, because on a busy machine it depends less on other programs. The time that one
import adds to another is the median difference over the rounds.
"""

import argparse
import os
import subprocess
import sys
import time
from collections.abc import Sequence
from functools import partial

import numpy as np
from measurement.alternating import alternate
from measurement.commands import FASHIONKP

HELPS = ('', 'score', 'predict', 'train', 'doctor', 'serve')
IMPORTS = (
    'pass',
    'import fashionkp',
    'import mmpose',
    'import mmpose, fashionkp_mm',
    'import fashionkp_mm.components',
)
ADDED = (  # import, import that it is compared with, limit in seconds
    ('import fashionkp', 'pass', None),
    ('import mmpose, fashionkp_mm', 'import mmpose', 0.3),
    ('import fashionkp_mm.components', 'import mmpose', None),
)
HELP_LIMIT = 0.5
"""Time within which a command should print its help, seconds."""


def parse_args(argv: Sequence[str] | None = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument('--repeats', type=int, default=5, help='runs per command')
    return parser.parse_args(argv)


def commands() -> dict[str, list[str]]:
    """Return all commands by name."""
    helps = {}
    for name in HELPS:
        arguments = [*name.split(), '--help']
        helps[' '.join(['fashionkp', *arguments])] = [*FASHIONKP, *arguments]
    return helps | {text: [sys.executable, '-c', text] for text in IMPORTS}


def seconds(command: Sequence[str]) -> tuple[float, float]:
    """Return the wall-clock and processor time of a process, seconds.

    Raises:
        subprocess.CalledProcessError: If the command fails.
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
    runs = {name: partial(seconds, command) for name, command in commands().items()}
    times = alternate(runs, args.repeats)
    print(f'median of {args.repeats} alternating runs: wall-clock time, processor time')
    for name, values in times.items():
        wall, processor = np.median(values, axis=0)
        limit = f'   (limit {HELP_LIMIT} s)' if name.startswith('fashionkp') else ''
        print(f'{name:32}{wall:7.2f} s {processor:7.2f} s{limit}')
    for name, base, limit in ADDED:
        differences = np.subtract(times[name], times[base])
        wall, processor = np.median(differences, axis=0)
        suffix = f'   (limit {limit} s)' if limit else ''
        print(f'{name}, in addition to "{base}": {wall:.2f} s, {processor:.2f} s{suffix}')


if __name__ == '__main__':
    main()
