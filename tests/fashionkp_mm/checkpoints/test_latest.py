"""Tests of finding the checkpoint to resume from."""

import os
import pickle
import shutil

import pytest
import torch

from fashionkp_mm.checkpoints.latest import best_checkpoint, latest_checkpoint


@pytest.fixture
def work_dir(tmp_path):
    """A work dir with three checkpoints, the newest first."""
    for seconds, name in enumerate(['iter_20.pth', 'epoch_1.pth', 'best_fashionai_NE_epoch_1.pth']):
        (tmp_path / name).write_bytes(pickle.dumps({}, protocol=2))
        os.utime(tmp_path / name, (100 - seconds, 100 - seconds))
    return tmp_path


def test_the_recorded_checkpoint_is_returned(work_dir):
    (work_dir / 'last_checkpoint').write_text(str(work_dir / 'epoch_1.pth'))
    assert latest_checkpoint(work_dir) == work_dir / 'epoch_1.pth'


def test_the_work_dir_may_have_moved(work_dir):
    (work_dir / 'last_checkpoint').write_text('/elsewhere/epoch_1.pth')
    assert latest_checkpoint(work_dir) == work_dir / 'epoch_1.pth'


def test_a_copied_work_dir_has_its_own_checkpoints(work_dir, tmp_path_factory):
    (work_dir / 'last_checkpoint').write_text(str(work_dir / 'epoch_1.pth'))
    copied = shutil.copytree(work_dir, tmp_path_factory.mktemp('copy') / 'run')
    assert latest_checkpoint(copied) == copied / 'epoch_1.pth'


@pytest.mark.parametrize('record', ['', '/elsewhere/epoch_9.pth', None])
def test_without_a_record_the_newest_checkpoint_but_no_best_one_is_returned(work_dir, record):
    if record is not None:
        (work_dir / 'last_checkpoint').write_text(record)
    (work_dir / 'best_fashionai_NE_epoch_1.pth').touch()
    assert latest_checkpoint(work_dir) == work_dir / 'iter_20.pth'


def test_none_without_a_checkpoint(tmp_path):
    assert latest_checkpoint(tmp_path) is None
    assert latest_checkpoint(tmp_path / 'missing') is None


def save(path, age=0):
    torch.save({'state_dict': {}}, path)
    os.utime(path, (1e9 - age, 1e9 - age))


def truncate(path):
    path.write_bytes(path.read_bytes()[:200])


def test_a_truncated_checkpoint_is_skipped(tmp_path):
    names = [tmp_path / f'epoch_{i}.pth' for i in range(3)]
    for age, path in enumerate(reversed(names)):
        save(path, age)
    truncate(names[2])
    (tmp_path / 'last_checkpoint').write_text(str(names[2]))
    assert latest_checkpoint(tmp_path) == names[1]
    truncate(names[1])
    assert latest_checkpoint(tmp_path) == names[0]
    truncate(names[0])
    with pytest.raises(ValueError, match='damaged'):
        latest_checkpoint(tmp_path)


def test_malformed_records_are_ignored(tmp_path):
    save(tmp_path / 'epoch_1.pth')
    for record in (b'', b'\0\0', b'\xff/x.pth', b'/missing/a.pth'):
        (tmp_path / 'last_checkpoint').write_bytes(record)
        assert latest_checkpoint(tmp_path).name == 'epoch_1.pth'


def test_the_best_checkpoint_is_the_newest_whole_one_of_that_name(work_dir):
    assert best_checkpoint(work_dir) == work_dir / 'best_fashionai_NE_epoch_1.pth'
    (work_dir / 'best_fashionai_NE_epoch_2.pth').write_bytes(b'damaged')
    assert best_checkpoint(work_dir) == work_dir / 'best_fashionai_NE_epoch_1.pth'


def test_without_a_validation_the_latest_checkpoint_is_the_best(work_dir):
    (work_dir / 'best_fashionai_NE_epoch_1.pth').unlink()
    assert best_checkpoint(work_dir) == latest_checkpoint(work_dir) == work_dir / 'iter_20.pth'
