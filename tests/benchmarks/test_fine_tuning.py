"""The curve of fine-tuning, on a few synthetic garments."""

import re
import subprocess
import sys
from pathlib import Path

import cv2
import numpy as np
import pytest
import torch

from fashionkp.annotations import annotation_files, read_annotations
from fashionkp.datasets.splits import validation_mask
from fashionkp.images.palette import BLUE
from fashionkp.synthetic import write_dataset
from fashionkp_mm.checkpoints.latest import latest_checkpoint
from fashionkp_mm.checkpoints.loading import find_checkpoint, read_checkpoint

PATH = Path(__file__).parents[2] / 'benchmarks' / 'fine_tuning.py'


@pytest.fixture
def script(run_script):
    return run_script('fine_tuning.py')


@pytest.fixture(scope='module')
def root(tmp_path_factory):
    folder = tmp_path_factory.mktemp('data')
    write_dataset(folder / 'train', 60, seed=1)
    return folder


def test_the_categories_of_the_training_split_come_in_turn(script, root):
    photos = script['training_photos'](root / 'train')
    assert not validation_mask(photos.image_ids).any()
    everything = read_annotations(*annotation_files(root / 'train'))
    assert len(photos) == (~validation_mask(everything.image_ids)).sum()
    counts = np.bincount(photos.category_ids[:20])
    np.testing.assert_array_equal(counts, [4] * 5)
    again = script['training_photos'](root / 'train')
    assert photos.image_ids.tolist() == again.image_ids.tolist()


def test_more_photos_than_there_are(script, root, monkeypatch):
    monkeypatch.setenv('FASHIONAI_ROOT', str(root))
    with pytest.raises(SystemExit, match='--photos 100: the training split has 5'):
        script['main'](['--photos', '100'])


def test_both_starts_are_trained_and_scored_once(script, root, tmp_path, monkeypatch, capsys):
    monkeypatch.setenv('FASHIONAI_ROOT', str(root))
    chart = tmp_path / 'curve.png'
    command = ['--photos', '5', '0', '--views', '5', '--size', '64', '--chart', str(chart)]
    command += ['--work-dir', str(tmp_path / 'work')]
    # in a process of its own: what PyTorch leaves in this one makes a later fork crash
    done = subprocess.run([sys.executable, PATH, *command], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    table = re.findall(r'^\|.*', done.stdout, re.M)
    none, few = (row.strip('|').split('|') for row in table[2:])
    assert [cell.strip() for cell in (none[0], *none[3:])] == ['0', '', '']
    numbers = [float(cell.split()[0]) for cell in few]
    assert min(numbers[1], numbers[3]) > 0
    assert min(numbers[2], numbers[4]) >= 0  # minutes, rounded
    assert (cv2.imread(str(chart)) == BLUE[::-1]).all(-1).any()
    start = read_checkpoint(find_checkpoint('starter'))['state_dict']
    for name, frozen in (('starter', True), ('ImageNet', False)):
        trained = read_checkpoint(latest_checkpoint(tmp_path / 'work' / f'5_photos_{name}'))
        stem = 'backbone.net.conv_stem.weight'
        assert torch.equal(trained['state_dict'][stem], start[stem]) == frozen

    monkeypatch.setattr('fashionkp_mm.apis.train', None)
    script['main'](command)
    assert re.findall(r'^\|.*', capsys.readouterr().out, re.M) == table
    with pytest.raises(SystemExit, match='begun with other settings'):
        script['main']([*command, '--amp'])
