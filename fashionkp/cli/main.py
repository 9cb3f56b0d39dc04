"""Entry point of the console command: runs a sub-command and reports its errors."""

import argparse
import importlib
import io
import os
import select
import sys
from collections.abc import Sequence
from pathlib import Path

from fashionkp.custom_garments import declare
from fashionkp.fileio.text import escape_control_characters
from fashionkp.optional_packages import MissingPackage
from fashionkp.version import __version__

COMMANDS = {
    'average': 'average the weights of several checkpoints',
    'browse': 'draw images with their key points on a contact sheet',
    'convert': 'convert annotations between FashionAI tables, COCO and other formats',
    'demo': 'train, test and predict on synthetic garments',
    'doctor': 'check the tables, labels and images of a data set',
    'ensemble': 'combine the submissions of several models into one',
    'env': 'print versions, devices and active fallbacks',
    'export': 'export a trained model to ONNX',
    'measure': 'measure garments from their key points, in pixels or centimetres',
    'predict': 'predict the key points of garments in images',
    'report': 'write a page about the errors of one or more models',
    'score': 'compute the normalized error of predictions',
    'serve': 'serve an exported model as a web page and an HTTP endpoint',
    'split': 'write the training and validation split as tables',
    'stats': 'count rows, points, distances and sizes of a data set',
    'submit-check': 'check a submission',
    'synth': 'generate a data set of synthetic garments',
    'test': 'test a trained model',
    'train': 'train a model',
    'unpack': 'unpack the official archives into one folder',
    'weights': 'write ImageNet weights for cpn_lite0, without a model hub',
}
"""What each sub-command does; its module in this package has its name and a ``main(argv)``."""

BROKEN_PIPE_STATUS = 128 + 13
"""Exit status when the reader of standard output has closed it, as in ``| head``: what a shell
reports for a program that SIGPIPE (13) has ended."""


def parse_args(argv: Sequence[str] | None = None) -> argparse.Namespace:
    # Parsed first, so that it may also follow the command, where tools/train.py has to put it.
    common = argparse.ArgumentParser(prog='fashionkp', add_help=False, allow_abbrev=False)
    common.add_argument(
        '--garments',
        type=Path,
        action='append',
        metavar='FILE',
        help='TOML file that declares custom garments; may be repeated',
    )
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
    parser.add_argument('--version', action='version', version=f'%(prog)s {__version__}')
    parser.add_argument('command', choices=COMMANDS, metavar='COMMAND', help='see below')
    parser.add_argument(
        'arguments', nargs=argparse.REMAINDER, metavar='...', help='see fashionkp COMMAND --help'
    )
    return parser.parse_args(rest, namespace)


def main(argv: Sequence[str] | None = None) -> int:
    """Run a sub-command.

    Returns:
        The exit status: that of the sub-command; 2 if the input is invalid or a package is missing,
        with the reason on standard error; 141 if standard output was closed by its reader.
    """
    if isinstance(sys.stdout, io.TextIOWrapper) and sys.stdout.errors == 'strict':
        sys.stdout.reconfigure(errors='backslashreplace')  # file names may not be valid text
    try:
        try:
            return _run(argv)
        finally:
            sys.stdout.flush()  # the interpreter would print a failure at exit
    except BrokenPipeError:
        if not _is_stdout_closed():
            raise
        # What is still buffered is discarded.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return BROKEN_PIPE_STATUS


def _run(argv: Sequence[str] | None) -> int:
    args = parse_args(argv)
    try:
        if args.garments:
            declare(args.garments)
        command = importlib.import_module(f'fashionkp.cli.{args.command.replace("-", "_")}')
        return command.main(args.arguments) or 0
    except BrokenPipeError:  # an OSError, but not an error of the input
        raise
    except (ValueError, OSError, MissingPackage) as error:
        reason = escape_control_characters(_reason(error), kept='\n')
        print(f'fashionkp {args.command}: {reason}', file=sys.stderr)
        return 2


def _reason(error: Exception) -> str:
    """Return the message of an error, without the number of a system error."""
    if isinstance(error, OSError) and error.strerror and error.filename is not None:
        return f'{os.fsdecode(error.filename)}: {error.strerror}'
    return str(error)


def _is_stdout_closed() -> bool:
    """Return whether standard output is a pipe without a reader."""
    poll = select.poll()
    poll.register(sys.stdout.fileno(), 0)
    return any(event & select.POLLERR for _, event in poll.poll(0))
