"""What went wrong in the processes that load images, in a line."""

import re
from collections.abc import Iterator
from contextlib import contextmanager

_FORWARDED = re.compile(r'Caught \w+ in DataLoader worker process')
_KILLED = re.compile(r'DataLoader worker \(pid(?:\(s\))? ([\d, ]+)\)')


@contextmanager
def plain_worker_errors() -> Iterator[None]:
    """Tell errors of the processes that load images as if there were no such processes.

    PyTorch puts the whole traceback into the text of an error that a worker has met, and says of a
    worker that was killed no more than that.

    Raises:
        ValueError: What a worker has met was one; other errors likewise.
        ChildProcessError: A worker was killed.
    """
    try:
        yield
    except (ValueError, OSError) as error:
        if not _FORWARDED.match(str(error)):
            raise
        raise type(error)(_last_error(str(error), type(error).__name__)) from error
    except RuntimeError as error:
        killed = _KILLED.match(str(error))
        if killed is None:
            raise
        raise ChildProcessError(
            f'a process that loads images (pid {killed[1].strip()}) was killed, most often since '
            'memory was short: take fewer of them, by --cfg-options '
            'train_dataloader.num_workers=1 val_dataloader.num_workers=1; a training goes on by '
            '--resume'
        ) from error


def _last_error(text: str, kind: str) -> str:
    """The text of the error at the end of a traceback."""
    return text.rstrip().rpartition(f'\n{kind}: ')[2] or text
