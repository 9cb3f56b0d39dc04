"""Whether a file has been written again since it was read."""

from pathlib import Path


def file_signature(path: Path) -> tuple[int, int, int] | None:
    """Return what changes when a file is written again; None if there is no file."""
    try:
        status = path.stat()
    except FileNotFoundError:
        return None
    return status.st_mtime_ns, status.st_size, status.st_ino
