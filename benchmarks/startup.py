"""Start-up time of the commands and of the server, and import time of the packages.

    python benchmarks/startup.py [--repeats 5]

Every command runs in a fresh process, in turn; the server until it has answered a request.
Processor time (user and system) is printed beside the wall-clock time, because on a busy machine it
depends less on other programs. The time that one import adds to another is the median difference
over the rounds.
"""

import argparse
import os
import subprocess
import sys
import time
import urllib.request
from collections.abc import Sequence
from functools import partial

import numpy as np
from measurement.alternating import alternate
from measurement.clocks import process_seconds
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

SERVE = 'fashionkp serve, first response'
SERVE_LIMIT = 1.0
"""Time within which the server, with the starter model, should respond, seconds."""


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


def serve_seconds() -> tuple[float, float]:
    """Return the wall-clock and processor time until the server has answered, seconds."""
    start = time.perf_counter()
    command = [*FASHIONKP, 'serve', '--port', '0']
    pipes = dict(stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    with subprocess.Popen(command, text=True, **pipes) as process:
        assert process.stdout is not None
        url = process.stdout.readline().split()[-1]
        with urllib.request.urlopen(f'{url}/health') as response:
            response.read()
        seconds = time.perf_counter() - start, process_seconds(process.pid)
        process.terminate()
    return seconds


def main(argv: Sequence[str] | None = None) -> None:
    args = parse_args(argv)
    runs: dict = {name: partial(seconds, command) for name, command in commands().items()}
    runs[SERVE] = serve_seconds
    times = alternate(runs, args.repeats)
    print(f'median of {args.repeats} alternating runs: wall-clock time, processor time')
    for name, values in times.items():
        wall, processor = np.median(values, axis=0)
        limit = f'   (limit {HELP_LIMIT} s)' if name.startswith('fashionkp') else ''
        if name == SERVE:
            limit = f'   (limit {SERVE_LIMIT} s)'
        print(f'{name:32}{wall:7.2f} s {processor:7.2f} s{limit}')
    for name, base, limit in ADDED:
        differences = np.subtract(times[name], times[base])
        wall, processor = np.median(differences, axis=0)
        suffix = f'   (limit {limit} s)' if limit else ''
        print(f'{name}, in addition to "{base}": {wall:.2f} s, {processor:.2f} s{suffix}')


if __name__ == '__main__':
    main()
