"""Batches on models without a network, which say what they were asked."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from itertools import chain

import pytest

from fashionkp.serving.batching import Batcher, Busy

LONG = 30  # seconds that no test may wait


class Doubler:
    """Doubles numbers, once it may."""

    def __init__(self):
        self.batches = []
        self.may_go_on, self.began = threading.Event(), threading.Event()
        self.may_go_on.set()

    def __call__(self, questions):
        self.batches.append(questions)
        self.began.set()
        assert self.may_go_on.wait(LONG)
        return [2 * question for question in questions]


@pytest.fixture
def doubler():
    return Doubler()


@pytest.fixture
def batcher(doubler):
    made = Batcher(doubler, batch_size=4, capacity=8)
    yield made
    doubler.may_go_on.set()
    made.close()


def test_everyone_gets_the_own_answer(doubler):
    batcher = Batcher(doubler, batch_size=5, capacity=16)

    def client(start):
        answers = []
        for question in range(start, start + 50):
            with batcher.seat() as ask:
                answers.append(ask(question).result(LONG) == 2 * question)
        return answers

    with ThreadPoolExecutor(16) as clients:
        answers = list(clients.map(client, range(0, 1600, 100)))
    batcher.close()
    assert all(map(all, answers))
    assert sorted(chain.from_iterable(doubler.batches)) == sorted(
        question for start in range(0, 1600, 100) for question in range(start, start + 50)
    )
    assert max(map(len, doubler.batches)) <= 5
    assert len(doubler.batches) < 800


def test_those_who_come_during_a_batch_are_the_next_ones(doubler, batcher):
    doubler.may_go_on.clear()
    with batcher.seat() as ask:
        futures = [ask(0)]
        assert doubler.began.wait(LONG)
        futures += [ask(question) for question in range(1, 7)]
        doubler.may_go_on.set()
        assert [future.result(LONG) for future in futures] == [0, 2, 4, 6, 8, 10, 12]
    assert doubler.batches == [[0], [1, 2, 3, 4], [5, 6]]


def test_who_is_alone_does_not_wait(doubler):
    batcher = Batcher(doubler, wait=LONG)
    start = time.monotonic()
    with batcher.seat() as ask:
        assert ask(1).result(LONG) == 2
    assert time.monotonic() - start < LONG / 3
    batcher.close()


def test_others_with_a_seat_are_waited_for(doubler):
    batcher = Batcher(doubler, wait=LONG)
    with batcher.seat() as ask, batcher.seat() as ask_too:
        first = ask(1)
        time.sleep(0.1)
        assert not first.done()
        assert (ask_too(2).result(LONG), first.result(LONG)) == (4, 2)
    batcher.close()
    assert doubler.batches == [[1, 2]]


def test_but_not_for_long(doubler):
    batcher = Batcher(doubler, wait=0.01)
    with batcher.seat() as ask, batcher.seat():
        assert ask(1).result(LONG) == 2
    batcher.close()


def test_seats_are_limited_and_come_free_again(batcher):
    with ExitStack() as seats:
        for _ in range(8):
            seats.enter_context(batcher.seat())
        assert batcher.seated == 8
        with pytest.raises(Busy, match='8 requests'), batcher.seat():
            pass
    with pytest.raises(KeyError), batcher.seat():
        raise KeyError
    assert batcher.seated == 0
    with batcher.seat() as ask:
        assert ask(3).result(LONG) == 6


def test_a_model_that_fails_serves_the_next(doubler):
    def answer(questions):
        if 13 in questions:
            raise ArithmeticError('unlucky')
        return doubler(questions)

    batcher = Batcher(answer, wait=LONG)
    with batcher.seat() as ask, batcher.seat():
        futures = [ask(13), ask(1)]
        for future in futures:
            with pytest.raises(ArithmeticError, match='unlucky'):
                future.result(LONG)
    with batcher.seat() as ask:
        assert ask(1).result(LONG) == 2
    assert batcher.working
    batcher.close()


def test_a_model_that_leaves_somebody_out_is_an_error():
    batcher = Batcher(lambda questions: questions[1:])
    with batcher.seat() as ask, pytest.raises(RuntimeError, match='0 answers to 1 questions'):
        ask(1).result(LONG)
    batcher.close()


def test_who_goes_away_is_not_asked_for(doubler, batcher):
    doubler.may_go_on.clear()
    with batcher.seat() as ask:
        futures = [ask(0)]
        assert doubler.began.wait(LONG)
        futures += [ask(1), ask(2)]
        assert futures[1].cancel()
        doubler.may_go_on.set()
        assert (futures[0].result(LONG), futures[2].result(LONG)) == (0, 4)
    assert doubler.batches == [[0], [2]]


def test_closing_answers_what_was_asked(doubler):
    batcher = Batcher(doubler, batch_size=2)
    doubler.may_go_on.clear()
    with batcher.seat() as ask:
        futures = [ask(question) for question in range(5)]
        closing = threading.Thread(target=batcher.close)
        closing.start()
        doubler.may_go_on.set()
        assert [future.result(LONG) for future in futures] == [0, 2, 4, 6, 8]
        closing.join(LONG)
        assert not batcher.working
        with pytest.raises(Busy, match='no more'):
            ask(6)
    batcher.close()
