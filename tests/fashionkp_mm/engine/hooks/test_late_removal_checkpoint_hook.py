"""Tests of the removal of old checkpoints after new ones are saved."""

from types import SimpleNamespace

import pytest
from mmengine.fileio import LocalBackend
from mmengine.hooks import CheckpointHook

from fashionkp_mm.engine.hooks import LateRemovalCheckpointHook


@pytest.fixture
def hook(tmp_path, monkeypatch):
    """A hook that removes an old checkpoint, then saves a new one or fails."""

    def save(self, runner, metrics):
        self.file_backend.remove(str(tmp_path / 'old.pth'))
        if not runner.has_space:
            raise OSError('disk full')
        assert (tmp_path / 'old.pth').exists()
        (tmp_path / 'new.pth').write_text('new')

    monkeypatch.setattr(CheckpointHook, '_save_best_checkpoint', save)
    (tmp_path / 'old.pth').write_text('old')
    hook = LateRemovalCheckpointHook()
    hook.file_backend = LocalBackend()
    return hook


def test_the_old_one_is_removed_after_the_new_one_is_saved(hook, tmp_path):
    hook._save_best_checkpoint(SimpleNamespace(has_space=True), {})
    assert [path.name for path in tmp_path.iterdir()] == ['new.pth']
    assert isinstance(hook.file_backend, LocalBackend)


def test_the_old_one_stays_if_the_disk_is_full(hook, tmp_path):
    with pytest.raises(OSError, match='disk full'):
        hook._save_best_checkpoint(SimpleNamespace(has_space=False), {})
    assert [path.name for path in tmp_path.iterdir()] == ['old.pth']
    assert isinstance(hook.file_backend, LocalBackend)
