"""Arguments of commands that read a data set."""

import argparse
from pathlib import Path


def add_data_argument(parser: argparse.ArgumentParser) -> None:
    """Add the positional ``data``."""
    parser.add_argument(
        'data', type=Path, metavar='DATA', help='an annotation table, or the folder of an archive'
    )


def add_no_images_argument(parser: argparse.ArgumentParser, *, help: str) -> None:
    """Add ``--no-images``, and its old spelling ``--no-pictures`` without a word in the help."""
    parser.add_argument('--no-images', action='store_true', help=help)
    parser.add_argument(
        '--no-pictures', dest='no_images', action='store_true', help=argparse.SUPPRESS
    )
