"""Batches, with functions in place of models."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from itertools import chain

import pytest

from fashionkp.serving.batcher import Batcher, Busy

LONG = 30  # seconds; no test waits that long


class Doubler:
    """Doubles numbers, once ``release`` is set; records its batches."""

    def __init__(self):
        self.batches = []
        self.started, self.release = threading.Event(), threading.Event()
        self.release.set()

    def __call__(self, numbers):
        self.batches.append(numbers)
        self.started.set()
        assert self.release.wait(LONG)
        return [2 * number for number in numbers]


@pytest.fixture
def doubler():
    return Doubler()


@pytest.fixture
def batcher(doubler):
    batcher = Batcher(doubler, batch_size=4, capacity=8)
    yield batcher
    doubler.release.set()
    batcher.close()


def test_concurrent_clients_get_their_own_outputs(doubler):
    batcher = Batcher(doubler, batch_size=5, capacity=16)

    def client(start):
        outputs = []
        for number in range(start, start + 50):
            with batcher.slot() as submit:
                outputs.append(submit(number).result(LONG) == 2 * number)
        return outputs

    with ThreadPoolExecutor(16) as clients:
        outputs = list(clients.map(client, range(0, 1600, 100)))
    batcher.close()
    assert all(map(all, outputs))
    assert sorted(chain.from_iterable(doubler.batches)) == sorted(
        number for start in range(0, 1600, 100) for number in range(start, start + 50)
    )
    assert max(map(len, doubler.batches)) <= 5
    assert len(doubler.batches) < 800


def test_inputs_that_arrive_during_a_batch_form_the_next_ones(doubler, batcher):
    doubler.release.clear()
    with batcher.slot() as submit:
        futures = [submit(0)]
        assert doubler.started.wait(LONG)
        futures += [submit(number) for number in range(1, 7)]
        doubler.release.set()
        assert [future.result(LONG) for future in futures] == [0, 2, 4, 6, 8, 10, 12]
    assert doubler.batches == [[0], [1, 2, 3, 4], [5, 6]]


def test_a_single_request_is_answered_at_once(doubler):
    batcher = Batcher(doubler, 4, 8, max_wait=LONG)
    start = time.monotonic()
    with batcher.slot() as submit:
        assert submit(1).result(LONG) == 2
    assert time.monotonic() - start < LONG / 3
    batcher.close()


def test_a_batch_waits_for_other_requests_with_a_slot(doubler):
    batcher = Batcher(doubler, 4, 8, max_wait=LONG)
    with batcher.slot() as submit, batcher.slot() as submit_too:
        first = submit(1)
        time.sleep(0.1)
        assert not first.done()
        assert (submit_too(2).result(LONG), first.result(LONG)) == (4, 2)
    batcher.close()
    assert doubler.batches == [[1, 2]]


def test_a_batch_waits_no_longer_than_max_wait(doubler):
    batcher = Batcher(doubler, 4, 8, max_wait=0.01)
    with batcher.slot() as submit, batcher.slot():
        assert submit(1).result(LONG) == 2
    batcher.close()


def test_slots_are_limited_and_released(batcher):
    with pytest.raises(KeyError), batcher.slot():
        raise KeyError
    for _ in range(2):
        with ExitStack() as slots:
            for _ in range(8):
                slots.enter_context(batcher.slot())
            with pytest.raises(Busy, match='8 requests'), batcher.slot():
                pass
    with batcher.slot() as submit:
        assert submit(3).result(LONG) == 6


def test_after_an_error_the_next_input_is_processed(doubler):
    def process(numbers):
        if 13 in numbers:
            raise ArithmeticError('unlucky')
        return doubler(numbers)

    batcher = Batcher(process, 4, 8, max_wait=LONG)
    with batcher.slot() as submit, batcher.slot():
        futures = [submit(13), submit(1)]
        for future in futures:
            with pytest.raises(ArithmeticError, match='unlucky'):
                future.result(LONG)
    with batcher.slot() as submit:
        assert submit(1).result(LONG) == 2
    assert batcher.running
    batcher.close()


def test_a_missing_output_is_an_error():
    batcher = Batcher(lambda numbers: numbers[1:], 4, 8)
    with batcher.slot() as submit, pytest.raises(RuntimeError, match='0 outputs for 1 inputs'):
        submit(1).result(LONG)
    batcher.close()


def test_a_cancelled_input_is_not_processed(doubler, batcher):
    doubler.release.clear()
    with batcher.slot() as submit:
        futures = [submit(0)]
        assert doubler.started.wait(LONG)
        futures += [submit(1), submit(2)]
        assert futures[1].cancel()
        doubler.release.set()
        assert (futures[0].result(LONG), futures[2].result(LONG)) == (0, 4)
    assert doubler.batches == [[0], [2]]


@pytest.mark.parametrize(('batch_size', 'workers'), [(2, 1), (1, 3)])
def test_closing_processes_what_was_submitted(doubler, batch_size, workers):
    batcher = Batcher(doubler, batch_size, capacity=8, workers=workers)
    doubler.release.clear()
    with batcher.slot() as submit:
        futures = [submit(number) for number in range(5)]
        closing = threading.Thread(target=batcher.close)
        closing.start()
        doubler.release.set()
        assert [future.result(LONG) for future in futures] == [0, 2, 4, 6, 8]
        closing.join(LONG)
        assert not batcher.running
        with pytest.raises(Busy, match='shutting down'):
            submit(6)
    batcher.close()


def test_several_threads_process_batches_at_the_same_time():
    both = threading.Barrier(2, timeout=LONG)

    def process(numbers):
        both.wait()
        return numbers

    batcher = Batcher(process, 1, 8, workers=2)
    with batcher.slot() as submit:
        futures = [submit(number) for number in range(6)]
        assert [future.result(LONG) for future in futures] == [0, 1, 2, 3, 4, 5]
    assert batcher.running
    batcher.close()
    assert not batcher.running
    assert not [t for t in threading.enumerate() if t.name.startswith('batcher')]
