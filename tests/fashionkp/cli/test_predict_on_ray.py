"""fashionkp predict --engine ray: the predictions of the local engine, and resuming."""

import os
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import cv2
import numpy as np
import pytest

from fashionkp.cli.main import main
from fashionkp.inference.sources import find_images
from fashionkp.predictions.jsonl import read_jsonl
from fashionkp.predictions.parquet import read_parquet
from fashionkp.predictions.parquet_folder import ParquetFolder
from fashionkp.ray_engine.run import _search_path

pq = pytest.importorskip('pyarrow.parquet')
if find_spec('ray') is None:  # not imported: its import reads where to listen
    pytest.skip('no ray', allow_module_level=True)

ROOT = Path(__file__).parents[3]


@pytest.fixture
def shop(tmp_path, monkeypatch):
    """The current folder: images of five categories in shop/, c.png cut off."""
    monkeypatch.chdir(tmp_path)
    rng = np.random.default_rng(0)
    for number, name in enumerate('abcdefghijkl'):
        image = rng.integers(0, 40, (30 + number, 50 - number, 3), np.uint8)
        image[..., 1] = number % 5 * 50  # the model predicts the category from green
        path = tmp_path / 'shop' / 'deep' / f'{name}.png'
        path.parent.mkdir(parents=True, exist_ok=True)
        cv2.imwrite(str(path), image)
    broken = tmp_path / 'shop' / 'deep' / 'c.png'
    broken.write_bytes(broken.read_bytes()[:60])
    return tmp_path / 'shop'


def command(*arguments, cwd):
    """Run the command as a user would, in a process that finds the package by its search path."""
    script = f'import sys; sys.path.insert(0, {str(ROOT)!r}); ' + (
        'from fashionkp.cli.main import main; sys.exit(main(sys.argv[1:]))'
    )
    environment = {k: v for k, v in os.environ.items() if k != 'PYTHONPATH'}
    # start a cluster even if another one is running
    environment['RAY_ADDRESS'] = 'local'
    return subprocess.run(
        [sys.executable, '-c', script, 'predict', *map(str, arguments)],
        cwd=cwd,
        env=environment,
        capture_output=True,
        text=True,
    )


def test_the_predictions_are_those_of_the_local_engine_and_are_resumed(shop, hand_model, tmp_path):
    model = ['--model', hand_model.path, '--refine-crop', '--batch-size', '2']
    on_ray = [f'file://{shop}', *model, '--engine', 'ray', '--workers', '1', '-o', 'out']
    done = command(*on_ray, cwd=tmp_path)
    assert done.returncode == 1, done.stderr
    assert 'skipped: cannot read image file:///' in done.stderr
    assert '1 of 12 images could not be read' in done.stderr
    assert main(['predict', *map(str, [shop, *model, '-o', 'local.jsonl'])]) == 1
    local = {garment.image: garment for garment in read_jsonl('local.jsonl')}
    garments = read_parquet('out')
    assert sorted(garment.image for garment in garments) == sorted(
        f'file://{name}' for name in local
    )
    for garment in garments:
        other = local[garment.image.removeprefix('file://')]
        for name in ('category', 'size', 'box'):
            assert getattr(garment, name) == getattr(other, name)
        np.testing.assert_allclose(garment.keypoints, other.keypoints, atol=1e-3)
        np.testing.assert_allclose(garment.scores, other.scores, atol=1e-4)
        np.testing.assert_allclose(garment.presence, other.presence, atol=1e-4)

    before = {path: path.stat().st_mtime_ns for path in Path('out').glob('*.parquet')}
    (shop / 'deep' / 'c.png').write_bytes((shop / 'deep' / 'a.png').read_bytes())
    done = command(*on_ray, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert '11 of 12 images were done before' in done.stderr
    after = {path: path.stat().st_mtime_ns for path in Path('out').glob('*.parquet')}
    assert before.items() < after.items()
    assert len(after) == len(before) + 1
    assert len({garment.image for garment in read_parquet('out')}) == len(read_parquet('out')) == 12
    assert not [*Path('out').glob('_errors/*')]


def test_if_all_is_done_no_cluster_is_started(shop, hand_model, monkeypatch, capsys):
    names = {image.name for image in find_images('shop')[0]}
    monkeypatch.setattr(ParquetFolder, 'done', lambda self: names)
    options = ['--model', str(hand_model.path), '--engine', 'ray', '-o', 'out']
    assert main(['predict', 'shop', *options]) == 0
    assert '12 of 12 images were done before' in capsys.readouterr().err


@pytest.mark.parametrize(
    ('arguments', 'reason'),
    [
        (['-o', 'out', '--draw', 'drawn'], '--engine ray does not go with --draw'),
        (['-o', 'out', '--det-model', 'x'], '--engine ray does not go with --det-model'),
        (['-o', 'out.txt'], 'out.txt: expected a name that ends in'),
        (['-o', 'a', '-o', 'b'], 'expected one or more files'),
        ([], '--engine ray: expected -o'),
        (['-o', 'out.csv', '--bboxes', 'boxes.json'], 'out.csv: a submission has one garment'),
        (['-o', 'out', '--device', 'cuda:1'], 'does not go with --device'),
        (['-o', 'out', '--flip'], 'fashionkp export --flip'),
        (['-o', 'out', '--batch-size', '0'], 'batch_size=0'),
        (['-o', 'out', '--category', 'hat'], "'hat'"),
        (['walk.mp4', '-o', 'out'], 'walk.mp4: a video'),
        (['shop/deep/a.png', '-o', 'out'], "'shop/deep/a.png' is given twice"),
        (['-o', 'out', '--workers', '2', '--engine', 'local'], '--workers goes with --engine ray'),
    ],
)
def test_options_that_do_not_go_together_are_refused_by_name(
    shop, hand_model, capsys, arguments, reason
):
    Path('walk.mp4').touch()
    Path('boxes.json').write_text('{"shop/deep/a.png": []}')
    model = ['--model', str(hand_model.path), '--engine', 'ray']
    assert main(['predict', *model, 'shop', *arguments]) == 2
    assert reason in capsys.readouterr().err
    assert not Path('out').exists()


def test_a_config_is_refused(shop, capsys):
    assert (
        main(
            ['predict', 'shop', '--model', 'cpn', '--weights', 'x', '--engine', 'ray', '-o', 'out']
        )
        == 2
    )
    assert '--engine ray: cpn: expected an exported model' in capsys.readouterr().err


def test_without_ray_the_message_says_how_to_install_it(shop, hand_model, monkeypatch, capsys):
    monkeypatch.setattr('importlib.util.find_spec', lambda name: None)
    monkeypatch.delitem(sys.modules, 'ray', raising=False)
    options = ['--model', str(hand_model.path), '--engine', 'ray', '-o', 'out']
    assert main(['predict', 'shop', *options]) == 2
    assert "pip install 'fashionkp-mm[runtime,ray]'" in capsys.readouterr().err


def test_an_installed_package_changes_no_search_path(monkeypatch):
    monkeypatch.setenv('PYTHONPATH', 'x')
    assert _search_path() == {'PYTHONPATH': f'{ROOT}{os.pathsep}x'}
    monkeypatch.setattr('site.getsitepackages', lambda: [str(ROOT)])
    assert _search_path() == {}
