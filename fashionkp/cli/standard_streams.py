"""Standard output and error as callers leave them: closed, full, or without a reader."""

import io
import os
import select
import sys

BROKEN_PIPE_STATUS = 128 + 13
"""Exit status when the reader of standard output has closed it, as in ``| head``: what a shell
reports for a program that SIGPIPE (13) has ended."""


def prepare_standard_streams() -> None:
    """Let standard output take any file name, and let no file take a stream's number.

    The next file to be opened would get the descriptor of a stream that the caller closed, and with
    it what libraries print. Writing to a closed standard output fails, as for other programs.
    """
    for number in range(3):
        try:
            os.fstat(number)
        except OSError:
            # for reading only: writing to it is an error
            os.open(os.devnull, os.O_RDONLY if number < 2 else os.O_WRONLY)
    if sys.stdout is None:
        sys.stdout = open(1, 'w', encoding='utf-8')  # noqa: SIM115
    if sys.stderr is None:
        sys.stderr = open(2, 'w', encoding='utf-8')  # noqa: SIM115
    if isinstance(sys.stdout, io.TextIOWrapper) and sys.stdout.errors == 'strict':
        sys.stdout.reconfigure(errors='backslashreplace')  # file names may not be valid text


def flush_standard_output() -> OSError | None:
    """Write what is buffered; return the error if this fails, after which nothing is buffered."""
    try:
        sys.stdout.flush()
    except OSError as error:
        # the interpreter would print the failure again at exit
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return error
    return None


def has_lost_reader() -> bool:
    """Return whether standard output is a pipe that nobody reads."""
    try:
        number = sys.stdout.fileno()
    except (OSError, ValueError):
        return False
    poll = select.poll()
    poll.register(number, 0)
    return any(event & select.POLLERR for _, event in poll.poll(0))
