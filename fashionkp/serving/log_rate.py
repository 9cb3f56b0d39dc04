"""A limit on the rate of log messages."""

import logging
import time


class RateLimit(logging.Filter):
    """Passes a few messages of each kind in a period, then states how many were left out.

    Args:
        count: Number of messages of a kind, which is the line of code that they come from, that are
            passed in a period.
        period: Length of the period, seconds.
    """

    def __init__(self, count: int = 5, period: float = 60) -> None:
        super().__init__()
        self._count, self._period = count, period
        self._seen: dict[
            tuple[str, int], tuple[float, int]
        ] = {}  # start of the period, number of messages

    def filter(self, record: logging.LogRecord) -> bool:
        kind = record.pathname, record.lineno
        start, seen = self._seen.get(kind, (record.created, 0))
        if record.created - start > self._period:
            if seen > self._count:
                left_out = f'({seen - self._count} more since {_clock(start)})'
                record.msg = f'{str(record.msg).rstrip()} {left_out}'
            start, seen = record.created, 0
        self._seen[kind] = start, seen + 1
        return seen < self._count


def _clock(seconds: float) -> str:
    return time.strftime('%H:%M:%S', time.localtime(seconds))
