"""Measurements that alternate, so that all variants meet the same load of the machine."""

from collections.abc import Callable, Mapping
from typing import TypeVar

Name = TypeVar('Name')
Result = TypeVar('Result')


def alternate(runs: Mapping[Name, Callable[[], Result]], rounds: int) -> dict[Name, list[Result]]:
    """Run all variants in turn, after one round to warm up.

    Args:
        runs: Functions that run a variant and return what is measured, such as its time, by name.
        rounds: Number of rounds that count.

    Returns:
        Results of each variant by round.
    """
    results: dict[Name, list[Result]] = {name: [] for name in runs}
    for _ in range(rounds + 1):
        for name, run in runs.items():
            results[name].append(run())
    return {name: values[1:] for name, values in results.items()}
