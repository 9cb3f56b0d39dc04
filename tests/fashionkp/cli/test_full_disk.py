"""A full disk: one message that names the file, and the former file stays."""

import subprocess

import cv2
import numpy as np
import pytest

pytestmark = pytest.mark.faults(alone=True)


@pytest.fixture
def shop(tmp_path, csv_row, csv_file):
    """A folder with a table and images."""
    rows = [csv_row('skirt', f'{i:032x}', hemline_left=f'{i}_20_1') for i in range(200)]
    csv_file(*rows, name='shop/train.csv')
    for i in range(3):
        cv2.imwrite(str(tmp_path / f'shop/{i}.png'), np.zeros((40, 30, 3), np.uint8))
    return tmp_path / 'shop'


@pytest.mark.parametrize('name', ['train.csv', 'out.jsonl', 'out.csv'])
def test_the_former_file_stays_and_the_message_names_it(
    name, shop, small_disk, hand_model, program
):
    disk = small_disk(256)
    path = disk.path / name
    path.write_text('former content')
    disk.fill()
    command = [*program, 'predict', '.', '--model', str(hand_model.path), '-o', str(path)]
    if name == 'train.csv':
        command = [*program, 'split', '.', '-o', str(disk.path)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, cwd=shop)
    assert done.returncode == 2
    assert done.stderr.splitlines()[-1].endswith(f'{path}: No space left on device, writing')
    assert 'Traceback' not in done.stderr
    assert path.read_text() == 'former content'
    assert not list(disk.path.glob('.*.tmp'))
    disk.resize(4096)
    assert subprocess.run(command, capture_output=True, timeout=120, cwd=shop).returncode == 0
    assert path.read_text() != 'former content'
