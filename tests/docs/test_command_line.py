"""Every command has a page, with all of its options."""

import argparse
import importlib
import re

import pytest
from generator import command_line

from fashionkp.cli.main import COMMANDS
from fashionkp.cli.parsers import built_parser


@pytest.fixture(scope='module')
def pages() -> dict[str, str]:
    return command_line.pages(lambda command: f'guide of {command}')


def test_every_command_has_a_page(pages):
    assert {*pages} == {f'reference/cli/{name}' for name in ('index', *COMMANDS)}


@pytest.mark.parametrize('command', COMMANDS)
def test_a_page_has_what_the_help_has(pages, command, capsys):
    module = importlib.import_module(f'fashionkp.cli.{command.replace("-", "_")}')
    with pytest.raises(SystemExit):
        module.main(['--help'])
    listed = re.findall(r'^  (?:-\w(?: \S+)?, )?(--[\w-]+)', capsys.readouterr().out, re.MULTILINE)
    page = pages[f'reference/cli/{command}']
    documented = re.findall(r'^````\{option\} (.+)', page, re.MULTILINE)
    names = {word.rstrip(',') for line in documented for word in line.split()}
    assert {*listed} - {'--help'} <= names
    assert f'guide of {command}' in page


def test_the_index_links_to_every_page(pages):
    for command in COMMANDS:
        assert f'({command}.md)' in pages['reference/cli/index']


def test_sub_commands_are_described(pages):
    assert '## fashionkp models fetch\n' in pages['reference/cli/models']


def test_choices_and_defaults_are_stated():
    def main(argv):
        parser = argparse.ArgumentParser(prog='fashionkp x')
        parser.add_argument(
            '--rule', metavar='RULE', choices=('a', 'b'), default='a', help='the rule'
        )
        parser.add_argument('--hidden', help=argparse.SUPPRESS)
        parser.parse_args(argv)

    page = command_line.page(built_parser(main, 'fashionkp x'))
    assert 'The rule. Choices: `a`, `b`. Default: `a`.' in page
    assert 'hidden' not in page
