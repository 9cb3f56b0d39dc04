"""A folder without read permission is named in a message, never treated as empty."""

import json
import subprocess

import cv2
import numpy as np
import pytest

from fashionkp.annotations import COLUMNS

pytestmark = pytest.mark.faults


@pytest.fixture
def shop(tmp_path):
    """A folder with a table, an image, and an unreadable folder with another image."""
    folder = tmp_path / 'shop'
    (folder / 'unreadable').mkdir(parents=True)
    for path in (folder / 'a.png', folder / 'unreadable' / 'b.png'):
        cv2.imwrite(str(path), np.zeros((30, 20, 3), np.uint8))
    rows = ['image_id,image_category', 'a.png,skirt', 'unreadable/b.png,skirt', '']
    (folder / 'test.csv').write_text('\n'.join(rows))
    (folder / 'unreadable').chmod(0)
    yield folder
    folder.chmod(0o755)
    (folder / 'unreadable').chmod(0o755)


def run(command):
    return subprocess.run(command, capture_output=True, text=True, timeout=120)


def test_an_unreadable_folder_among_the_images(shop, hand_model, program, bound_by_modes):
    command = [*bound_by_modes, *program, 'predict', str(shop), '--model', str(hand_model.path)]
    done = run(command)
    assert (done.returncode, done.stdout) == (2, '')
    (message,) = done.stderr.splitlines()
    assert 'Permission denied' in message
    assert str(shop / 'unreadable') in message


def test_an_unreadable_folder_of_a_tables_images(shop, program, bound_by_modes):
    done = run([*bound_by_modes, *program, 'doctor', str(shop), '--json'])
    assert done.returncode == 1
    findings = {check['name']: check['findings'] for check in json.loads(done.stdout)['checks']}
    (unreadable,) = findings['unreadable-picture']
    assert unreadable['line'] == 3
    assert 'Permission denied' in unreadable['text']
    (unlisted,) = findings['unlisted-picture']
    assert 'Permission denied' in unlisted['text']


@pytest.mark.faults(alone=True)
def test_an_unreadable_folder_of_training_images(shop, program, bound_by_modes, tmp_path):
    table = (shop / 'test.csv').read_text().splitlines()
    cells = ','.join(['9_9_1' if 'hemline' in name else '-1_-1_-1' for name in COLUMNS[2:]])
    rows = [','.join(COLUMNS), *(f'{row},{cells}' for row in table[1:]), '']
    (shop / 'test.csv').write_text('\n'.join(rows))
    data = [f'train_dataloader.dataset.{key}' for key in ('data_root', 'ann_file', 'split')]
    values = (str(tmp_path), 'shop', 'None')
    options = [f'{key}={value}' for key, value in zip(data, values, strict=True)]
    command = ['train', 'cpn_small_skirt', '--work-dir', str(tmp_path / 'run'), '--no-validate']
    done = run([*bound_by_modes, *program, *command, '--cfg-options', *options])
    assert done.returncode == 2, done.stderr
    message = done.stderr.splitlines()[-1]
    assert message.startswith('fashionkp train: ')
    assert 'Permission denied' in message
    assert str(shop / 'unreadable') in message


@pytest.mark.parametrize('command', ['doctor', 'stats', 'split'])
def test_an_unreadable_archive(command, shop, program, bound_by_modes):
    shop.chmod(0)
    out = ['-o', str(shop.parent / 'out')] if command == 'split' else []
    done = run([*bound_by_modes, *program, command, str(shop), *out])
    assert done.returncode == 2
    (message,) = done.stderr.splitlines()
    assert 'Permission denied' in message
    assert str(shop) in message
