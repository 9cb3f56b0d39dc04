"""Checkpoints to be replaced stay until the new ones are there."""

from types import SimpleNamespace

import pytest
from mmengine.fileio import LocalBackend
from mmengine.hooks import CheckpointHook

from fashionkp_mm.engine import LateRemovalCheckpointHook


@pytest.fixture
def hook(tmp_path, monkeypatch):
    """A hook that wants to remove an old checkpoint, and then writes or fails."""

    def save(self, runner, metrics):
        self.file_backend.remove(str(tmp_path / 'old.pth'))
        if not runner.room:
            raise OSError('disk full')
        assert (tmp_path / 'old.pth').exists()
        (tmp_path / 'new.pth').write_text('new')

    monkeypatch.setattr(CheckpointHook, '_save_best_checkpoint', save)
    (tmp_path / 'old.pth').write_text('old')
    hook = LateRemovalCheckpointHook()
    hook.file_backend = LocalBackend()
    return hook


def test_it_is_removed_once_the_new_one_is_there(hook, tmp_path):
    hook._save_best_checkpoint(SimpleNamespace(room=True), {})
    assert [path.name for path in tmp_path.iterdir()] == ['new.pth']
    assert isinstance(hook.file_backend, LocalBackend)


def test_it_stays_where_there_is_no_room_for_the_new_one(hook, tmp_path):
    with pytest.raises(OSError, match='disk full'):
        hook._save_best_checkpoint(SimpleNamespace(room=False), {})
    assert [path.name for path in tmp_path.iterdir()] == ['old.pth']
    assert isinstance(hook.file_backend, LocalBackend)
