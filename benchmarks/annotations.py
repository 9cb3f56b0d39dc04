"""Time and peak memory of reading annotation tables.

    python benchmarks/annotations.py [PATH ...] [--repeats 5]

Without paths it reads the tables in ``annotations/`` of FASHIONAI_ROOT. Memory is measured in a
fresh process for the tables as they are and for four times as many rows (with other image ids), so
that the difference shows what a row costs.
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
    parser.add_argument('paths', type=Path, nargs='*', help='tables, or folders of them')
    parser.add_argument('--repeats', type=int, default=5)
    parser.add_argument('--peak', action='store_true', help=argparse.SUPPRESS)
    args = parser.parse_args(argv)
    if not args.paths:
        if 'FASHIONAI_ROOT' not in os.environ:
            parser.error('name tables, or set FASHIONAI_ROOT')
        args.paths = [Path(os.environ['FASHIONAI_ROOT']) / 'annotations']
    return args


def peak_megabytes() -> float:
    """Most memory that this process has held so far, as Linux tells it."""
    # Not getrusage: its peak includes that of the parent process at the time of the fork.
    status = Path('/proc/self/status').read_text()
    (line,) = (line for line in status.splitlines() if line.startswith('VmHWM'))
    return int(line.split()[1]) / 1024


def print_peak(files: Sequence[Path]) -> None:
    """Print what reading the files adds to the peak memory of this process, MB, and the rows."""
    before = peak_megabytes()
    rows = len(read_annotations(*files)) if files else 0
    print(peak_megabytes() - before, rows)


def peak_of_reading(files: Sequence[Path]) -> tuple[float, int]:
    """The numbers of :func:`print_peak` in a fresh process."""
    command = [sys.executable, __file__, '--peak', *map(str, files)]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
    peak, rows = done.stdout.split()
    return float(peak), int(rows)


def write_repeated(files: Sequence[Path], times: int, folder: Path) -> list[Path]:
    """Write copies of the tables in which every copy has image ids of its own."""
    copies = []
    for number in range(times):
        for place, file in enumerate(files):
            text = file.read_text(encoding='utf-8-sig').replace('Images/', f'Images{number}/')
            copies.append(folder / f'{number}_{place}.csv')
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
    print(f'peak memory above the interpreter and NumPy: {peak:.0f} MB')
    with tempfile.TemporaryDirectory() as folder:
        more_peak, more_rows = peak_of_reading(write_repeated(files, 4, Path(folder)))
    each = (more_peak - peak) * 2**20 / (more_rows - rows)
    print(f'{more_rows} rows: {more_peak:.0f} MB, {each:.0f} bytes for each further row')
    return 0


if __name__ == '__main__':
    sys.exit(main())
