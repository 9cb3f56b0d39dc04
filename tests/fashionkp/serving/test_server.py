"""A server that is stopped, and its log."""

import signal
import socket
import time

import pytest

pytest.importorskip('uvicorn')

from waiting import wait_until

from fashionkp.serving import server as server_module


def test_a_stopped_server_refuses_what_it_cannot_finish(run_server, monkeypatch):
    monkeypatch.setattr(server_module, 'SHUTDOWN_TIMEOUT', 0.5)
    server = run_server()
    head = b'POST /predict HTTP/1.1\r\nHost: a\r\nContent-Length: 1000\r\n\r\na'
    with socket.create_connection((server.host, server.port), timeout=30) as connection:
        connection.sendall(head)
        wait_until(lambda: server.health()['under_way'] == 1)
        server.request_stop()
        response = connection.recv(65536).lower()
    assert b' 503 ' in response
    assert b'retry-after: 1' in response
    assert b'connection: close' in response


def test_a_process_with_half_open_clients_stops(start_server, hand_model):
    server = start_server(hand_model.path)
    connections = []
    for data in (b'', b'POST /predict HTTP/1.1\r\n'):
        connections.append(socket.create_connection((server.host, server.port), timeout=30))
        connections[-1].sendall(data)
    start = time.monotonic()
    assert server.stop(signal.SIGTERM) == (0, 'fashionkp serve: stopped\n')
    assert time.monotonic() < start + 8
    for connection in connections:
        connection.close()


def test_malformed_requests_do_not_fill_the_log(start_server, hand_model):
    server = start_server(hand_model.path)
    for _ in range(50):
        with socket.create_connection((server.host, server.port), timeout=30) as connection:
            connection.sendall(b'\x16\x03\x01\r\n\r\n')
            connection.recv(100)
    _, output = server.stop()
    assert output.count('Invalid HTTP request') == 5


@pytest.mark.parametrize('files', [160, 256])
def test_more_clients_than_open_files(start_server, hand_model, files):
    server = start_server(hand_model.path, max_files=files)
    connections = []
    for _ in range(files + 50):
        connections.append(socket.create_connection((server.host, server.port), timeout=30))
        connections[-1].sendall(b'POST /predict HTTP/1.1\r\nHost: a\r\n')
    wait_until(lambda: server.health()['status'] == 'ok')
    for connection in connections:
        connection.close()
    _, output = server.stop()
    assert output.count('\n') < 50
