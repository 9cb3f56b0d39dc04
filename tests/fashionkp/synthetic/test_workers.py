"""Workers end with the process that started them, whenever and however it is stopped."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from fashionkp.synthetic.workers import map_in_processes

_COMMAND = (
    'import sys\n'
    'from fashionkp.cli.main import main\n'
    "if __name__ == '__main__':\n"
    "    sys.exit(main(['synth', sys.argv[1], '--num', '2000', '--workers', '2']))\n"
)


def _double(job):
    return 2 * job


def _fail(job):
    raise KeyError(job)


def test_results_are_in_the_order_of_the_jobs():
    assert list(map_in_processes(_double, range(9), 2)) == list(range(0, 18, 2))


def test_an_error_of_a_worker_is_raised():
    with pytest.raises(KeyError, match='7'):
        list(map_in_processes(_fail, [7, 8], 2))


def _die(job):
    os.kill(os.getpid(), signal.SIGKILL)


def test_a_worker_that_is_killed_is_an_error():
    with pytest.raises(OSError, match='ended with status -9'):
        list(map_in_processes(_die, [1], 1))


def _group(number):
    """Return the processes of a session that run, not those that have ended."""
    running = []
    for folder in Path('/proc').glob('[0-9]*'):
        try:
            state, _, _, session = (folder / 'stat').read_text().rpartition(')')[2].split()[:4]
        except OSError:  # it has just ended
            continue
        if int(session) == number and state != 'Z':
            running.append(folder.name)
    return running


@pytest.mark.parametrize('delay', [0.3, 1.0, 1.6, 2.2, 4.0])
@pytest.mark.parametrize(
    ('number', 'to_all'),
    [
        (signal.SIGINT, False),
        (signal.SIGINT, True),
        (signal.SIGTERM, False),
        (signal.SIGKILL, False),
    ],
)
@pytest.mark.faults
def test_stopping_the_command_stops_its_workers(tmp_path, number, to_all, delay):
    script = tmp_path / 'run.py'
    script.write_text(_COMMAND)
    command = [sys.executable, str(script), str(tmp_path / 'out')]
    pipes = dict(stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    with subprocess.Popen(command, **pipes, start_new_session=True) as process:
        time.sleep(delay)
        (os.killpg if to_all else os.kill)(process.pid, number)
        try:
            _, errors = process.communicate(timeout=20)
            deadline = time.monotonic() + 10
            while (left := _group(process.pid)) and time.monotonic() < deadline:
                time.sleep(0.1)
        finally:
            for pid in _group(process.pid):
                os.kill(int(pid), signal.SIGKILL)
    assert left == []
    if number != signal.SIGKILL and delay > 0.9:  # before, Python itself is starting
        assert process.returncode == 128 + number
        assert 'Traceback' not in errors
        assert not list((tmp_path / 'out').rglob('.*'))
