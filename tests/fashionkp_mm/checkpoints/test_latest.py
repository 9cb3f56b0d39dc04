"""Tests of finding the checkpoint to resume from."""

import os

import pytest

from fashionkp_mm.checkpoints.latest import latest_checkpoint


@pytest.fixture
def work_dir(tmp_path):
    """A work dir with three checkpoints, the newest first."""
    for seconds, name in enumerate(['iter_20.pth', 'epoch_1.pth', 'best_fashionai_NE_epoch_1.pth']):
        (tmp_path / name).touch()
        os.utime(tmp_path / name, (100 - seconds, 100 - seconds))
    return tmp_path


def test_the_recorded_checkpoint_is_returned(work_dir):
    (work_dir / 'last_checkpoint').write_text(str(work_dir / 'epoch_1.pth'))
    assert latest_checkpoint(work_dir) == work_dir / 'epoch_1.pth'


def test_the_work_dir_may_have_moved(work_dir):
    (work_dir / 'last_checkpoint').write_text('/elsewhere/epoch_1.pth')
    assert latest_checkpoint(work_dir) == work_dir / 'epoch_1.pth'


@pytest.mark.parametrize('record', ['', '/elsewhere/epoch_9.pth', None])
def test_without_a_record_the_newest_checkpoint_but_no_best_one_is_returned(work_dir, record):
    if record is not None:
        (work_dir / 'last_checkpoint').write_text(record)
    (work_dir / 'best_fashionai_NE_epoch_1.pth').touch()
    assert latest_checkpoint(work_dir) == work_dir / 'iter_20.pth'


def test_none_without_a_checkpoint(tmp_path):
    assert latest_checkpoint(tmp_path) is None
    assert latest_checkpoint(tmp_path / 'missing') is None
