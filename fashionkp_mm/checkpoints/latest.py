"""The checkpoint from which an interrupted run resumes."""

from pathlib import Path


def latest_checkpoint(work_dir: str | Path) -> Path | None:
    """Return the checkpoint that a run saved last.

    MMEngine writes its path into the file ``last_checkpoint``. If the work dir has moved since,
    the file of that name in the new place is taken. A run killed at the wrong moment leaves
    ``last_checkpoint`` empty; then the newest checkpoint is taken.

    Args:
        work_dir: Folder of the run.

    Returns:
        Path of the checkpoint; None if there is none.
    """
    record = Path(work_dir, 'last_checkpoint')
    if record.is_file():
        recorded = Path(record.read_text().strip())
        for path in (recorded, Path(work_dir, recorded.name)):
            if path.is_file():
                return path
    saved = [*Path(work_dir).glob('epoch_*.pth'), *Path(work_dir).glob('iter_*.pth')]
    return max(saved, key=lambda path: path.stat().st_mtime, default=None)
