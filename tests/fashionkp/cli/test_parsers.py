"""The parsers of the commands."""

import argparse

import pytest

from fashionkp.cli.main import COMMANDS
from fashionkp.cli.parsers import built_parser, command_parser


@pytest.mark.parametrize('command', COMMANDS)
def test_a_command_has_a_parser_of_its_name(command, capsys):
    parse_args = argparse.ArgumentParser.parse_args
    parser = command_parser(command)
    assert parser.prog == f'fashionkp {command}'
    assert '--help' in parser.format_help()
    assert argparse.ArgumentParser.parse_args is parse_args
    assert capsys.readouterr() == ('', '')


def test_a_command_without_a_parser_is_an_error():
    with pytest.raises(ValueError, match='fashionkp y'):
        built_parser(lambda argv: None, 'fashionkp y')


def test_an_unknown_command_has_none():
    with pytest.raises(ModuleNotFoundError, match='nothing'):
        command_parser('nothing')
