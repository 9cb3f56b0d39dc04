"""Where an interrupted run goes on."""

from pathlib import Path


def latest_checkpoint(work_dir: str | Path) -> Path | None:
    """The checkpoint that a run wrote last; None where there is none.

    MMEngine names it in ``last_checkpoint``, by a path that is wrong after the folder has moved. A
    run that was killed in the wrong moment leaves that file empty; then the newest one counts.

    Args:
        work_dir: The folder of the run.
    """
    note = Path(work_dir, 'last_checkpoint')
    if note.is_file():
        named = Path(note.read_text().strip())
        found = [path for path in (named, Path(work_dir, named.name)) if path.is_file()]
        if found:
            return found[0]
    saved = [*Path(work_dir).glob('epoch_*.pth'), *Path(work_dir).glob('iter_*.pth')]
    return max(saved, key=lambda path: path.stat().st_mtime, default=None)
