"""The checkpoint from which an interrupted run resumes."""

import logging
import zipfile
from pathlib import Path

from mmengine.logging import print_log

from fashionkp_mm.compat.safe_checkpoints import require_intact

_ZIP, _PICKLE = b'PK\3\4', b'\x80'


def latest_checkpoint(work_dir: str | Path) -> Path | None:
    """Return the checkpoint that a run saved last.

    MMEngine writes its path into the file ``last_checkpoint``. If the work dir has been moved or
    copied since, the file of that name in it is taken. A run killed at the wrong moment leaves
    ``last_checkpoint`` empty; then the newest checkpoint is taken. A damaged or truncated one, as a
    full disk or an interrupted copy leaves it, is skipped with a warning.

    Args:
        work_dir: Folder of the run.

    Returns:
        Path of the checkpoint; None if there is none.

    Raises:
        ValueError: If all checkpoints are damaged.
    """
    candidates = _candidates(Path(work_dir))
    whole = next((path for path in candidates if is_whole(path)), None)
    damaged = candidates[: candidates.index(whole)] if whole else candidates
    names = ', '.join(str(path) for path in damaged)
    if damaged and whole is None:
        raise ValueError(f'{names}: damaged, and {work_dir} holds no other checkpoint')
    if damaged:
        print_log(
            f'{names}: damaged; the latest whole checkpoint is {whole}', level=logging.WARNING
        )
    return whole


def best_checkpoint(work_dir: str | Path) -> Path | None:
    """Return the checkpoint of a run with the best validation score, else the latest one.

    Args:
        work_dir: Folder of the run.

    Returns:
        Path of the checkpoint; None if there is none.

    Raises:
        ValueError: If all checkpoints are damaged.
    """
    saved = sorted(Path(work_dir).glob('best_*.pth'), key=lambda path: path.stat().st_mtime)
    best = next((path for path in reversed(saved) if is_whole(path)), None)
    return best or latest_checkpoint(work_dir)


def is_whole(path: Path) -> bool:
    """Return whether a file is a checkpoint that is neither truncated nor damaged.

    A zip archive, PyTorch's format, has checksums; of the older format only the start is known.
    """
    with path.open('rb') as file:
        start = file.read(4)
    if start != _ZIP:
        return start[:1] == _PICKLE
    try:
        with zipfile.ZipFile(path) as archive:
            require_intact(archive)
    except OSError:
        raise
    except Exception:  # zipfile raises errors without a common base on damaged files
        return False
    return True


def _candidates(work_dir: Path) -> list[Path]:
    """Return the checkpoints of a run, the one to resume from first."""
    record, recorded = work_dir / 'last_checkpoint', []
    if record.is_file():
        text = record.read_bytes().decode(errors='replace').replace('\0', '').strip()
        recorded = [work_dir / Path(text).name, Path(text)] if text else []
    saved = [*work_dir.glob('epoch_*.pth'), *work_dir.glob('iter_*.pth')]
    saved.sort(key=lambda path: path.stat().st_mtime, reverse=True)
    first = next((path for path in recorded if path.is_file()), None)
    if first is None:
        return saved
    return [first, *(path for path in saved if not path.samefile(first))]
