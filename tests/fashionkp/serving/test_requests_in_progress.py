import asyncio

import pytest

from fashionkp.serving import requests_in_progress
from fashionkp.serving.requests_in_progress import Busy, RequestsInProgress


def test_bodies_above_the_limit_are_refused_and_release_their_memory():
    requests = RequestsInProgress(10)
    with requests.new() as first, requests.new() as second:
        first.receive(6)
        second.receive(4)
        with pytest.raises(Busy):
            second.receive(1)
        assert requests.num_bytes == 6
        first.receive(4)
        assert len(requests) == 2
    assert (len(requests), requests.num_bytes) == (0, 0)


def test_a_slow_body_makes_room_but_a_whole_one_does_not(monkeypatch):
    monkeypatch.setattr(requests_in_progress, '_MIN_ARRIVAL', -1)
    requests = RequestsInProgress(10)

    async def receive_all():
        with requests.new() as whole, requests.new() as slow, requests.new() as fast:
            waiting = asyncio.ensure_future(slow.run(asyncio.sleep(60)))
            await asyncio.sleep(0)
            whole.receive(4)
            whole.body_is_whole()
            slow.receive(6)
            fast.receive(6)
            with pytest.raises(Busy, match='slow'):
                await waiting
            assert requests.num_bytes == 10

    asyncio.run(receive_all())


def test_all_requests_are_refused_at_once():
    requests = RequestsInProgress(10)

    async def refuse():
        with requests.new() as request:
            asyncio.get_running_loop().call_soon(requests.refuse_all, 'closing')
            with pytest.raises(Busy, match='closing'):
                await request.run(asyncio.sleep(60))
        with pytest.raises(Busy, match='closing'), requests.new():
            pass

    asyncio.run(refuse())


def test_a_client_that_disconnects_is_not_refused():
    requests = RequestsInProgress(10)

    async def disconnect():
        with requests.new() as request:
            task = asyncio.ensure_future(request.run(asyncio.sleep(60)))
            await asyncio.sleep(0)
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task

    asyncio.run(disconnect())
