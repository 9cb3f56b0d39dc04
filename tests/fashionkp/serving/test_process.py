"""The server as a process: sockets, many clients, misbehaving clients, signals."""

import http.client
import signal
import socket
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from waiting import wait_until

CLIENTS, REQUESTS = 16, 12


def test_sixteen_clients_get_their_own_predictions(server, colored):
    def client(number):
        connection = server.connect()
        wrong = []
        for i in range(REQUESTS):
            blue = number * REQUESTS + i
            connection.request('POST', '/predict', colored(blue))
            response = connection.getresponse()
            text = response.read().decode()
            if response.status != 200 or f'"score":{round(blue / 255, 5)}' not in text:
                wrong.append((blue, response.status, text))
        connection.close()
        return wrong

    with ThreadPoolExecutor(CLIENTS) as clients:
        assert list(clients.map(client, range(CLIENTS))) == [[]] * CLIENTS


def status_line(connection):
    """Read the status line of a response from a socket."""
    return connection.makefile('rb').readline()


def test_a_body_with_too_large_a_content_length_is_rejected_before_it_is_sent(server):
    with socket.create_connection((server.host, server.port), timeout=30) as connection:
        connection.sendall(
            b'POST /predict HTTP/1.1\r\nHost: a\r\nContent-Length: 99999999999\r\n\r\n'
        )
        assert b' 413 ' in status_line(connection)


def test_a_chunked_body_is_rejected_when_it_gets_too_large(server):
    """The limit is 1 MB; some more is sent before the connection is closed."""
    with socket.create_connection((server.host, server.port), timeout=30) as connection:
        connection.sendall(
            b'POST /predict HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n'
        )
        sent = 0
        try:
            while sent < 200_000_000:
                connection.sendall(b'10000\r\n' + bytes(65536) + b'\r\n')
                sent += 65536
        except OSError:  # closed by the server
            pass
    assert 1_000_000 < sent < 100_000_000
    assert server.process.poll() is None


def test_clients_that_disconnect_release_their_slots(server, colored):
    head = b'POST /predict HTTP/1.1\r\nHost: a\r\nContent-Length: 5000\r\n\r\n'
    form = b'Content-Type: multipart/form-data; boundary=a\r\n'
    for start in (head + bytes(100), head.replace(b'\r\n\r\n', b'\r\n' + form + b'\r\n') + b'--a'):
        for _ in range(70):  # more than the capacity
            connection = socket.create_connection((server.host, server.port), timeout=30)
            connection.sendall(start)
            connection.close()
    wait_until(lambda: server.predict(colored())[0] == 200, seconds=30, poll=0.05)


@pytest.mark.parametrize(
    'data', [b'\0' * 4000, b'GET\r\n\r\n', b'POST /predict HTTP/9.9\r\n\r\n', b'\x16\x03\x01' * 99]
)
def test_malformed_http_does_not_stop_the_server(server, colored, data):
    with socket.create_connection((server.host, server.port), timeout=30) as connection:
        connection.sendall(data)
        connection.shutdown(socket.SHUT_WR)
        status_line(connection)
    assert server.predict(colored())[0] == 200


@pytest.mark.parametrize('number', [signal.SIGTERM, signal.SIGINT])
def test_a_signal_stops_the_server_with_status_0(start_server, hand_model, colored, number):
    server = start_server(hand_model.path)
    connection = http.client.HTTPConnection(server.host, server.port)  # stays open, as a browser's
    connection.request('POST', '/predict', colored())
    connection.getresponse().read()
    status, output = server.stop(number)
    assert (status, output.count('\n')) == (0, 1)
    connection.close()


def test_a_request_in_progress_is_answered_before_the_server_stops(
    start_server, hand_model, colored
):
    server = start_server(hand_model.path)
    body = colored()
    connection = server.connect()
    connection.putrequest('POST', '/predict')
    connection.putheader('Content-Length', str(len(body)))
    connection.endheaders()
    connection.send(body[:10])
    wait_until(lambda: server.health()['under_way'] == 1)
    server.process.send_signal(signal.SIGTERM)
    time.sleep(0.2)
    connection.send(body[10:])
    assert connection.getresponse().status == 200
    connection.close()
    assert server.process.wait(30) == 0


def test_listening_on_the_network_is_warned_about(start_server, hand_model):
    server = start_server(hand_model.path, '--host', '0.0.0.0')
    assert '0.0.0.0 is open to the network' in server.process.stdout.readline()
    server.stop()
