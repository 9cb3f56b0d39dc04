"""Errors of DataLoader workers as errors of one line."""

import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager

from fashionkp_mm.engine.worker_setup import take_cause

_FORWARDED = re.compile(r'Caught \w+ in DataLoader worker process')
_SHARED = re.compile(r'shared memory|\bshm\b|torch_shm|Too many open files|No space left')
_ANCDATA = re.compile(r'received \d+ items of ancdata|Too many open files')
_FEWER = 'with --cfg-options train_dataloader.num_workers=1 val_dataloader.num_workers=1'
_KILLED = re.compile(r'DataLoader worker \(pid(?:\(s\))? ([\d, ]+)\)')


@contextmanager
def plain_worker_errors() -> Iterator[None]:
    """Raise errors of DataLoader workers as if there were no workers.

    PyTorch puts the whole traceback of a worker into the error's text, and does not say why a
    worker was killed.

    Raises:
        ValueError: If a worker raised one; likewise ``OSError`` and their subclasses.
        ChildProcessError: If a worker was killed, or could not send what it loaded.
    """
    try:
        yield
    except (ValueError, OSError) as error:
        if not _FORWARDED.match(str(error)):
            raise
        raise type(error)(_last_error(str(error), type(error).__name__)) from error
    except RuntimeError as error:
        match = _KILLED.match(str(error))
        if match is not None:
            raise ChildProcessError(_ended(match[1].strip(), take_cause())) from error
        if _FORWARDED.match(str(error)) and _SHARED.search(str(error)):
            cause = _last_error(str(error), 'RuntimeError')
            raise ChildProcessError(_cannot_send('a DataLoader worker', cause)) from error
        if not _ANCDATA.search(str(error)):
            raise
        raise ChildProcessError(_cannot_send('the main process', str(error))) from error


def _ended(pid: str, cause: str) -> str:
    """Return the message for a worker that is gone."""
    if cause:
        return _cannot_send(f'a DataLoader worker (pid {pid})', cause)
    return (
        f'a DataLoader worker (pid {pid}) was killed, most often because memory ran out '
        f'({_shared_memory()}): use fewer workers, {_FEWER}, and resume training with --resume'
    )


def _cannot_send(who: str, cause: str) -> str:
    """Return the message for batches that cannot pass between the processes."""
    return (
        f'{who} could not pass on a batch ({cause}; {_shared_memory()}): make shared memory larger '
        '(docker run --shm-size=2g, or an emptyDir of medium Memory at /dev/shm), raise the limit '
        'of open files (ulimit -n 65536), or load in the training process, '
        f'{_FEWER.replace("1", "0")}'
    )


def _shared_memory() -> str:
    try:
        usage = shutil.disk_usage('/dev/shm')
    except OSError:
        return 'no /dev/shm'
    return f'/dev/shm has {usage.free / 1e6:.0f} of {usage.total / 1e6:.0f} MB free'


def _last_error(text: str, kind: str) -> str:
    """Return the message of the error at the end of a traceback."""
    return text.rstrip().rpartition(f'\n{kind}: ')[2] or text
