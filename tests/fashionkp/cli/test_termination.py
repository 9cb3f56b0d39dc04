"""Signals end a command with one line, and leave no temporary file."""

import signal
import subprocess
import sys

import pytest

from fashionkp.cli.termination import Terminated, hint_when_stopped, with_hints

_WRITES = (
    'import sys, time\n'
    'from fashionkp.cli import measure\n'
    'from fashionkp.cli.main import main\n'
    'from fashionkp.fileio.atomic_file import atomic_write\n'
    'def run(argv):\n'
    '    with atomic_write(argv[0]):\n'
    "        print('ready', flush=True)\n"
    '        time.sleep(60)\n'
    'measure.main = run\n'
    "sys.exit(main(['measure', sys.argv[1]]))\n"
)


@pytest.mark.parametrize(
    ('number', 'reason'),
    [
        (signal.SIGINT, 'interrupted'),
        (signal.SIGTERM, 'terminated by SIGTERM'),
        (signal.SIGHUP, 'terminated by SIGHUP'),
    ],
)
def test_a_signal_ends_a_command_with_one_line_and_no_temporary_file(tmp_path, number, reason):
    command = [sys.executable, '-c', _WRITES, str(tmp_path / 'a.csv')]
    pipes = dict(stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    with subprocess.Popen(command, **pipes) as process:
        assert process.stdout.readline() == 'ready\n'
        assert len(list(tmp_path.iterdir())) == 1
        for _ in range(2):  # as timeout(1) does
            process.send_signal(number)
        _, errors = process.communicate(timeout=30)
    assert errors == f'fashionkp measure: {reason}\n'
    assert process.returncode in (128 + number, -number)  # the same to a shell
    assert list(tmp_path.iterdir()) == []


def test_a_later_signal_ends_a_command_that_does_not_end(tmp_path):
    script = _WRITES.replace(
        "        print('ready', flush=True)\n        time.sleep(60)\n",
        '        try:\n'
        "            print('ready', flush=True)\n"
        '            time.sleep(60)\n'
        '        finally:\n'
        "            print('cleaning up', flush=True)\n"
        '            time.sleep(60)\n',
    )
    command = [sys.executable, '-c', script, str(tmp_path / 'a.csv')]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout.readline() == 'ready\n'
        process.terminate()
        assert process.stdout.readline() == 'cleaning up\n'
        with pytest.raises(subprocess.TimeoutExpired):
            process.wait(timeout=1.2)
        process.terminate()
        assert process.wait(timeout=30) == -signal.SIGTERM


def test_nohup_is_respected(tmp_path):
    command = ['nohup', sys.executable, '-c', _WRITES, str(tmp_path / 'a.csv')]
    pipes = dict(stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    with subprocess.Popen(command, **pipes) as process:
        assert process.stdout.readline() == 'ready\n'
        process.send_signal(signal.SIGHUP)
        with pytest.raises(subprocess.TimeoutExpired):
            process.wait(timeout=1)
        process.terminate()
        process.communicate(timeout=30)
    assert process.returncode == 128 + signal.SIGTERM


@pytest.mark.parametrize('stop', [KeyboardInterrupt(), Terminated(signal.SIGTERM)])
def test_a_hint_is_added_to_the_message(stop):
    assert with_hints('stopped', stop) == 'stopped'
    with pytest.raises(type(stop)), hint_when_stopped(''), hint_when_stopped('continue so'):
        raise stop
    assert with_hints('stopped', stop) == 'stopped: continue so'
