"""Clients that are slow, stop in the middle, or open too many connections."""

import socket

import pytest

pytest.importorskip('uvicorn')

from waiting import wait_until

HEAD = b'POST /predict HTTP/1.1\r\nHost: a\r\nContent-Length: 1000\r\n\r\n'


def connect(server, data=b''):
    connection = socket.create_connection((server.host, server.port), timeout=30)
    connection.sendall(data)
    return connection


def received(connection):
    """Read until the server closes the connection."""
    data = b''
    try:
        while part := connection.recv(65536):
            data += part
    except ConnectionError:
        pass
    return data


def is_closed_after(connection, data):
    try:
        connection.sendall(data)
    except OSError:
        return True
    return False


@pytest.mark.parametrize(
    'start',
    [
        b'',
        b'G',
        b'GET /health HTTP/1.1\r\nHost: a\r\n',
        b'GET /health HTTP/1.1\r\nHost: a\r\n\r\nG',
    ],
    ids=['nothing', 'one byte', 'half', 'half of the second request'],
)
def test_headers_have_a_deadline(run_server, start):
    server = run_server(header_timeout=0.5)
    with connect(server, start) as connection:
        received(connection)  # does not wait for its own deadline


def test_trickled_headers_do_not_prolong_the_deadline(run_server):
    server = run_server(header_timeout=0.5)
    with connect(server, b'GET /health HTTP/1.1\r\n') as connection:
        wait_until(lambda: is_closed_after(connection, b'a: b\r\n'), seconds=20, poll=0.05)


def test_the_rest_of_a_rejected_body_has_a_deadline(run_server):
    server = run_server(max_bytes=100, body_timeout=0.5)
    with connect(server, HEAD) as connection:
        assert b' 413 ' in received(connection)


def test_a_response_that_is_not_read_has_a_deadline(run_server):
    server = run_server(write_timeout=0.5)
    request = b'GET /openapi.json HTTP/1.1\r\nHost: a\r\n\r\n'
    with connect(server) as connection:
        wait_until(lambda: is_closed_after(connection, 100 * request), seconds=20, poll=0)
    assert server.predict(b'')[0] == 400


def test_a_new_connection_replaces_the_one_waited_for_longest(run_server, colored):
    server = run_server(connections=4)
    half_open = [connect(server, start) for start in (b'GET', HEAD, HEAD + b'a')]
    wait_until(lambda: server.predict(colored())[0] == 200)
    more = [connect(server, b'GET') for _ in range(4)]
    for connection in half_open:
        received(connection)
    assert server.predict(colored())[0] == 200
    for connection in (*half_open, *more):
        connection.close()


def test_trickled_bodies_take_no_slot(run_server, colored):
    server = run_server(capacity=2, body_timeout=1)
    slow = [connect(server, HEAD + b'a') for _ in range(8)]
    assert server.predict(colored())[0] == 200
    for connection in slow:
        assert b' 408 ' in connection.recv(100)
        connection.close()


def test_many_bodies_do_not_fit_into_memory_together(run_server, colored):
    server = run_server(max_bytes=20_000, bodies=1)
    head = HEAD.replace(b'1000', b'20000')
    with connect(server, head + bytes(19_900)) as slow:
        wait_until(lambda: server.predict(bytes(200))[0] == 503, poll=0.05)
        wait_until(lambda: server.predict(colored() + bytes(20))[0] != 503, poll=0.05)
        assert b' 503 ' in slow.recv(100)
