"""Measurements that alternate, so that all variants meet the same load of the machine."""

import time
from collections.abc import Callable, Mapping


def alternate(runs: Mapping[str, Callable[[], float]], rounds: int) -> dict[str, list[float]]:
    """Run all variants in turn, after one round to warm up.

    Args:
        runs: Functions that run a variant and return its time, seconds, by name.
        rounds: Number of rounds that count.

    Returns:
        Times of each variant by round, seconds.
    """
    times: dict[str, list[float]] = {name: [] for name in runs}
    for _ in range(rounds + 1):
        for name, run in runs.items():
            times[name].append(run())
    return {name: values[1:] for name, values in times.items()}


def wall_time(run: Callable[[], object]) -> float:
    """Call a function and return its wall-clock time, seconds."""
    start = time.perf_counter()
    run()
    return time.perf_counter() - start
