"""Finding the checkpoint to go on from."""

import os

import pytest

from fashionkp_mm.checkpoints.latest import latest_checkpoint


@pytest.fixture
def work_dir(tmp_path):
    """Two checkpoints, of which the first is the newer one."""
    for seconds, name in enumerate(['iter_20.pth', 'epoch_1.pth', 'best_fashionai_NE_epoch_1.pth']):
        (tmp_path / name).touch()
        os.utime(tmp_path / name, (100 - seconds, 100 - seconds))
    return tmp_path


def test_the_note_decides(work_dir):
    (work_dir / 'last_checkpoint').write_text(str(work_dir / 'epoch_1.pth'))
    assert latest_checkpoint(work_dir) == work_dir / 'epoch_1.pth'


def test_the_folder_may_have_moved(work_dir):
    (work_dir / 'last_checkpoint').write_text('/elsewhere/epoch_1.pth')
    assert latest_checkpoint(work_dir) == work_dir / 'epoch_1.pth'


@pytest.mark.parametrize('note', ['', '/elsewhere/epoch_9.pth', None])
def test_without_a_note_the_newest_counts_and_no_best_one(work_dir, note):
    if note is not None:
        (work_dir / 'last_checkpoint').write_text(note)
    (work_dir / 'best_fashionai_NE_epoch_1.pth').touch()
    assert latest_checkpoint(work_dir) == work_dir / 'iter_20.pth'


def test_there_may_be_none(tmp_path):
    assert latest_checkpoint(tmp_path) is None
    assert latest_checkpoint(tmp_path / 'missing') is None
