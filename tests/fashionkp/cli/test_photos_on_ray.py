"""fashionkp align and crop with --engine ray: the files of the local engine."""

import json
import os
import subprocess
import sys
from functools import partial
from importlib.util import find_spec
from pathlib import Path

import cv2
import numpy as np
import pytest

from fashionkp.alignment.align import align
from fashionkp.alignment.fit import PoorFit
from fashionkp.alignment.outputs import GarmentFolder, LeftOut
from fashionkp.cli.main import main
from fashionkp.cli.photos_on_ray import GarmentImagesJob
from fashionkp.inference.points_file import PointsFile

pytest.importorskip('pyarrow')

ROOT = Path(__file__).parents[3]
NAMES = 'waistband_left', 'waistband_right', 'hemline_left', 'hemline_right'


@pytest.fixture
def shop(tmp_path, monkeypatch, csv_row, csv_file):
    """The current folder: two skirts, one with swapped points and one that is cut off."""
    monkeypatch.chdir(tmp_path)
    rng, rows = np.random.default_rng(0), []
    for i in range(4):
        xs = (30, 70, 20, 80) if i != 2 else (70, 30, 80, 20)
        points = {n: f'{x}_{y}_1' for n, x, y in zip(NAMES, xs, (20 + i, 20, 90, 90), strict=True)}
        rows.append(csv_row('skirt', f'{i}', **points))
        path = tmp_path / f'shop/Images/skirt/{i}.jpg'
        path.parent.mkdir(parents=True, exist_ok=True)
        image = rng.integers(0, 40, (100, 100, 3), np.uint8)
        image[..., 1] = 150  # of which the hand-made model predicts a skirt
        cv2.imwrite(str(path), image)
    path.write_bytes(path.read_bytes()[:200])
    csv_file(*rows, name='shop/train.csv')
    return tmp_path / 'shop'


def files(folder):
    """Return the contents of all files of a folder by their names."""
    paths = [path for path in Path(folder).rglob('*') if path.is_file()]
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}


def on_ray(*arguments):
    """Run a command as a user would, with a cluster of its own."""
    script = f'import sys; sys.path.insert(0, {str(ROOT)!r}); ' + (
        'from fashionkp.cli.main import main; sys.exit(main(sys.argv[1:]))'
    )
    environment = {k: v for k, v in os.environ.items() if k != 'PYTHONPATH'}
    return subprocess.run(
        [sys.executable, '-c', script, *arguments, '--engine', 'ray', '--workers', '1'],
        env={**environment, 'RAY_ADDRESS': 'local'},
        capture_output=True,
        text=True,
    )


@pytest.mark.skipif(find_spec('ray') is None, reason='no ray')
def test_aligned_images_are_those_of_the_local_engine(shop, capsys):
    points = ['align', '--points', 'shop/train.csv', '--size', '90x120']
    assert main([*points, '-o', 'local']) == 1
    assert capsys.readouterr().out == 'local: 2 images, 1 left out (left_out.jsonl)\n'
    done = on_ray(*points, '-o', 'ray')
    assert done.returncode == 1, done.stderr
    assert done.stdout == 'ray: 2 images, 1 left out (left_out.jsonl)\n'
    assert 'fashionkp align: skipped: cannot read image Images/skirt/3.jpg' in done.stderr
    assert 'Images/skirt/2.jpg (skirt): residual' in done.stderr
    found = files('ray')
    assert found == files('local')
    assert sorted(found) == [
        'Images/skirt/0.jpg',
        'Images/skirt/1.jpg',
        'align.jsonl',
        'left_out.jsonl',
    ]


@pytest.mark.skipif(find_spec('ray') is None, reason='no ray')
def test_crops_of_predicted_garments_are_those_of_the_local_engine(shop, hand_model):
    (shop / 'Images/skirt/3.jpg').unlink()
    options = ['crop', 'shop/Images', '--part', 'whole', '--part', 'hem', '--size', '64']
    options += ['--model', str(hand_model.path)]
    assert main([*options, '-o', 'local']) == 0
    done = on_ray(*options, '-o', 'ray')
    assert done.returncode == 0, done.stderr
    local, found = files('local'), files('ray')
    assert found.keys() == local.keys()
    assert len(found) > 4
    for name, content in found.items():
        if name.endswith('.jpg'):
            assert content == local[name]
    assert json.loads(found['crop.jsonl'].splitlines()[0])['photo'] == 'shop/Images/skirt/0.jpg'


@pytest.mark.parametrize(
    ('options', 'reason'),
    [
        (['shop/Images', '--engine', 'ray', '--det-model', 'x'], 'does not go with --det-model'),
        (['shop/Images', '--workers', '2'], '--workers goes with --engine ray'),
        (['--points', 'shop/train.csv', '--workers', '2'], '--workers goes with --engine ray'),
    ],
)
def test_options_that_do_not_go_together_are_refused(shop, capsys, options, reason):
    assert main(['align', *options, '-o', 'out']) == 2
    assert reason in capsys.readouterr().err


def test_workers_share_a_folder(shop):
    """A job of three workers, one after another in this process, and the folder of all."""

    def made(image, garment):
        try:
            return align(image, garment)
        except PoorFit as error:
            return LeftOut(garment, f'{error}')

    points = PointsFile('shop/train.csv')
    folder = partial(GarmentFolder, Path('out').absolute(), 'align', {}, resume=True)
    folder().check(points.names())
    images, errors = list(points), []
    # the first group twice, as if its first worker had been killed
    for group in (images[:1], images[:1], images[1:]):
        part = folder()
        handle = lambda r: part.add(r.name, [[made(r.image, g)] for g in r.garments])  # noqa: E731,B023
        errors += GarmentImagesJob(part, handle, points, 16).start()(group)
    assert len(errors) == 1
    assert folder().start() == {image.name for image in images[:3]}
    assert folder().finish(points.names()) == (2, 1)


def test_points_of_a_folder_of_parquet_files(shop, hand_model, capsys):
    """The output of predict --engine ray, which the local engine writes too."""
    (shop / 'Images/skirt/3.jpg').unlink()
    model = ['--model', str(hand_model.path)]
    assert main(['predict', 'shop/Images', *model, '-o', 'found']) == 0
    assert [path.suffix for path in Path('found').iterdir()] == ['.parquet']
    crop = ['crop', '--size', '64', '-o']
    assert main([*crop, 'predicted', 'shop/Images', *model]) == 0
    assert main([*crop, 'read', '--points', 'found']) == 0
    assert len(files('read')) == 5
    for name, content in files('read').items():
        assert name.endswith('jsonl') or content == files('predicted')[name]
    assert main(['align', '--points', 'found', '-o', 'aligned']) == 0
    lines = [Path('aligned', f).read_text().count('\n') for f in ('align.jsonl', 'left_out.jsonl')]
    assert sum(lines) == 3
    capsys.readouterr()
    assert main(['attributes', '--points', 'found']) == 0
    assert 'shop/Images/skirt/0.jpg' in capsys.readouterr().out
