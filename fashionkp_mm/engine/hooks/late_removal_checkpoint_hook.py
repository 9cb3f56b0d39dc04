"""Removal of old checkpoints after new ones are saved."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from mmengine.hooks import CheckpointHook
from mmpose.registry import HOOKS


@HOOKS.register_module()
class LateRemovalCheckpointHook(CheckpointHook):
    """MMEngine's checkpoint hook, which removes the old checkpoint after the new one is saved.

    MMEngine removes it before: if the disk is full or the process is killed in between, no
    ``best_*.pth`` is left. The disk needs space for one checkpoint more. Arguments are those of
    :class:`mmengine.hooks.CheckpointHook`.
    """

    def _save_checkpoint_with_step(self, *args: Any, **kwargs: Any) -> None:
        with self._late_removal():
            super()._save_checkpoint_with_step(*args, **kwargs)

    def _save_best_checkpoint(self, *args: Any, **kwargs: Any) -> None:
        with self._late_removal():
            super()._save_best_checkpoint(*args, **kwargs)

    @contextmanager
    def _late_removal(self) -> Iterator[None]:
        """Postpone the removal of files to the end of the block; an error cancels it."""
        backend: Any = self.file_backend  # type: ignore[has-type]
        late = _LateRemoval(backend)
        self.file_backend = late
        try:
            yield
        finally:
            self.file_backend = backend
        late.remove_files()


class _LateRemoval:
    """A file backend that collects the paths of files to remove."""

    def __init__(self, backend: Any) -> None:
        self._backend = backend
        self._paths: list[str] = []

    def __getattr__(self, name: str) -> Any:
        return getattr(self._backend, name)

    def remove(self, path: str) -> None:
        self._paths.append(path)

    def remove_files(self) -> None:
        for path in self._paths:
            if self._backend.isfile(path):
                self._backend.remove(path)
