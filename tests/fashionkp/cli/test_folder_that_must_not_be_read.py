"""A folder that must not be read is named, and never taken for an empty one."""

import json
import subprocess

import cv2
import numpy as np
import pytest

from fashionkp.annotations import COLUMNS

pytestmark = pytest.mark.faults


@pytest.fixture
def shop(tmp_path):
    """A folder with a table and an image, and in it a closed folder with another image."""
    folder = tmp_path / 'shop'
    (folder / 'closed').mkdir(parents=True)
    for path in (folder / 'a.png', folder / 'closed' / 'b.png'):
        cv2.imwrite(str(path), np.zeros((30, 20, 3), np.uint8))
    rows = ['image_id,image_category', 'a.png,skirt', 'closed/b.png,skirt', '']
    (folder / 'test.csv').write_text('\n'.join(rows))
    (folder / 'closed').chmod(0)
    yield folder
    folder.chmod(0o755)
    (folder / 'closed').chmod(0o755)


def run(command):
    return subprocess.run(command, capture_output=True, text=True, timeout=120)


def test_a_closed_folder_among_the_images(shop, hand_model, program, bound_by_modes):
    command = [*bound_by_modes, *program, 'predict', str(shop), '--model', str(hand_model.path)]
    done = run(command)
    assert (done.returncode, done.stdout) == (2, '')
    (told,) = done.stderr.splitlines()
    assert 'Permission denied' in told
    assert str(shop / 'closed') in told


def test_a_closed_folder_of_a_tables_images(shop, program, bound_by_modes):
    done = run([*bound_by_modes, *program, 'doctor', str(shop), '--json'])
    assert done.returncode == 1
    found = {check['name']: check['findings'] for check in json.loads(done.stdout)['checks']}
    (unreadable,) = found['unreadable-picture']
    assert (unreadable['line'], 'Permission denied' in unreadable['text']) == (3, True)
    (unlisted,) = found['unlisted-picture']
    assert 'cannot be listed' in unlisted['text']


@pytest.mark.faults(alone=True)
def test_a_closed_folder_of_images_to_train_on(shop, program, bound_by_modes, tmp_path):
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
    told = done.stderr.splitlines()[-1]
    assert told.startswith('fashionkp train: ')
    assert 'Permission denied' in told
    assert str(shop / 'closed') in told


@pytest.mark.parametrize('command', ['doctor', 'stats', 'split'])
def test_a_closed_archive(command, shop, program, bound_by_modes):
    shop.chmod(0)
    out = ['-o', str(shop.parent / 'out')] if command == 'split' else []
    done = run([*bound_by_modes, *program, command, str(shop), *out])
    assert done.returncode == 2
    (told,) = done.stderr.splitlines()
    assert 'Permission denied' in told
    assert str(shop) in told
