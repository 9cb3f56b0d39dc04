"""Tests of the benchmark of GPUs, on the CPU."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
import torch

SCRIPT = Path(__file__).parents[2] / 'benchmarks' / 'gpu.py'


def run(*arguments: str) -> subprocess.CompletedProcess:
    return subprocess.run([sys.executable, SCRIPT, *arguments], capture_output=True, text=True)


@pytest.mark.skipif(torch.cuda.is_available(), reason='there is a GPU')
def test_without_a_gpu_it_ends_with_a_line():
    done = run()
    assert done.returncode == 1
    (line,) = done.stderr.splitlines()
    assert "device 'cuda': expected one of cpu" in line
    assert not done.stdout


def test_a_row_has_the_speed_of_each_variant():
    done = run('--device=cpu', '--recipes=cpn_small', '--views=2', '--batch-size=2', '--size=64')
    assert done.returncode == 0, done.stderr
    title, _, header, _, row = done.stdout.splitlines()
    assert 'PyTorch' in title
    assert header.count('|') == row.count('|') == 9
    assert re.match(r'\| cpn_small \| 64 x 64 \|', row)
    speeds = [float(cell) for cell in row.strip('| ').split('|')[2:]]
    assert len(speeds) == 6
    assert all(speed > 0 for speed in speeds)
