"""The option of commands that can do without the images of a data set."""

import argparse


def add_no_images_argument(parser: argparse.ArgumentParser, *, help: str) -> None:
    """Add ``--no-images``, and its old spelling ``--no-pictures`` without a word in the help."""
    parser.add_argument('--no-images', action='store_true', help=help)
    parser.add_argument(
        '--no-pictures', dest='no_images', action='store_true', help=argparse.SUPPRESS
    )
