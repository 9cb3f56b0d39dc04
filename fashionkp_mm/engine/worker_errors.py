"""Errors of DataLoader workers as errors of one line."""

import re
from collections.abc import Iterator
from contextlib import contextmanager

_FORWARDED = re.compile(r'Caught \w+ in DataLoader worker process')
_KILLED = re.compile(r'DataLoader worker \(pid(?:\(s\))? ([\d, ]+)\)')


@contextmanager
def plain_worker_errors() -> Iterator[None]:
    """Raise errors of DataLoader workers as if there were no workers.

    PyTorch puts the whole traceback of a worker into the error's text, and does not say why a
    worker was killed.

    Raises:
        ValueError: If a worker raised one; likewise ``OSError`` and their subclasses.
        ChildProcessError: If a worker was killed.
    """
    try:
        yield
    except (ValueError, OSError) as error:
        if not _FORWARDED.match(str(error)):
            raise
        raise type(error)(_last_error(str(error), type(error).__name__)) from error
    except RuntimeError as error:
        match = _KILLED.match(str(error))
        if match is None:
            raise
        raise ChildProcessError(
            f'a DataLoader worker (pid {match[1].strip()}) was killed, most often because memory '
            'ran out: use fewer workers, by --cfg-options train_dataloader.num_workers=1 '
            'val_dataloader.num_workers=1, and resume training by --resume'
        ) from error


def _last_error(text: str, kind: str) -> str:
    """Return the message of the error at the end of a traceback."""
    return text.rstrip().rpartition(f'\n{kind}: ')[2] or text
