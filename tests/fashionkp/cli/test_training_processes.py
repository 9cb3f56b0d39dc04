"""Test of processes side by side: their devices, their output and their end."""

import signal
import subprocess
import sys

import pytest
from waiting import wait_until

from fashionkp.cli import training_processes
from fashionkp.cli.training_processes import Processes

PROGRAM = """
import os, sys, time
action, value = sys.argv[1:]
print('device', os.environ.get('CUDA_VISIBLE_DEVICES'), flush=True)
if action == 'wait':
    open(value, 'w').close()
    time.sleep(60)
if value == '2':
    print('fashionkp train: 1 image is missing:\\n  a.jpg')
sys.exit(int(value))
"""


@pytest.fixture(autouse=True)
def _program(monkeypatch):
    monkeypatch.setattr(training_processes, '_PROGRAM', PROGRAM)
    monkeypatch.setenv('CUDA_VISIBLE_DEVICES', '5')


def test_statuses_and_last_lines_are_returned_and_output_has_a_name(capfd):
    ended = Processes([None]).run({'skirt': ['end', '0'], 'dress': ['end', '3']})
    assert ended == {'skirt': (0, 'device 5'), 'dress': (3, 'device 5')}
    assert capfd.readouterr().out == 'skirt: device 5\ndress: device 5\n'


def test_the_reason_is_the_line_that_reports_the_error():
    ended = Processes([None]).run({'skirt': ['end', '2']})
    assert ended == {'skirt': (2, '1 image is missing')}


def test_each_device_has_a_process_at_a_time():
    ended = Processes(['1', '3']).run({str(i): ['end', '0'] for i in range(4)})
    assert {line for _, line in ended.values()} == {'device 1', 'device 3'}


def test_a_signal_ends_the_processes_and_starts_no_more(tmp_path):
    files = [tmp_path / name for name in 'ab']
    script = f"""
import signal
from fashionkp.cli import training_processes
training_processes._PROGRAM = {PROGRAM!r}
signal.signal(signal.SIGINT, signal.default_int_handler)  # a job in the background ignores it
try:
    training_processes.Processes([None]).run({{name: ['wait', name] for name in 'ab'}})
except KeyboardInterrupt:
    print('interrupted')
"""
    with subprocess.Popen(
        [sys.executable, '-c', script],
        cwd=tmp_path,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        wait_until(files[0].exists)
        process.send_signal(signal.SIGINT)
        output, _ = process.communicate(timeout=50)  # each process would take a minute
    assert output.splitlines()[-1] == 'interrupted'
    assert not files[1].exists()
