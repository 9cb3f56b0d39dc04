"""Clocks for the measurements."""

import os
import time
from collections.abc import Callable
from pathlib import Path


def step_clock() -> Callable[[], float]:
    """Return the clock for training steps, seconds.

    With one thread of PyTorch that is its processor time, which other work on the machine hardly
    changes, else the wall-clock time.
    """
    import torch

    return time.thread_time if torch.get_num_threads() == 1 else time.perf_counter


def wall_time(run: Callable[[], object]) -> float:
    """Call a function and return its wall-clock time, seconds."""
    start = time.perf_counter()
    run()
    return time.perf_counter() - start


def processor_time(run: Callable[[], object]) -> float:
    """Call a function and return the processor time of this process, seconds."""
    start = time.process_time()
    run()
    return time.process_time() - start


def process_seconds(pid: int) -> float:
    """Return the processor time of a running process, user and system, seconds."""
    fields = Path(f'/proc/{pid}/stat').read_text().rpartition(')')[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf('SC_CLK_TCK')
