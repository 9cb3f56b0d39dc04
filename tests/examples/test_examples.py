"""The examples run as their docstrings say, on a few drawn garments."""

import os
import re
import subprocess
import sys
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest

from fashionkp import Predictor, read_predictions
from fashionkp.annotations import read_annotations, read_submission, write_submission
from fashionkp.score import score_tables
from fashionkp.synthetic.dataset import write_dataset

ROOT = Path(__file__).parents[2]
EXAMPLES = sorted((ROOT / 'examples').glob('*.py'))
LONGEST = 40


@pytest.fixture(scope='module')
def photos(tmp_path_factory):
    """A folder of four drawn garments."""
    folder = tmp_path_factory.mktemp('photos')
    write_dataset(folder, 4, seed=1)
    return folder


@pytest.fixture
def run(tmp_path):
    """Return a function that runs an example in an empty folder and returns what it prints."""

    def run(name: str, *arguments: object, **variables: str) -> str:
        path = os.pathsep.join([str(ROOT), os.environ.get('PYTHONPATH', '')])
        command = [sys.executable, ROOT / 'examples' / name, *arguments]
        done = subprocess.run(
            [str(word) for word in command],
            cwd=tmp_path,
            env={**os.environ, 'PYTHONPATH': path, **variables},
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    return run


@pytest.mark.parametrize('path', EXAMPLES, ids=lambda path: path.name)
def test_an_example_is_short_and_says_how_to_run_it(path):
    text = path.read_text()
    assert len(text.splitlines()) < LONGEST
    assert f'python examples/{path.name} ' in text.split('"""')[1]


def test_every_example_is_run_here():
    named = re.findall(r"run\(\s*'(\w+\.py)'", Path(__file__).read_text())
    assert sorted(named) == [path.name for path in EXAMPLES]


def test_a_folder_becomes_a_table_and_the_least_sure_garments_drawings(run, photos, tmp_path):
    pytest.importorskip('onnxruntime')
    pandas = pytest.importorskip('pandas')
    printed = run('folder_to_pandas.py', photos, 'points.csv')
    table = pandas.read_csv(tmp_path / 'points.csv')
    assert sorted(table.image) == sorted(map(str, photos.rglob('*.jpg')))
    assert table.filter(like='_pixels').notna().any(axis=None)
    drawings = re.findall(r'drawn as (\S+)', printed)
    assert len(drawings) == 3
    assert all((tmp_path / name).is_file() for name in drawings)


def test_a_submission_is_scored_by_both_rules(run, photos, tmp_path):
    answers = photos / 'Annotations' / 'train.csv'
    truth = read_annotations(answers)
    moved = truth.keypoints + np.array([3, 4])
    write_submission(tmp_path / 'pred.csv', replace(truth, keypoints=moved))
    score = score_tables(truth, read_submission(tmp_path / 'pred.csv'))
    official, *_, largest = run('evaluate_submission.py', answers, 'pred.csv').splitlines()
    assert official.startswith(f'official: NE {score.ne:.2f} % (')
    assert max(score.per_keypoint, key=score.per_keypoint.get) == largest.split()[2]


def test_a_running_server_is_asked(run, photos, program):
    for package in ('fastapi', 'uvicorn', 'onnxruntime'):
        pytest.importorskip(package)
    command = [*program, 'serve', '--port', '0', '--threads', '1']
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        try:
            address = server.stdout.readline().split()[-1]
            (photo, *_) = sorted(photos.rglob('*.jpg'))
            table = photos / 'Annotations' / 'train.csv'
            printed = run('serve_client.py', address, table, photo).splitlines()
        finally:
            server.terminate()
    assert printed[0].startswith(f'{table}: not an image')
    (garment,) = Predictor()([photo])
    points = int(garment.present.sum())
    assert printed[1] == f'{photo}: {garment.category}, {points} points'
    assert len(printed) == 2 + points


def test_ray_data_predicts_on_workers(run, photos, tmp_path):
    pytest.importorskip('onnxruntime')
    if find_spec('ray') is None:  # not imported: its import reads where to listen
        pytest.skip('no ray')
    # a cluster of its own, that listens on this machine alone
    local = dict(RAY_ADDRESS='local', RAY_ENABLE_WINDOWS_OR_OSX_CLUSTER='0')
    run('ray_data.py', photos, 'points', RAY_USAGE_STATS_ENABLED='0', **local)
    found = {garment.image: garment for garment in read_predictions(tmp_path / 'points')}
    images = sorted(photos.rglob('*.jpg'))
    assert sorted(found) == [str(image) for image in images]
    for garment in Predictor()(images):
        np.testing.assert_allclose(found[garment.image].keypoints, garment.keypoints, atol=1e-3)


def test_a_head_of_ones_own_is_trained_for_a_step(run, tmp_path):
    pytest.importorskip('mmpose')
    write_dataset(tmp_path / 'data' / 'train', 4, seed=0, category='skirt')  # one for validation
    run('custom_head.py', 'work', 1, FASHIONAI_ROOT=str(tmp_path / 'data'))
    assert (tmp_path / 'work' / 'epoch_1.pth').is_file()
