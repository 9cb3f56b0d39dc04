"""Time and peak memory of reading annotation tables.

    python benchmarks/annotations.py [PATH ...] [--repeats 5]

By default, the tables in ``annotations/`` of FASHIONAI_ROOT are read. Memory is measured in fresh
processes, for the tables and for four times as many rows (with other image ids); the difference is
the memory of a row.
"""

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from fashionkp.annotations import annotation_files, read_annotations


def parse_args(argv: Sequence[str] | None = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.split('\n')[0])
    parser.add_argument('paths', type=Path, nargs='*', help='tables, or folders with tables')
    parser.add_argument('--repeats', type=int, default=5)
    parser.add_argument('--peak', action='store_true', help=argparse.SUPPRESS)
    args = parser.parse_args(argv)
    if not args.paths:
        if 'FASHIONAI_ROOT' not in os.environ:
            parser.error('no tables: give paths, or set FASHIONAI_ROOT')
        args.paths = [Path(os.environ['FASHIONAI_ROOT']) / 'annotations']
    return args


def peak_megabytes() -> float:
    """Return the peak memory of this process (Linux), MB."""
    # The peak in getrusage includes that of the parent process at the time of the fork.
    status = Path('/proc/self/status').read_text()
    (line,) = (line for line in status.splitlines() if line.startswith('VmHWM'))
    return int(line.split()[1]) / 1024


def print_peak(files: Sequence[Path]) -> None:
    """Print the increase of the peak memory by reading the files, MB, and the number of rows."""
    before = peak_megabytes()
    rows = len(read_annotations(*files)) if files else 0
    print(peak_megabytes() - before, rows)


def peak_of_reading(files: Sequence[Path]) -> tuple[float, int]:
    """Return the numbers of :func:`print_peak` in a fresh process."""
    command = [sys.executable, __file__, '--peak', *map(str, files)]
    completed = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
    peak, rows = completed.stdout.split()
    return float(peak), int(rows)


def write_repeated(files: Sequence[Path], times: int, folder: Path) -> list[Path]:
    """Write copies of the tables, each with its own image ids."""
    copies = []
    for number in range(times):
        for index, file in enumerate(files):
            text = file.read_text(encoding='utf-8-sig').replace('Images/', f'Images{number}/')
            copies.append(folder / f'{number}_{index}.csv')
            copies[-1].write_text(text, encoding='utf-8')
    return copies


def main(argv: Sequence[str] | None = None) -> int:
    args = parse_args(argv)
    files = [file for path in args.paths for file in annotation_files(path)]
    if args.peak:
        print_peak(files)
        return 0
    times = []
    for _ in range(args.repeats):
        start = time.perf_counter()
        read_annotations(*files)
        times.append(time.perf_counter() - start)
    peak, rows = peak_of_reading(files)
    median = statistics.median(times)
    print(f'{rows} rows of {len(files)} files: median {median:.3f} s of {args.repeats} runs')
    print(f'peak memory in addition to the interpreter and NumPy: {peak:.0f} MB')
    with tempfile.TemporaryDirectory() as folder:
        large_peak, large_rows = peak_of_reading(write_repeated(files, 4, Path(folder)))
    per_row = (large_peak - peak) * 2**20 / (large_rows - rows)
    print(f'{large_rows} rows: {large_peak:.0f} MB, {per_row:.0f} bytes per additional row')
    return 0


if __name__ == '__main__':
    sys.exit(main())
