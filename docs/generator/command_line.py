"""The reference of the command line, from the parsers of the commands."""

import argparse
import os
import re
from collections.abc import Callable, Iterator
from unittest import mock

from fashionkp.cli import main as entry_point
from fashionkp.cli.parsers import built_parser, command_parser
from generator.markdown import code, fenced, prose, sentence, table, toctree

WIDTH = 92
"""Characters of a line of usage."""

_TITLES = {'positional arguments': 'Arguments', 'options': 'Options'}
"""Titles for the groups of arguments that argparse itself names."""


def usage(parser: argparse.ArgumentParser) -> str:
    """Return the usage of a parser without its title, whatever the width of the terminal."""
    with mock.patch.dict(os.environ, COLUMNS=str(WIDTH), NO_COLOR='1'):
        text = parser.format_usage().removeprefix('usage: ').strip()
    return re.sub(r'^ {7}', '', text, flags=re.MULTILINE)  # the width of the title


def page(parser: argparse.ArgumentParser, guides: str = '') -> str:
    """Return the page of a command and its own sub-commands.

    Args:
        parser: Its parser.
        guides: Markdown below the description, such as links.
    """
    parts = [f'# {parser.prog}\n', prose(parser.description or '') + '\n']
    if guides:
        parts.append(f'{guides}\n')
    return '\n'.join([*parts, *_body(parser), *_sub_commands(parser)])


def _body(parser: argparse.ArgumentParser) -> Iterator[str]:
    yield fenced(usage(parser))
    yield f'```{{program}} {parser.prog}\n```\n'
    formatter = parser._get_formatter()
    for group in parser._action_groups:
        actions = [
            action
            for action in group._group_actions
            if action.help != argparse.SUPPRESS
            and not isinstance(action, argparse._SubParsersAction | argparse._HelpAction)
        ]
        if not actions:
            continue
        title = _TITLES.get(group.title or '', group.title or '')
        yield f':::{{rubric}} {prose(title[:1].upper() + title[1:])}\n:::\n'
        if group.description:
            yield sentence(group.description) + '\n'
        yield from (_option(action, formatter) for action in actions)
    if parser.epilog and parser.formatter_class is not argparse.RawDescriptionHelpFormatter:
        yield sentence(parser.epilog) + '\n'


def _option(action: argparse.Action, formatter: argparse.HelpFormatter) -> str:
    """Return an argument with its help, values and default."""
    names = [action.dest if action.metavar is None else str(action.metavar)]
    if action.option_strings:
        values = formatter._format_args(action, action.dest.upper()) if action.nargs != 0 else ''
        names = [f'{name} {values}'.strip() for name in action.option_strings]
        if isinstance(action, argparse.BooleanOptionalAction):
            names = list(action.option_strings)
    text = sentence(formatter._expand_help(action)) if action.help else ''
    facts = [text, *_choices(action), *_default(action)]
    return f'````{{option}} {", ".join(names)}\n{" ".join(filter(None, facts))}\n````\n'


def _choices(action: argparse.Action) -> Iterator[str]:
    if action.choices is not None and action.metavar is not None:
        yield f'Choices: {", ".join(code(str(choice)) for choice in action.choices)}.'


def _default(action: argparse.Action) -> Iterator[str]:
    default = action.default
    if action.nargs == 0 or default in (None, argparse.SUPPRESS, False, (), []):
        return
    if 'default' not in (action.help or ''):
        values = default if isinstance(default, list | tuple) else [default]
        yield f'Default: {code(" ".join(map(str, values)))}.'


def _sub_commands(parser: argparse.ArgumentParser) -> Iterator[str]:
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            helps = {choice.dest: choice.help or '' for choice in action._choices_actions}
            for name, sub_parser in action.choices.items():
                yield f'## {sub_parser.prog}\n'
                yield sentence(sub_parser.description or helps.get(name, '')) + '\n'
                yield from _body(sub_parser)


def index() -> str:
    """Return the page that lists the commands."""
    parser = built_parser(entry_point.main, 'fashionkp')
    for action in parser._actions:
        if not action.option_strings:
            action.help = argparse.SUPPRESS  # the table has the commands
    rows = [
        (f'[`fashionkp {name}`]({name}.md)', prose(text))
        for name, text in entry_point.COMMANDS.items()
    ]
    return '\n'.join(
        [
            '# Command line\n',
            'Every command has `--help`, which says what stands here.\n',
            table(('command', 'what it does'), rows),
            toctree(f'reference/cli/{name}' for name in entry_point.COMMANDS),
            '## Options of every command\n',
            *_body(parser),
        ]
    )


def pages(guides: Callable[[str], str]) -> dict[str, str]:
    """Return the pages of the command line by name.

    Args:
        guides: Returns the Markdown below the description of a command.
    """
    result = {'reference/cli/index': index()}
    for command in entry_point.COMMANDS:
        result[f'reference/cli/{command}'] = page(command_parser(command), guides(command))
    return result
