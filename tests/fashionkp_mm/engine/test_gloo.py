"""Tests of gloo's network interface and errors."""

import os
import socket

import pytest

from fashionkp_mm.engine import gloo
from fashionkp_mm.engine.gloo import choose_interface, plain_connection_errors

READ_ERROR = (
    '[/src/third_party/gloo/gloo/transport/tcp/pair.cc:545] Read error [10.9.0.2]:2373: Connection '
    'reset by peer. This is typically caused by a remote worker hanging or bugs in the application.'
)
MESH_ERROR = (
    'Gloo connectFullMesh failed with [/src/gloo/transport/tcp/pair.cc:152] timed out connecting: '
    'SO_ERROR: Connection refused, remote=[127.0.0.1]:398'
)


@pytest.fixture(autouse=True)
def _ranks(monkeypatch):
    monkeypatch.setenv('RANK', '0')
    monkeypatch.setenv('WORLD_SIZE', '2')
    monkeypatch.delenv('GLOO_SOCKET_IFNAME', raising=False)


@pytest.mark.parametrize(
    ('text', 'expected'),
    [
        (READ_ERROR, ['process 0 of 2', '(Read error [10.9.0.2]:2373: Connection', '--resume']),
        (MESH_ERROR, ['process 0 of 2', 'remote=[127.0.0.1]:398)', 'GLOO_SOCKET_IFNAME']),
    ],
)
def test_errors_of_gloo_are_one_line(text, expected):
    with pytest.raises(ConnectionError) as raised, plain_connection_errors():
        raise RuntimeError(text)
    assert all(part in str(raised.value) for part in expected)
    assert not any(part in str(raised.value) for part in ('\n', '.cc:', 'typically'))


def test_other_errors_stay():
    with pytest.raises(RuntimeError, match=r'^mat1 and mat2'), plain_connection_errors():
        raise RuntimeError('mat1 and mat2 shapes cannot be multiplied')


class FakeProbe(socket.socket):
    """A socket that leaves by an address of one's choice."""

    address = '127.0.0.1'

    def connect(self, address):
        pass

    def getsockname(self):
        return self.address, 1


@pytest.fixture
def leaves_by(monkeypatch):
    """Return a function that sets the address by which packets leave."""
    monkeypatch.setattr(gloo.socket, 'socket', FakeProbe)
    return lambda address: monkeypatch.setattr(FakeProbe, 'address', address)


def address_of(request: bytes) -> bytes:
    addresses = {'lo': '127.0.0.1', 'eth1': '10.0.0.7'}
    name = request.rstrip(b'\0').decode()
    if name not in addresses:
        raise OSError('no address')
    return bytes(20) + socket.inet_aton(addresses[name])


@pytest.mark.parametrize(
    ('own', 'chosen'), [('10.0.0.7', 'eth1'), ('127.0.0.1', None), ('10.0.0.9', None)]
)
def test_the_interface_that_reaches_the_first_machine_is_used(own, chosen, leaves_by, monkeypatch):
    leaves_by(own)
    fcntl = pytest.importorskip('fcntl')
    monkeypatch.setattr(fcntl, 'ioctl', lambda _, code, request: address_of(request))
    monkeypatch.setattr(gloo.socket, 'if_nameindex', lambda: [(1, 'lo'), (2, 'eth0'), (3, 'eth1')])
    choose_interface('10.0.0.1')
    assert os.environ.pop('GLOO_SOCKET_IFNAME', None) == chosen


def test_a_given_interface_stays(leaves_by, monkeypatch):
    monkeypatch.setenv('GLOO_SOCKET_IFNAME', 'ib0')
    leaves_by('10.0.0.7')
    choose_interface('10.0.0.1')
    assert os.environ['GLOO_SOCKET_IFNAME'] == 'ib0'


def test_without_a_way_to_the_first_machine_gloo_chooses(monkeypatch):
    class Unreachable(FakeProbe):
        def connect(self, address):
            raise socket.gaierror('Name or service not known')

    monkeypatch.setattr(gloo.socket, 'socket', Unreachable)
    choose_interface('no-such-machine')
    assert 'GLOO_SOCKET_IFNAME' not in os.environ
