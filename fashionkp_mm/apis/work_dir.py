"""The folder of a training: one training at a time, and no checkpoint replaced in silence."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from fashionkp.fileio.error_list import first_items

LOCK = '.training.lock'
"""File in the work dir that a training locks; it holds the number of the process."""

_PATTERNS = ('epoch_*.pth', 'iter_*.pth', 'best_*.pth')


@contextmanager
def locked_work_dir(work_dir: str | Path) -> Iterator[None]:
    """Keep other trainings out of a folder.

    The lock belongs to the process alone, not to its data loader workers, and the operating system
    releases it however the process ends.

    Args:
        work_dir: The folder, which is created if missing.

    Raises:
        ValueError: If another training has the lock.
    """
    path = Path(work_dir, LOCK)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open('a+', encoding='ascii') as file:
        try:
            fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except (BlockingIOError, PermissionError):  # either, says POSIX
            file.seek(0)
            raise ValueError(
                f'{work_dir}: another training (process {file.read().strip() or "unknown"}) writes '
                'to this folder: wait until it ends, or choose another folder with --work-dir'
            ) from None
        file.truncate(0)
        file.write(f'{os.getpid()}\n')
        file.flush()
        yield


def refuse_checkpoints(work_dir: str | Path) -> None:
    """Raise if a folder holds checkpoints, which a new training would replace.

    Args:
        work_dir: The folder, which may be missing.

    Raises:
        ValueError: If it does.
    """
    names = [path.name for pattern in _PATTERNS for path in Path(work_dir).glob(pattern)]
    if names:
        raise ValueError(
            f'{work_dir} holds checkpoints of an earlier training '
            f'({", ".join(first_items(sorted(names), limit=3))}): continue it with --resume, or '
            'choose another folder with --work-dir'
        )
