"""Messages of ``fashionkp predict``, and its exit status."""

import sys
from collections.abc import Sequence

from fashionkp.fileio.folder_files import left_out_text
from fashionkp.fileio.text import escape_control_characters


def print_error(reason: str, command: str = 'predict') -> None:
    """Print why an image was skipped."""
    from tqdm import tqdm

    message = f'fashionkp {command}: skipped: {escape_control_characters(reason)}'
    tqdm.write(message, file=sys.stderr)  # above the progress bar


def print_left_out(names: Sequence[str], command: str = 'predict') -> None:
    """Print which files of the given folders are not used, if any."""
    if names:
        print(f'fashionkp {command}: {left_out_text(names)}', file=sys.stderr)


def print_resumed(done: int, total: int) -> None:
    """Print how many of all images an earlier run has predicted, if any."""
    if done:
        print(f'{done} of {total} images were done before', file=sys.stderr)


def exit_status(failed: int, total: int, command: str = 'predict') -> int:
    """Print how many of all images could not be read, if any; return the exit status."""
    if failed:
        images = f'{failed} of {total} images'
        print(f'fashionkp {command}: {images} could not be read', file=sys.stderr)
    return 1 if failed else 0


def how_to_continue(outputs: Sequence[str]) -> str:
    """Return how to continue an interrupted run; empty if it cannot be resumed."""
    from fashionkp.predictions.writer import is_folder

    if not outputs:
        return ''
    if is_folder(outputs[0]):
        return 'the same command continues'
    return 'continue with --resume'
