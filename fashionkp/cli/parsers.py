"""The parsers of the commands, each of which builds its own when it runs."""

import argparse
import importlib
from collections.abc import Callable, Sequence
from typing import Any
from unittest import mock


class _Built(BaseException):
    """Carries a parser out of the command that built it; not an Exception, which it might catch."""

    def __init__(self, parser: argparse.ArgumentParser) -> None:
        super().__init__()
        self.parser = parser


def built_parser(main: Callable[[Sequence[str]], Any], prog: str) -> argparse.ArgumentParser:
    """Return the parser that a command builds, which runs until it would parse its arguments.

    Not for several threads at a time: ``ArgumentParser.parse_args`` is replaced meanwhile.

    Args:
        main: The command's entry point.
        prog: Name of the command in its usage.

    Raises:
        ValueError: If the command parses no arguments under that name.
    """
    parse_args = argparse.ArgumentParser.parse_args

    def stop(parser: argparse.ArgumentParser, *args: Any, **kwargs: Any) -> Any:
        if parser.prog != prog:
            return parse_args(parser, *args, **kwargs)
        raise _Built(parser)

    with mock.patch.object(argparse.ArgumentParser, 'parse_args', stop):
        try:
            main(['none'])
        except _Built as built:
            return built.parser
    raise ValueError(f'{prog}: no parser of this name')


def command_parser(command: str) -> argparse.ArgumentParser:
    """Return the parser of a sub-command of ``fashionkp``."""
    module = importlib.import_module(f'fashionkp.cli.{command.replace("-", "_")}')
    return built_parser(module.main, f'fashionkp {command}')
