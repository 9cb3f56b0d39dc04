"""Threads that predict at the same time, with functions in place of models."""

import threading
from concurrent.futures import ThreadPoolExecutor
from itertools import count

import pytest
from waiting import wait_until

from fashionkp.inference.one_core import (
    map_on_cores,
    on_one_core_or_all,
    one_core,
    pool_of,
    uses_one_core,
    workers_of,
)

LONG = 30  # seconds; no test waits that long


def test_one_core_is_for_the_block_and_the_thread():
    assert not uses_one_core()
    with one_core():
        with one_core():
            pass
        assert uses_one_core()
        with ThreadPoolExecutor(1) as pool:
            assert not pool.submit(uses_one_core).result(LONG)
    assert not uses_one_core()


def test_a_model_for_one_core_is_loaded_once_when_it_is_needed():
    loads = []

    def load():
        loads.append(threading.get_ident())
        return lambda number: ('one', number)

    run = on_one_core_or_all(lambda number: ('all', number), load)
    assert (run(3), loads) == (('all', 3), [])

    def run_on_one_core(number):
        with one_core():
            return run(number)

    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(run_on_one_core, range(8))) == [('one', i) for i in range(8)]
    assert len(loads) == 1
    assert run(3) == ('all', 3)


def test_a_model_that_states_no_number_is_called_by_one_thread(fake_model):
    assert workers_of(fake_model()) == 1


def test_results_keep_the_order_although_others_are_done_first():
    done = [threading.Event() for _ in range(8)]

    def work(i):
        if i % 2 == 0:
            assert done[i + 1].wait(LONG)  # by another thread, at the same time
        done[i].set()
        return i, uses_one_core()

    assert list(map_on_cores(work, range(8), 2)) == [(i, True) for i in range(8)]


@pytest.mark.parametrize(('workers', 'items', 'on_one_core'), [(4, 2, False), (4, 3, True)])
def test_few_items_get_all_cores(workers, items, on_one_core):
    here = threading.get_ident()
    results = list(
        map_on_cores(lambda _: (uses_one_core(), threading.get_ident()), range(items), workers)
    )
    assert [on_one for on_one, _ in results] == [on_one_core] * items
    assert all((thread == here) is not on_one_core for _, thread in results)


def test_items_are_taken_as_results_are():
    taken = []

    def items():
        for i in count():
            taken.append(i)
            yield i

    results = map_on_cores(lambda i: i, items(), 2)
    for i in range(20):
        assert next(results) == i
        assert len(taken) <= i + 1 + 2 * 2 + 1
    results.close()


def test_an_error_comes_after_the_results_before_it():
    def work(i):
        if i == 3:
            raise ArithmeticError('unlucky')
        return i

    results = map_on_cores(work, range(9), 2)
    assert [next(results) for _ in range(3)] == [0, 1, 2]
    with pytest.raises(ArithmeticError, match='unlucky'):
        next(results)


def test_a_pool_that_ends_early_drops_what_has_not_begun():
    begun, release = [], threading.Event()

    def work(i):
        begun.append(i)
        assert release.wait(LONG)

    def interrupted():
        with pool_of(1, 'mine') as pool:
            for i in range(9):
                pool.submit(work, i)
            wait_until(lambda: begun)
            threading.Timer(0.05, release.set).start()
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert begun == [0]
    assert not any(thread.name.startswith('mine') for thread in threading.enumerate())
    with pool_of(1, 'mine') as pool:
        futures = [pool.submit(work, i) for i in range(3)]
    assert all(future.done() and not future.cancelled() for future in futures)
