"""Tests of the folder of a training: a lock, and no checkpoint replaced in silence."""

import subprocess
import sys

import pytest

from fashionkp_mm.apis import train
from fashionkp_mm.apis.work_dir import LOCK, locked_work_dir, refuse_checkpoints

pytestmark = pytest.mark.faults

HOLD = """
import sys
from fashionkp_mm.apis.work_dir import locked_work_dir
with locked_work_dir(sys.argv[1]):
    print('locked', flush=True)
    sys.stdin.read()
"""


def hold(folder) -> subprocess.Popen:
    """A process that holds the lock of a folder until it is killed."""
    command = [sys.executable, '-c', HOLD, str(folder)]
    pipe = subprocess.PIPE
    process = subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True)
    assert process.stdout.readline() == 'locked\n'
    return process


def test_a_second_training_is_refused_until_the_first_is_killed(skirt_options, tmp_path):
    with hold(tmp_path / 'run') as first:
        with pytest.raises(ValueError, match=rf'run: .*process {first.pid}\b.*--work-dir'):
            train('cpn_small_skirt', tmp_path / 'run', options=skirt_options)
        first.kill()
    with locked_work_dir(tmp_path / 'run'):
        assert (tmp_path / 'run' / LOCK).exists()


@pytest.mark.parametrize('name', ['epoch_3.pth', 'iter_7.pth', 'best_fashionai_NE_epoch_3.pth'])
def test_checkpoints_of_an_earlier_training_stay(name, skirt_options, tmp_path):
    (tmp_path / name).write_bytes(b'weights')
    with pytest.raises(ValueError, match=rf'{name}.*--resume.*--work-dir'):
        train('cpn_small_skirt', tmp_path, options=skirt_options)
    assert [path.name for path in tmp_path.iterdir()] == [name]


def test_an_empty_or_missing_folder_is_fine(tmp_path):
    refuse_checkpoints(tmp_path)
    refuse_checkpoints(tmp_path / 'new')
