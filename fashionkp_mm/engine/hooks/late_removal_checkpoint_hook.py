"""Old checkpoints that stay until the new ones are there."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from mmengine.hooks import CheckpointHook
from mmpose.registry import HOOKS


@HOOKS.register_module()
class LateRemovalCheckpointHook(CheckpointHook):
    """MMEngine's hook, which removes the checkpoint to be replaced after the new one is saved.

    MMEngine removes it before: a full disk, or an end by force in between, would leave none of
    ``best_*.pth``. The disk has to hold one more. Arguments are those of
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
        """Keep what is to be removed until the block has ended well."""
        backend: Any = self.file_backend  # type: ignore[has-type]
        late = _LateRemoval(backend)
        self.file_backend = late
        try:
            yield
        finally:
            self.file_backend = backend
        late.remove_now()


class _LateRemoval:
    """A backend for files that only notes what is to be removed."""

    def __init__(self, backend: Any) -> None:
        self._backend = backend
        self._removed: list[str] = []

    def __getattr__(self, name: str) -> Any:
        return getattr(self._backend, name)

    def remove(self, path: str) -> None:
        self._removed.append(path)

    def remove_now(self) -> None:
        for path in self._removed:
            if self._backend.isfile(path):
                self._backend.remove(path)
