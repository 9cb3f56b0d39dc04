"""Waiting for something that another thread or process does."""

import time
from collections.abc import Callable


def wait_until(condition: Callable[[], object], seconds: float = 60, poll: float = 0.01) -> None:
    """Return once ``condition()`` is true, which is asked every ``poll`` seconds.

    Raises:
        TimeoutError: If it is still false after ``seconds``.
    """
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            raise TimeoutError(f'still waiting after {seconds} s')
        time.sleep(poll)
