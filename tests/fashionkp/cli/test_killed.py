"""SIGKILL while a file is written: the former file stays, and the next run replaces it."""

import signal
import subprocess
import sys
from pathlib import Path

import cv2
import numpy as np
import pytest
from waiting import wait_until

from fashionkp.annotations import read_annotations
from fashionkp.cli.main import main

pytestmark = pytest.mark.faults

COMMANDS = {
    'out/train.csv': ['split', 'shop', '-o', 'out'],
    'fixed.csv': ['doctor', 'shop', '--fix', 'fixed.csv'],
    'page.html': ['doctor', 'shop', '--html', 'page.html'],
    'report.html': ['report', '--gt', 'shop', '--pred', 'shop/train.csv', '-o', 'report.html'],
    'sheet.png': ['browse', 'shop', '-o', 'sheet.png'],
    'out.jsonl': ['predict', 'shop/a.png', '--model', 'MODEL', '-o', 'out.jsonl'],
    'out.csv': ['predict', 'shop/a.png', '--model', 'MODEL', '-o', 'out.csv'],
}


@pytest.fixture
def shop(tmp_path, csv_row, csv_file, monkeypatch):
    """A folder with images and a table; its parent is the current folder."""
    monkeypatch.chdir(tmp_path)
    waist = dict(waistband_left='5_5_1', waistband_right='25_5_1')
    rows = [csv_row('skirt', f'{i:032x}', hemline_left=f'{i}_20_1', **waist) for i in range(20)]
    csv_file(*rows, name='shop/train.csv')
    (tmp_path / 'shop/Images/skirt').mkdir(parents=True)
    for path in ('a.png', *(f'Images/skirt/{i:032x}.jpg' for i in range(20))):
        cv2.imwrite(str(tmp_path / 'shop' / path), np.full((40, 30, 3), 90, np.uint8))
    return tmp_path / 'shop'


@pytest.mark.parametrize('name', COMMANDS)
def test_the_former_file_stays_and_the_next_run_replaces_it(name, shop, hand_model):
    arguments = [str(hand_model.path) if a == 'MODEL' else a for a in COMMANDS[name]]
    path = Path(name)
    path.parent.mkdir(exist_ok=True)
    path.write_text('former content')
    script = Path(__file__).with_name('killed_command.py')
    command = [sys.executable, str(script), path.name, *arguments]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120)
    assert done.returncode == -signal.SIGKILL, done.stderr
    assert path.read_text() == 'former content'
    assert main(arguments) == 0
    assert path.read_bytes() != b'former content'


def test_a_partial_table_never_has_the_final_name(shop, csv_row, csv_file, program):
    """Killed in the middle of a file of some megabytes."""
    rows = [csv_row('skirt', f'{i:032x}', hemline_left='10_20_1') for i in range(30_000)]
    csv_file(*rows, name='shop/train.csv')
    process = subprocess.Popen([*program, 'split', 'shop', '-o', 'out'])

    def is_writing() -> bool:
        assert process.poll() is None, 'the command ended before it was killed'
        return any(part.stat().st_size for part in Path('out').glob('.*.tmp'))

    wait_until(is_writing, poll=0.001)
    process.kill()
    process.wait()
    assert not Path('out/train.csv').exists()
    assert main(['split', 'shop', '-o', 'out']) == 0
    assert sum(len(read_annotations(f'out/{split}.csv')) for split in ('train', 'val')) == 30_000
