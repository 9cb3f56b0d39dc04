"""Files that are there as a whole or not at all."""

from pathlib import Path

from mmengine.fileio import LocalBackend, register_backend

from fashionkp.fileio.atomic_file import atomic_write


@register_backend('atomic', force=True)
class AtomicBackend(LocalBackend):
    """MMEngine's local files; one that is being written replaces its predecessor when complete."""

    def put(self, obj: bytes, filepath: str | Path) -> None:
        """Write bytes to a file."""
        with atomic_write(filepath, 'wb') as file:
            file.write(obj)
