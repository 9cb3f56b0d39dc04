"""Entry point of the console command: picks the sub-command and reports its errors."""

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
    'average': 'one checkpoint with the mean weights of several',
    'browse': 'draw images with their key points on a sheet, as they are or as a model sees them',
    'convert': 'turn tables, COCO JSON and plain CSVs into each other or into a YOLO data set',
    'demo': 'draw garments, train a small model on them, test it and show its predictions',
    'doctor': 'what is wrong with tables, labels and images of a data set, and where',
    'ensemble': 'one submission out of those of several models',
    'env': 'print versions, devices and which stand-ins are active',
    'export': 'write a model as one file that runs without PyTorch',
    'measure': 'lengths of garments from their key points, in pixels or centimetres',
    'predict': 'find the key points of garments in images',
    'report': 'what models do well and where they fail, and which is better, on one page',
    'score': 'normalized error of predictions against a ground truth',
    'serve': 'a web page and an HTTP endpoint for an exported model',
    'split': 'write the fixed training and validation split as tables',
    'stats': 'count rows, points, distances and sizes of a data set, as tables and charts',
    'submit-check': 'what is wrong with a submission, and where',
    'synth': 'draw a synthetic FashionAI data set with exact key points',
    'test': 'test a model: score it, write a submission, show its predictions',
    'train': 'train a model',
    'unpack': 'unpack the official downloads into one tidy folder',
    'weights': 'write ImageNet weights for cpn_lite0 without a download from a model hub',
}
"""What each sub-command does; its module in this package has its name and a ``main(argv)``."""

READER_GONE = 128 + 13
"""Exit status where the reader of standard output has gone, as in ``| head``: what a shell reports
of a program that the signal of a broken pipe (13) has ended."""


def parse_args(argv: Sequence[str] | None = None) -> argparse.Namespace:
    # Taken out first, so that it may stand behind the command too, as tools/train.py has to put it.
    everywhere = argparse.ArgumentParser(prog='fashionkp', add_help=False, allow_abbrev=False)
    everywhere.add_argument(
        '--garments',
        type=Path,
        action='append',
        metavar='FILE',
        help='file that declares garments of your own; may be given several times',
    )
    found, rest = everywhere.parse_known_args(argv)
    width = max(map(len, COMMANDS))
    parser = argparse.ArgumentParser(
        prog='fashionkp',
        description='Key points on clothes: data, score, training, prediction.',
        epilog='\n'.join(
            ['commands:', *(f'  {name:{width}}  {text}' for name, text in COMMANDS.items())]
        ),
        formatter_class=argparse.RawDescriptionHelpFormatter,
        parents=[everywhere],
    )
    parser.add_argument('--version', action='version', version=f'%(prog)s {__version__}')
    parser.add_argument('command', choices=COMMANDS, metavar='COMMAND', help='see below')
    parser.add_argument(
        'arguments', nargs=argparse.REMAINDER, metavar='...', help='fashionkp COMMAND --help'
    )
    return parser.parse_args(rest, found)


def main(argv: Sequence[str] | None = None) -> int:
    """Run a sub-command.

    Returns:
        The exit status: 0, or what the sub-command has for it; 2 where the input was wrong or
        a package is missing (the reason goes to standard error); 141 where nobody reads standard
        output any more.
    """
    if isinstance(sys.stdout, io.TextIOWrapper) and sys.stdout.errors == 'strict':
        sys.stdout.reconfigure(errors='backslashreplace')  # of names of files that are no text
    try:
        try:
            return _run(argv)
        finally:
            sys.stdout.flush()  # here, since at the interpreter's end a failure would be printed
    except BrokenPipeError:
        if not _reader_gone():
            raise
        os.dup2(
            os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno()
        )  # for what is not yet written
        return READER_GONE


def _run(argv: Sequence[str] | None) -> int:
    args = parse_args(argv)
    try:
        if args.garments:
            declare(args.garments)
        command = importlib.import_module(f'fashionkp.cli.{args.command.replace("-", "_")}')
        return command.main(args.arguments) or 0
    except BrokenPipeError:  # no wrong input, but part of the next
        raise
    except (ValueError, OSError, MissingPackage) as error:
        print(
            f'fashionkp {args.command}: {escape_control_characters(_reason(error), kept=chr(10))}',
            file=sys.stderr,
        )
        return 2


def _reason(error: Exception) -> str:
    """What an error says, without the number that the system gives it."""
    if isinstance(error, OSError) and error.strerror and error.filename is not None:
        return f'{os.fsdecode(error.filename)}: {error.strerror}'
    return str(error)


def _reader_gone() -> bool:
    """Whether standard output is a pipe without a reader."""
    poll = select.poll()
    poll.register(sys.stdout.fileno(), 0)
    return any(event & select.POLLERR for _, event in poll.poll(0))
