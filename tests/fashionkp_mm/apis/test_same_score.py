"""The error that "fashionkp test" prints is that of the table of "fashionkp predict"."""

import json

import pytest

from fashionkp.cli.main import main

OPTIONS = {
    'as the config tests': [],
    'one view': ['--no-flip'],
    'second pass': ['--refine-crop'],
    'any rotation': ['--any-rotation'],
    'scales': ['--scales', '0.9', '1.0', '1.2'],
    'all': ['--flip', '--scales', '1.1', '1.0', '--refine-crop'],
}


@pytest.fixture
def table_of(data_root):
    return data_root / 'train' / 'Annotations' / 'train.csv'


def error_of_test(config, weights, folder, options):
    out = ['--out', str(folder / 'metrics.json'), '--work-dir', str(folder)]
    assert main(['test', str(config), str(weights), *out, *options]) == 0
    return json.loads((folder / 'metrics.json').read_text())['fashionai/NE']


@pytest.mark.parametrize('options', OPTIONS.values(), ids=OPTIONS)
def test_test_and_predict_have_the_same_error(steady, table_of, tmp_path, options, capsys):
    config, weights = map(str, steady)
    expected = error_of_test(config, weights, tmp_path, options)
    table, model = tmp_path / 'predicted.csv', ['--model', config, '--weights', weights]
    settings = ['--batch-size', '4', '--device', 'cpu', '-o', str(table)]  # as the config tests
    assert main(['predict', str(table_of), *model, *settings, *options]) == 0
    capsys.readouterr()
    assert main(['score', '--gt', str(table_of), '--pred', str(table), '--json']) == 0
    assert json.loads(capsys.readouterr().out)['NE'] == expected


def test_every_option_changes_the_error(steady, tmp_path):
    errors = [error_of_test(*steady, tmp_path, options) for options in OPTIONS.values()]
    assert len({round(error, 6) for error in errors}) == len(errors)
