"""Scripts by which shells complete commands, options, choices and names of files."""

import argparse
from collections.abc import Iterator, Mapping
from pathlib import Path

from fashionkp.cli.parsers import command_parser
from fashionkp.optional_packages import require


def completion_script(
    shell: str, options: argparse.ArgumentParser, commands: Mapping[str, str]
) -> str:
    """Return a script to be evaluated by a shell.

    Args:
        shell: A shell that shtab knows, such as 'bash' or 'zsh'.
        options: Parser of the options of all commands.
        commands: What each command does, by name.

    Raises:
        MissingPackage: If shtab is not installed.
    """
    shtab = require('shtab')
    parser = argparse.ArgumentParser(prog='fashionkp', parents=[options])
    subparsers = parser.add_subparsers(metavar='COMMAND')
    for name, text in commands.items():
        parent = command_parser(name)
        subparsers.add_parser(name, help=text, parents=[parent], add_help=False)
    for action in _actions(parser):
        if isinstance(action.choices, dict):  # shtab takes them for sub-commands
            action.choices = list(action.choices)
        if _takes_file(action):
            action.complete = shtab.FILE  # type: ignore[attr-defined]
    return shtab.complete(parser, shell=shell)


def _actions(parser: argparse.ArgumentParser) -> Iterator[argparse.Action]:
    """Yield the arguments of a parser and of its sub-commands."""
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            for subparser in action.choices.values():
                yield from _actions(subparser)
        else:
            yield action


def _takes_file(action: argparse.Action) -> bool:
    """Return whether files are completed: for text without choices, since most of it is paths."""
    return action.nargs != 0 and not action.choices and action.type in (None, str, Path)
