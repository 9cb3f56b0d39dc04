"""Number of synthetic images that one core draws and encodes per second.

python benchmarks/synth.py [--num 60] [--repeats 5]
"""

import argparse
import statistics
import time
from collections.abc import Callable, Sequence

import cv2

from fashionkp.synthetic import draw_garment


def parse_args(argv: Sequence[str] | None = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.split('\n')[0])
    parser.add_argument('--num', type=int, default=60, help='images per run')
    parser.add_argument('--repeats', type=int, default=5, help='number of runs')
    return parser.parse_args(argv)


def seconds(num: int, clock: Callable[[], float]) -> float:
    """Return the time for drawing and encoding images, measured by ``clock``, seconds."""
    start = clock()
    for index in range(num):
        cv2.imencode('.jpg', draw_garment(0, index).image, [cv2.IMWRITE_JPEG_QUALITY, 92])
    return clock() - start


def main(argv: Sequence[str] | None = None) -> None:
    args = parse_args(argv)
    cv2.setNumThreads(1)
    seconds(5, time.perf_counter)  # fill the caches
    for name, clock in (
        ('wall-clock time', time.perf_counter),
        ('processor time', time.process_time),
    ):
        rates = [args.num / seconds(args.num, clock) for _ in range(args.repeats)]
        print(f'{statistics.median(rates):.1f} images/s on one core, by {name}')


if __name__ == '__main__':
    main()
