"""gloo, by which processes without GPUs communicate: its network interface and its errors."""

import ipaddress
import os
import re
import socket
import struct
import sys
from collections.abc import Iterator
from contextlib import contextmanager

_INTERFACE = 'GLOO_SOCKET_IFNAME'  # read by PyTorch
_SIOCGIFADDR = 0x8915  # of Linux
_SOURCE_FILE = re.compile(r'\[\S*gloo/\S+\.(?:cc|h):\d+\] ')


def choose_interface(master: str) -> None:
    """Let gloo use the network interface through which this machine reaches the first one.

    Its own choice is the address of this machine's name, which is 127.0.0.1 or 127.0.1.1 on many
    machines: others cannot connect to it.

    Args:
        master: Name or address of the machine of rank 0.
    """
    if _INTERFACE not in os.environ and (name := _interface_to(master)):
        os.environ[_INTERFACE] = name


def _interface_to(host: str) -> str | None:
    """Return the interface through which packets to a host leave; None if there is no choice."""
    if not sys.platform.startswith('linux'):
        return None
    import fcntl

    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect((host, 9))  # sends nothing
        except OSError:
            return None
        own = probe.getsockname()[0]
        if ipaddress.ip_address(own).is_loopback:
            return None
        for _, name in socket.if_nameindex():
            request = struct.pack('256s', name.encode())
            try:
                answer = fcntl.ioctl(probe, _SIOCGIFADDR, request)
            except OSError:  # it has no address
                continue
            if socket.inet_ntoa(answer[20:24]) == own:
                return name
    return None


@contextmanager
def plain_connection_errors() -> Iterator[None]:
    """Raise gloo's errors as errors of one line.

    Raises:
        ConnectionError: If another process is gone or cannot be reached.
    """
    try:
        yield
    except RuntimeError as error:
        if not re.search(r'gloo', str(error), re.IGNORECASE):
            raise
        raise ConnectionError(_lost_connection(str(error))) from error


def _lost_connection(text: str) -> str:
    process = f'process {os.environ["RANK"]} of {os.environ["WORLD_SIZE"]}'
    reason = _SOURCE_FILE.sub('', text).partition('. This is typically')[0].splitlines()[0]
    if 'connectFullMesh' in text:
        return (
            f'{process} cannot connect to another one ({reason}): set {_INTERFACE} on each '
            'machine to the network interface that the others reach, such as eth0'
        )
    return (
        f'{process} has lost the connection to another one ({reason}): that process was killed or '
        'has failed, see its output; a training continues with --resume'
    )
