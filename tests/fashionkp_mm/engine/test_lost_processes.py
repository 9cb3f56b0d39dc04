"""Tests of trainings on two machines, one of which fails."""

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from fashionkp_mm.checkpoints.latest import latest_checkpoint
from fashionkp_mm.engine.heartbeats import INTERVAL, LIMIT

ROOT = Path(__file__).parents[3]
EPOCHS = 30
pytestmark = [
    pytest.mark.faults(alone=True),  # a minute each
    pytest.mark.skipif(not sys.platform.startswith('linux'), reason='finds processes in /proc'),
]


def free_port() -> int:
    with socket.socket() as server:
        server.bind(('127.0.0.2', 0))
        return server.getsockname()[1]


def workers_of(launcher: subprocess.Popen) -> list[int]:
    path = Path(f'/proc/{launcher.pid}/task/{launcher.pid}/children')
    return [int(pid) for pid in path.read_text().split()]


@pytest.fixture
def start(short_config, tmp_path):
    """Return a function that starts a training on two "machines", each with its own launcher."""
    config = short_config(**{'train_cfg.max_epochs': EPOCHS})
    running = []

    def launch(rank, port, *options):
        process = subprocess.Popen(
            [
                *(
                    sys.executable,
                    '-m',
                    'torch.distributed.run',
                    '--nnodes=2',
                    '--nproc-per-node=1',
                ),
                *(f'--node-rank={rank}', '--master-addr=127.0.0.2', f'--master-port={port}'),
                *(ROOT / 'tools' / 'train.py', config, '--launcher=pytorch', *options),
            ],
            stdout=subprocess.DEVNULL,
            stderr=(tmp_path / f'{rank}.txt').open('w'),
            env={**os.environ, 'GLOO_SOCKET_IFNAME': 'lo'},
        )
        running.append(process)
        return process

    def both(*options):
        port = free_port()
        return [launch(rank, port, f'--work-dir={tmp_path / "run"}', *options) for rank in (0, 1)]

    yield both
    for process in running:
        if process.poll() is None:
            for pid in (*workers_of(process), process.pid):
                os.kill(pid, signal.SIGKILL)
            process.wait()


def wait_for(path: Path) -> None:
    deadline = time.monotonic() + 300
    while not path.exists():
        assert time.monotonic() < deadline, f'no {path.name}'
        time.sleep(0.05)


def test_a_killed_process_ends_the_other_machine_and_training_resumes(start, tmp_path):
    first, second = start()
    wait_for(tmp_path / 'run' / 'epoch_2.pth')
    os.kill(workers_of(second)[0], signal.SIGKILL)
    assert second.wait(timeout=60) != 0
    assert first.wait(timeout=60) != 0  # gloo's own timeout is half an hour
    assert '\nfashionkp train: process 0 of 2 has lost' in (tmp_path / '0.txt').read_text()
    interrupted = latest_checkpoint(tmp_path / 'run').name
    assert interrupted != f'epoch_{EPOCHS}.pth'

    assert [process.wait(timeout=300) for process in start('--resume')] == [0, 0]
    assert latest_checkpoint(tmp_path / 'run').name == f'epoch_{EPOCHS}.pth'
    logs = [path.read_text() for path in (tmp_path / 'run').rglob('*.log')]
    assert any(f'/{interrupted}' in log and 'resumed' in log for log in logs)


def test_a_machine_that_falls_silent_ends_the_other(start, tmp_path):
    first, second = start()
    wait_for(tmp_path / 'run' / 'epoch_2.pth')
    os.kill(workers_of(second)[0], signal.SIGSTOP)  # its connections stay open
    assert first.wait(timeout=LIMIT + 4 * INTERVAL) != 0
    assert 'process 0: nothing heard of process 1' in (tmp_path / '0.txt').read_text()
