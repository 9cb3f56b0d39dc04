"""Tests of noticing that another process of a run is gone."""

import threading
import time
from queue import Empty, Queue
from types import SimpleNamespace

import pytest
from torch.distributed import HashStore

from fashionkp_mm.engine import heartbeats
from fashionkp_mm.engine.heartbeats import Heartbeats

INTERVAL, LIMIT = 0.1, 2.0


class StoreOfADeadMachine(HashStore):
    """A store that stops answering."""

    gone = False

    def add(self, key, amount):
        if self.gone:
            threading.Event().wait()
        return super().add(key, amount)


class ClosedStore(HashStore):
    """A store whose process has ended."""

    def add(self, key, amount):
        raise RuntimeError('Connection reset by peer')


@pytest.fixture
def run():
    """Return a function that starts a process of a run, and returns it and the queue of reasons."""
    started = []

    def start(store, rank, size=2):
        reasons = Queue()
        process = Heartbeats(store, rank, size, end=reasons.put, interval=INTERVAL, limit=LIMIT)
        started.append(process)
        return process, reasons

    yield start
    for process in started:
        process._stopped.set()


def silence(process):
    """Stop the heartbeats of a process as if its machine were switched off."""
    process._stopped.set()


def test_processes_that_live_are_not_lost(run):
    store = HashStore()
    queues = [run(store, rank, 3)[1] for rank in range(3)]
    time.sleep(2 * LIMIT)
    assert all(reasons.empty() for reasons in queues)


def test_a_silent_process_is_named_once(run):
    store = HashStore()
    (_, first), (_, second), (third, _) = (run(store, rank, 3) for rank in range(3))
    silence(third)
    for rank, reasons in enumerate((first, second)):
        reason = reasons.get(timeout=10 * LIMIT)
        assert reason.startswith(f'process {rank}: nothing heard of process 2 for 2 seconds')
        assert '--resume' in reason
        with pytest.raises(Empty):
            reasons.get(timeout=LIMIT / 4)


def test_a_process_that_never_comes_is_lost(run):
    _, reasons = run(HashStore(), 0)
    assert 'process 1' in reasons.get(timeout=10 * LIMIT)


def test_a_process_that_has_ended_is_not_lost(run):
    store = HashStore()
    _, reasons = run(store, 0)
    other, _ = run(store, 1)
    other.stop()
    with pytest.raises(Empty):
        reasons.get(timeout=2 * LIMIT)


def test_a_store_that_does_not_answer_is_a_loss(run):
    store = StoreOfADeadMachine()
    _, reasons = run(store, 0)
    run(store, 1)
    time.sleep(2 * INTERVAL)
    store.gone = True
    assert 'process 1' in reasons.get(timeout=10 * LIMIT)


def test_a_closed_store_is_left_to_gloo(run):
    process, reasons = run(ClosedStore(), 0)
    with pytest.raises(Empty):
        reasons.get(timeout=2 * LIMIT)
    process.stop()


def test_after_a_pause_the_others_get_their_time_again(run, monkeypatch):
    pause = 0
    clock = SimpleNamespace(monotonic=lambda: time.monotonic() + pause)
    monkeypatch.setattr(heartbeats, 'time', clock)
    _, reasons = run(HashStore(), 0)
    time.sleep(2 * INTERVAL)
    pause = 100
    with pytest.raises(Empty):
        reasons.get(timeout=LIMIT / 2)
    assert 'process 1' in reasons.get(timeout=10 * LIMIT)
