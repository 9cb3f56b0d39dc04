"""A library in a process of its own."""

import os
import time

import pytest

MODULE = """
import os, time
from pathlib import Path

def build(folder):
    def note(name, spend):
        with (Path(folder) / 'notes.txt').open('a') as file:
            file.write(f'{name} {os.getpid()}\\n')
        spend(0.3)

    def work(seconds):
        end = time.process_time() + seconds
        while time.process_time() < end:
            pass

    return {'sleep': lambda: note('sleep', time.sleep), 'work': lambda: note('work', work)}
"""


@pytest.fixture
def process(tmp_path, monkeypatch, measurement_module):
    (tmp_path / 'two_variants.py').write_text(MODULE)
    monkeypatch.syspath_prepend(tmp_path)
    import two_variants

    process = measurement_module('library_process').LibraryProcess(two_variants.build, tmp_path)
    yield process
    process.stop()


def test_variants_run_in_one_other_process_when_told_to(process, tmp_path):
    assert process.names == ['sleep', 'work']
    assert not (tmp_path / 'notes.txt').exists()
    for name in ('work', 'sleep', 'work'):
        process.seconds(name)
    names, pids = zip(
        *map(str.split, (tmp_path / 'notes.txt').read_text().splitlines()), strict=True
    )
    assert names == ('work', 'sleep', 'work')
    assert len({*pids}) == 1
    assert str(os.getpid()) not in pids


def test_both_times_are_those_of_the_process(process):
    wall, processor = process.seconds('sleep')
    assert wall >= 0.3
    assert processor < 0.3
    start = time.process_time()
    wall, processor = process.seconds('work')
    assert min(wall, processor) >= 0.29
    assert time.process_time() - start < 0.2
