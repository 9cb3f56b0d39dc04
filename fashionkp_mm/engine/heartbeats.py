"""Notice that another process of a run is gone."""

import contextlib
import os
import sys
import time
from collections.abc import Callable
from datetime import timedelta
from threading import Event, Thread

from torch.distributed import Store, TCPStore

INTERVAL = 5.0
"""Seconds between two heartbeats of a process."""
LIMIT = 40.0
"""Seconds without a heartbeat after which a process counts as lost."""
_GOODBYE = 1 << 40
_STATUS = 2


class Heartbeats:
    """Heartbeats of the processes of a run, through the store by which they found each other.

    A process that is killed closes its connections, which ends the others at once. A machine that
    is switched off or unplugged does not: the others would wait for gloo's timeout, half an hour.

    Two threads do this, because an operation of the store waits too if its machine is gone.

    Args:
        store: Connection to the store, which nobody else uses.
        rank: Number of this process.
        size: Number of processes.
        end: Called once with the reason if a process is lost, from a thread.
        interval: Time between two heartbeats, seconds.
        limit: Time without a heartbeat after which a process counts as lost, seconds.
    """

    def __init__(
        self,
        store: Store,
        rank: int,
        size: int,
        *,
        end: Callable[[str], None],
        interval: float = INTERVAL,
        limit: float = LIMIT,
    ) -> None:
        self._store, self._rank, self._end = store, rank, end
        self._interval, self._limit = interval, limit
        self._counts = dict.fromkeys(set(range(size)) - {rank}, 0)
        self._heard = dict.fromkeys(self._counts, time.monotonic())
        self._stopped = Event()
        self._threads = [Thread(target=run, daemon=True) for run in (self._beat, self._watch)]
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """Tell the other processes that this one ends as it should, and stop."""
        self._stopped.set()
        for thread in self._threads:
            thread.join(self._interval)
        with contextlib.suppress(RuntimeError):  # the store may be gone by now
            self._store.add(self._key(self._rank), _GOODBYE)

    def _beat(self) -> None:
        """Send heartbeats and note when others have sent theirs."""
        try:
            while not self._stopped.wait(self._interval):
                self._store.add(self._key(self._rank), 1)
                for rank, count in self._counts.items():
                    self._counts[rank] = self._store.add(self._key(rank), 0)
                    if self._counts[rank] != count:
                        self._heard[rank] = time.monotonic()
        except RuntimeError:  # its process has ended, and closed its other connections as well
            self._stopped.set()

    def _watch(self) -> None:
        last = time.monotonic()
        while not self._stopped.wait(self._interval / 2):
            now = time.monotonic()
            if now - last > 2 * self._interval:  # this process was paused: the others may have been
                self._heard = dict.fromkeys(self._heard, now)
            last = now
            lost = [
                str(rank)
                for rank, heard in self._heard.items()
                if now - heard > self._limit and self._counts[rank] < _GOODBYE
            ]
            if lost:
                self._end(
                    f'process {self._rank}: nothing heard of process {", ".join(lost)} for '
                    f'{self._limit:.0f} seconds, its machine or the network has failed; '
                    'a training continues with --resume'
                )
                return

    @staticmethod
    def _key(rank: int) -> str:
        restart = os.environ.get('TORCHELASTIC_RESTART_COUNT', '0')
        return f'fashionkp/heartbeats/{restart}/{rank}'


def start_heartbeats() -> Heartbeats:
    """Start the heartbeats of a process that has joined its group."""
    rank, size = int(os.environ['RANK']), int(os.environ['WORLD_SIZE'])
    address, port = os.environ['MASTER_ADDR'], int(os.environ['MASTER_PORT'])
    store = TCPStore(address, port, is_master=False, timeout=timedelta(seconds=LIMIT))
    return Heartbeats(store, rank, size, end=_end_process)


def _end_process(reason: str) -> None:
    """End the process, whose main thread waits for a message and cannot be interrupted."""
    print(f'fashionkp: {reason}', file=sys.stderr, flush=True)
    os._exit(_STATUS)
