"""The server as a process: real sockets, many clients, rude clients, signals."""

import http.client
import signal
import socket
import time
from concurrent.futures import ThreadPoolExecutor
from itertools import islice

import pytest
from waiting import wait_until

CLIENTS, TURNS = 16, 12


def test_sixteen_clients_lose_nothing_and_get_their_own_answers(server, colored):
    def client(number):
        connection = server.connect()
        wrong = []
        for turn in range(TURNS):
            blue = number * TURNS + turn
            connection.request('POST', '/predict', colored(blue))
            response = connection.getresponse()
            text = response.read().decode()
            if response.status != 200 or f'"score":{round(blue / 255, 5)}' not in text:
                wrong.append((blue, response.status, text))
        connection.close()
        return wrong

    with ThreadPoolExecutor(CLIENTS) as clients:
        assert [row for rows in clients.map(client, range(CLIENTS)) for row in rows] == []


def answer_to(connection):
    """Status line that comes back on a socket."""
    return connection.makefile('rb').readline()


def test_a_body_that_says_it_is_too_large_is_refused_before_it_is_sent(server):
    with socket.create_connection((server.host, server.port), timeout=30) as connection:
        connection.sendall(
            b'POST /predict HTTP/1.1\r\nHost: a\r\nContent-Length: 99999999999\r\n\r\n'
        )
        assert b' 413 ' in answer_to(connection)


def test_a_body_without_a_length_is_refused_where_it_gets_too_large(server):
    """The limit is 1 MB; what is sent after the refusal was on its way."""
    with socket.create_connection((server.host, server.port), timeout=30) as connection:
        connection.sendall(
            b'POST /predict HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n'
        )
        sent = 0
        try:
            while sent < 200_000_000:
                connection.sendall(b'10000\r\n' + bytes(65536) + b'\r\n')
                sent += 65536
        except OSError:  # it has hung up
            pass
    assert 1_000_000 < sent < 100_000_000
    assert server.process.poll() is None


def test_those_who_go_away_leave_their_seats(server, colored):
    head = b'POST /predict HTTP/1.1\r\nHost: a\r\nContent-Length: 5000\r\n\r\n'
    form = b'Content-Type: multipart/form-data; boundary=a\r\n'
    for start in (head + bytes(100), head.replace(b'\r\n\r\n', b'\r\n' + form + b'\r\n') + b'--a'):
        for _ in range(70):  # more than there are seats
            connection = socket.create_connection((server.host, server.port), timeout=30)
            connection.sendall(start)
            connection.close()
    wait_until(lambda: server.predict(colored())[0] == 200, seconds=30, poll=0.05)


@pytest.mark.parametrize(
    'words', [b'\0' * 4000, b'GET\r\n\r\n', b'POST /predict HTTP/9.9\r\n\r\n', b'\x16\x03\x01' * 99]
)
def test_what_is_no_http_does_not_end_it(server, colored, words):
    with socket.create_connection((server.host, server.port), timeout=30) as connection:
        connection.sendall(words)
        connection.shutdown(socket.SHUT_WR)
        answer_to(connection)
    assert server.predict(colored())[0] == 200


@pytest.mark.parametrize('number', [signal.SIGTERM, signal.SIGINT])
def test_it_ends_in_good_order(start_server, hand_model, colored, number):
    server = start_server(hand_model.path)
    kept = http.client.HTTPConnection(server.host, server.port)  # a browser's, which stays open
    kept.request('POST', '/predict', colored())
    kept.getresponse().read()
    assert server.stop(number) == (0, 'fashionkp serve: ended\n')
    kept.close()


def test_what_is_under_way_is_answered_at_the_end(start_server, hand_model, colored):
    server = start_server(hand_model.path)
    body = colored()
    connection = server.connect()
    connection.putrequest('POST', '/predict')
    connection.putheader('Content-Length', str(len(body)))
    connection.endheaders()
    connection.send(body[:10])
    for _ in islice(iter(lambda: b'"under_way":1' in health(server), True), 1000):
        time.sleep(0.01)
    server.process.send_signal(signal.SIGTERM)
    time.sleep(0.2)
    connection.send(body[10:])
    assert connection.getresponse().status == 200
    connection.close()
    assert server.process.wait(30) == 0


def health(server):
    connection = server.connect()
    connection.request('GET', '/health')
    answer = connection.getresponse().read()
    connection.close()
    return answer
