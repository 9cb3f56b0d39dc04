"""The socket and the announcement of a server."""

import signal
import socket
import threading

import pytest

from fashionkp.cli.server_process import announce, listen, run_until_stopped


def test_responses_are_sent_without_delay():
    """Without TCP_NODELAY each response on an open connection takes 40 ms more."""
    with (
        listen('127.0.0.1', 0) as listener,
        socket.create_connection(listener.getsockname()),
    ):
        accepted, _ = listener.accept()
        with accepted:
            assert accepted.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)


@pytest.mark.parametrize(
    ('host', 'allowed', 'hosts'),
    [
        ('127.0.0.1', [], []),
        ('0.0.0.0', [], None),
        ('0.0.0.0', ['points.example.org'], ['points.example.org']),
    ],
)
def test_an_address_on_the_network_allows_any_name_unless_some_are_given(
    host, allowed, hosts, capsys
):
    with listen(host, 0) as listener:
        port = listener.getsockname()[1]
        assert announce('fashionkp x', 'photos', listener, allowed) == hosts
    captured = capsys.readouterr()
    assert captured.out == f'fashionkp x: photos at http://{host}:{port}\n'
    assert ('open to the network' in captured.err) == (host == '0.0.0.0')


@pytest.mark.parametrize('busy', [False, True])
def test_an_interrupted_server_ends_without_an_error(busy, capsys, monkeypatch):
    monkeypatch.setattr('signal.signal', lambda *_: None)
    threads = [threading.main_thread(), threading.Thread(daemon=not busy)]
    monkeypatch.setattr('threading.enumerate', lambda: threads)  # other tests leave some
    exits = []
    monkeypatch.setattr('os._exit', exits.append)

    def interrupted():
        raise KeyboardInterrupt

    assert run_until_stopped('fashionkp x', interrupted) == 0
    assert capsys.readouterr().out == 'fashionkp x: stopped\n'
    assert exits == [0] * busy  # a thread that decodes an image is not waited for


def test_the_handlers_of_signals_are_those_before_once_a_server_has_ended():
    numbers = (signal.SIGINT, signal.SIGTERM)

    def handlers():
        return [signal.getsignal(number) for number in numbers]

    before, during = handlers(), []
    assert run_until_stopped('fashionkp x', lambda: during.extend(handlers())) == 0
    assert during == [signal.default_int_handler] * 2
    assert handlers() == before != during
