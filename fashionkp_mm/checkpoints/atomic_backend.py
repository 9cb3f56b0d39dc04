"""A file backend of MMEngine that never leaves a half-written file."""

from pathlib import Path

from mmengine.fileio import LocalBackend, register_backend

from fashionkp.fileio.atomic_file import atomic_write


@register_backend('atomic', force=True)
class AtomicBackend(LocalBackend):
    """MMEngine's local files; a file appears, or replaces the old one, once it is complete."""

    def put(self, obj: bytes, filepath: str | Path) -> None:
        """Write bytes to a file.

        Args:
            obj: Content of the file.
            filepath: Path of the file.
        """
        with atomic_write(filepath, 'wb') as file:
            file.write(obj)
