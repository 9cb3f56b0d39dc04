"""Entry point of the console command: runs a sub-command and reports its errors."""

import argparse
import importlib
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NoReturn

from fashionkp.cli.standard_streams import (
    BROKEN_PIPE_STATUS,
    flush_standard_output,
    has_lost_reader,
    prepare_standard_streams,
)
from fashionkp.cli.termination import (
    INTERRUPTED_STATUS,
    Terminated,
    termination_raises,
    with_hints,
)
from fashionkp.custom_garments import declare
from fashionkp.fileio.text import escape_control_characters
from fashionkp.optional_packages import MissingPackage, missing_package
from fashionkp.version import __version__

COMMANDS = {
    'align': 'bring the garments of many photos into one pose',
    'attributes': 'recognize lengths of sleeves, skirts and trousers, neck depth and fit',
    'average': 'average the weights of several checkpoints',
    'browse': 'draw images with their key points on a contact sheet',
    'convert': 'convert annotations between FashionAI tables, COCO and other formats',
    'crop': 'cut out garments or parts of them, upright',
    'demo': 'train, test and predict on synthetic garments',
    'doctor': 'check the tables, labels and images of a data set',
    'ensemble': 'combine the submissions of several models into one',
    'env': 'print versions, devices and active fallbacks',
    'export': 'export a trained model to ONNX',
    'finetune': 'train a model on your own labelled photos, from the starter model',
    'keypoints': 'draw the categories with the names of their key points',
    'label': 'label photos, or correct their labels, on a web page',
    'measure': 'measure garments from their key points, in pixels or centimetres',
    'mmpose': "run one of MMPose's own tools",
    'models': 'list models, and fetch those that others have trained',
    'predict': 'predict the key points of garments in images',
    'report': 'write a page about the errors of one or more models',
    'score': 'compute the normalized error of predictions',
    'serve': 'serve an exported model as a web page and an HTTP endpoint',
    'split': 'write the training and validation split as tables',
    'stats': 'count rows, points, distances and sizes of a data set',
    'submit-check': 'check a submission before you hand it in',
    'synth': 'generate a data set of synthetic garments',
    'test': 'test a trained model',
    'train': 'train a model',
    'unpack': 'unpack the official archives into one folder',
    'weights': 'write the pretrained weights of a recipe to a file',
}
"""What each sub-command does; its module in this package has its name and a ``main(argv)``."""


class _PrintCompletion(argparse.Action):
    """Prints the script that completes command lines, and exits."""

    def __call__(
        self, parser: argparse.ArgumentParser, namespace: Any, values: Any, option: Any = None
    ) -> NoReturn:
        from fashionkp.cli.completion import completion_script

        options = _common_options()
        _add_information(options)
        try:
            print(completion_script(values, options, COMMANDS))
        except MissingPackage as error:
            parser.exit(2, f'fashionkp: {error}\n')
        parser.exit()


def _common_options() -> argparse.ArgumentParser:
    """Return the parser of the options of all commands."""
    common = argparse.ArgumentParser(prog='fashionkp', add_help=False, allow_abbrev=False)
    common.add_argument(
        '--garments',
        type=Path,
        action='append',
        metavar='FILE',
        help='TOML file that declares custom garments; may be repeated',
    )
    return common


def _add_information(parser: argparse.ArgumentParser) -> None:
    """Add the options that print something and exit."""
    parser.add_argument('--version', action='version', version=f'%(prog)s {__version__}')
    parser.add_argument(
        '--print-completion',
        action=_PrintCompletion,
        choices=('bash', 'zsh'),
        help='print a script that completes commands, options and files in this shell',
    )


def parse_args(argv: Sequence[str] | None = None) -> argparse.Namespace:
    # Parsed first, so that it may also follow the command, where tools/train.py has to put it.
    common = _common_options()
    namespace, rest = common.parse_known_args(argv)
    width = max(map(len, COMMANDS))
    parser = argparse.ArgumentParser(
        prog='fashionkp',
        description='Key points on clothes: data, score, training, prediction.',
        epilog='\n'.join(
            ['commands:', *(f'  {name:{width}}  {text}' for name, text in COMMANDS.items())]
        ),
        formatter_class=argparse.RawDescriptionHelpFormatter,
        parents=[common],
    )
    _add_information(parser)
    parser.add_argument('command', choices=COMMANDS, metavar='COMMAND', help='see below')
    parser.add_argument(
        'arguments', nargs=argparse.REMAINDER, metavar='...', help='see fashionkp COMMAND --help'
    )
    return parser.parse_args(rest, namespace)


def main(argv: Sequence[str] | None = None) -> int:
    """Run a sub-command.

    Returns:
        The exit status: that of the sub-command; 2 if the input is invalid, a package is missing or
        an output cannot be written, with the reason on standard error; 130, 143 or 129 if Ctrl-C,
        SIGTERM or SIGHUP ended it; 141 if standard output was closed by its reader.
    """
    prepare_standard_streams()
    name = 'fashionkp'
    try:
        with termination_raises():
            args = parse_args(argv)
            name = f'fashionkp {args.command}'
            status = _run(args)
    except KeyboardInterrupt as stop:
        status = _report(name, with_hints('interrupted', stop), INTERRUPTED_STATUS)
    except Terminated as stop:
        reason = with_hints(f'terminated by {stop.signal.name}', stop)
        status = _report(name, reason, int(stop.code or 0))
    except BrokenPipeError:
        if not has_lost_reader():
            raise
        status = BROKEN_PIPE_STATUS
    finally:
        error = flush_standard_output()
    if isinstance(error, BrokenPipeError):
        return BROKEN_PIPE_STATUS
    if error and not status:
        return _report(name, f'standard output: {error.strerror}')
    return status


def _run(args: argparse.Namespace) -> int:
    try:
        if args.garments:
            declare(args.garments)
        command = importlib.import_module(f'fashionkp.cli.{args.command.replace("-", "_")}')
        return command.main(args.arguments) or 0
    except BrokenPipeError as error:  # an OSError, but of no file unless it names one
        if error.filename is None:
            raise
        return _report(f'fashionkp {args.command}', _reason(error))
    except ImportError as error:
        missing = missing_package(error)
        if missing is None:
            raise
        return _report(f'fashionkp {args.command}', str(missing))
    except (ValueError, OSError) as error:
        return _report(f'fashionkp {args.command}', _reason(error))


def _report(name: str, reason: str, status: int = 2) -> int:
    """Print why a command ends; return its exit status."""
    print(f'{name}: {escape_control_characters(reason, kept=chr(10))}', file=sys.stderr)
    return status


def _reason(error: Exception) -> str:
    """Return the message of an error, without the number of a system error."""
    if isinstance(error, OSError) and error.strerror:
        name = error.filename
        return error.strerror if name is None else f'{os.fsdecode(name)}: {error.strerror}'
    return str(error)
