"""Overrides on the command line of training and testing."""

import pytest

from fashionkp.cli import test, train
from fashionkp.cli.config_arguments import overrides
from fashionkp.cli.main import main


def test_values_are_parsed_as_mmengine_parses_them():
    pytest.importorskip('mmengine')
    settings = ['a.b=[1,2]', 'c=text', 'd=1e-3', 'e=x=y']
    args = train.parse_args(['cpn_small_skirt', '--cfg-options', *settings])
    assert overrides(args.cfg_options) == {'a.b': [1, 2], 'c': 'text', 'd': 1e-3, 'e': 'x=y'}


def test_a_repeated_option_adds_overrides():
    pytest.importorskip('mmengine')
    args = test.parse_args(['c', 'w', '--cfg-options', 'a=1', '--cfg-options', 'b=2', 'a=3'])
    assert overrides(args.cfg_options) == {'a': 3, 'b': 2}


def test_without_the_option_there_are_no_overrides():
    pytest.importorskip('mmengine')
    assert overrides(train.parse_args(['cpn_small_skirt']).cfg_options) == {}
    train.parse_args(['cpn_small_skirt', '--cfg-options', 'a=1'])
    assert overrides(train.parse_args(['cpn_small_skirt']).cfg_options) == {}


@pytest.mark.parametrize('setting', ['lr', '=3'])
@pytest.mark.parametrize(
    'command', [['train', 'cpn_small_skirt'], ['test', 'cpn_small_skirt', 'w']]
)
def test_an_override_without_key_or_value_is_rejected(command, setting, capsys):
    with pytest.raises(SystemExit) as stop:
        main([*command, '--cfg-options', setting])
    assert stop.value.code == 2
    assert f"--cfg-options: expected KEY=VALUE, got '{setting}'" in capsys.readouterr().err


@pytest.mark.parametrize('size', [['512', '384', '3'], ['0'], ['-64', '64'], ['wide']])
def test_an_input_size_is_one_or_two_lengths(size, capsys):
    with pytest.raises(SystemExit) as stop:
        main(['train', 'cpn_small_skirt', '--input-size', *size])
    assert stop.value.code == 2
    assert '--input-size: ' in capsys.readouterr().err


@pytest.mark.parametrize('spelling', ['--local-rank=3', '--local_rank=3'])
def test_the_rank_may_have_both_spellings_of_torch(spelling):
    assert train.parse_args(['cpn_small_skirt', spelling]).local_rank == 3
