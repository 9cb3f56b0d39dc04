"""The error of an ensemble in "fashionkp test" is that of the table of "fashionkp predict"."""

import json

import pytest
import torch
from mmengine.registry import init_default_scope
from mmpose.registry import MODELS

from fashionkp.cli.main import main
from fashionkp_mm.apis import evaluate
from fashionkp_mm.config import load_config


@pytest.fixture(scope='module')
def members(shrunk, tmp_path_factory):
    """A config, and two checkpoints with random weights."""
    folder = tmp_path_factory.mktemp('members')
    cfg = load_config('cpn_small_all', shrunk('cpn_small_all'))
    cfg.dump(folder / 'tiny.py')
    init_default_scope('mmpose')
    for seed in range(2):
        torch.manual_seed(seed)
        torch.save({'state_dict': MODELS.build(cfg.model).state_dict()}, folder / f'{seed}.pth')
    return str(folder / 'tiny.py'), str(folder / '0.pth'), str(folder / '1.pth')


@pytest.mark.parametrize('options', [[], ['--refine-crop', '--no-flip']], ids=['one', 'all'])
def test_test_and_predict_have_the_same_error(members, data_root, tmp_path, options, capsys):
    config, *checkpoints = members
    out = ['--out', str(tmp_path / 'a.json'), '--work-dir', str(tmp_path)]
    assert main(['test', config, *checkpoints, *out, *options]) == 0
    expected = json.loads((tmp_path / 'a.json').read_text())['fashionai/NE']
    truth, table = data_root / 'train' / 'Annotations' / 'train.csv', tmp_path / 'a.csv'
    weights = [text for path in checkpoints for text in ('--weights', path)]
    settings = ['--batch-size', '20', '--device', 'cpu', '-o', str(table), *options]
    assert main(['predict', str(truth), '--model', config, *weights, *settings]) == 0
    capsys.readouterr()
    assert main(['score', '--gt', str(truth), '--pred', str(table), '--json']) == 0
    assert json.loads(capsys.readouterr().out)['NE'] == expected


def test_a_checkpoint_twice_is_itself(members, tmp_path):
    config, first, second = members
    once, twice, both = (
        evaluate(config, names, tmp_path) for names in (first, [first, first], [first, second])
    )
    assert once == twice
    assert once['fashionai/NE'] != both['fashionai/NE']
