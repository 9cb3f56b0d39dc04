"""The choice of photos to label, on a few synthetic garments."""

import argparse
import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from fashionkp.predictions.jsonl import read_jsonl
from fashionkp.synthetic import write_dataset

PATH = Path(__file__).parents[2] / 'benchmarks' / 'next_photos.py'
UNLIKE = 'fine-tuned, least sure and unlike'


@pytest.fixture
def script(run_script):
    return run_script('next_photos.py')


@pytest.fixture(scope='module')
def root(tmp_path_factory):
    folder = tmp_path_factory.mktemp('data')
    write_dataset(folder / 'train', 40, seed=1)
    return folder


@pytest.fixture
def experiment(script, root, tmp_path, monkeypatch):
    monkeypatch.setenv('FASHIONAI_ROOT', str(root))
    args = script['parse_args'](['--photos', '6', '--work-dir', str(tmp_path)])
    return script['Experiment'].of_archive(args, 0)


def test_photos_to_choose_from_are_not_scored(experiment, script):
    pool, test = set(experiment.pool.image_ids), set(experiment.test.image_ids)
    assert not pool & test
    assert len(pool | test) == 40
    others = script['Experiment'].of_archive(experiment.args, 1)
    assert set(others.pool.image_ids) != pool


def test_more_photos_than_there_are(script, experiment):
    with pytest.raises(SystemExit, match='--photos 30: there are'):
        script['Experiment'].of_archive(argparse.Namespace(photos=30), 0)


@pytest.mark.parametrize('name', ['least sure', 'least sure and unlike'])
def test_choices_of_a_model(experiment, monkeypatch, name):
    rows = experiment.chosen(f'starter, {name}')
    assert len(set(rows.tolist())) == 6
    predictions = read_jsonl(experiment.args.work_dir / 'starter.jsonl')
    monkeypatch.setattr(type(experiment), 'predictions', lambda *_: predictions)
    kept = experiment.chosen(f'fine-tuned, {name}')
    assert kept[:3].tolist() == [0, 1, 2]
    assert len(set(kept.tolist())) == 6


def test_the_gain_is_the_mean_difference_of_a_point_over_seeds(script):
    errors = [{'a': (10.0, 2), 'b': (0.0, 0)}, {'a': (10.0, 2), 'c': (5.0, 1)}]
    reference = [{'a': (12.0, 2), 'b': (0.0, 0)}, {'a': (14.0, 2), 'c': (9.0, 1)}]
    assert script['normalized_error'](errors[1]) == 5
    assert script['gain'](errors, reference).startswith('2.00 ')  # 10 of 5 points


def test_choices_are_trained_and_scored_once(root, script, tmp_path, monkeypatch, capsys):
    monkeypatch.setenv('FASHIONAI_ROOT', str(root))
    command = ['--photos', '6', '--views', '6', '--size', '64', '--seeds', '0']
    command += ['--choices', 'random', UNLIKE, '--work-dir', str(tmp_path / 'work')]
    # in a process of its own: what PyTorch leaves in this one makes a later fork crash
    done = subprocess.run([sys.executable, PATH, *command], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    table = re.findall(r'^\|.*', done.stdout, re.M)
    cells = [[cell.strip() for cell in row.strip('|').split('|')] for row in table]
    assert [row[0] for row in cells[2:]] == ['random', UNLIKE]
    scores = np.array([float(row[1]) for row in cells[2:]])
    assert (scores > 0).all()
    assert cells[2][-1] == ''
    assert float(cells[3][-1].split()[0]) == pytest.approx(scores[0] - scores[1], abs=0.02)

    monkeypatch.setattr('fashionkp_mm.apis.train', None)
    script['main'](command)
    assert re.findall(r'^\|.*', capsys.readouterr().out, re.M) == table
