"""Tests of checkpoints with wrong bytes: no command uses them, and each names the file."""

import pytest
import torch

from fashionkp.cli.main import main
from fashionkp_mm.checkpoints.latest import latest_checkpoint

pytestmark = pytest.mark.faults

NAME = 'cpn_small_skirt'


def flip_a_weight(data):
    """Invert a bit of the first weight in the file, which PyTorch reads without an error."""
    data[len(data) // 4] ^= 0x40


def flip_the_pickle(data):
    """Invert bytes of the instructions of the pickle."""
    start = data.index(b'data.pkl') + 70
    data[start : start + 20] = bytes(byte ^ 0xFF for byte in data[start : start + 20])


def truncate(data):
    del data[-200:]


@pytest.fixture
def damaged(trained, tmp_path):
    """Return a function that writes a damaged copy of the last checkpoint to the work dir."""

    def write(damage):
        data = bytearray((trained.work_dir / 'epoch_2.pth').read_bytes())
        damage(data)
        (tmp_path / 'epoch_2.pth').write_bytes(data)
        return tmp_path / 'epoch_2.pth'

    return write


def arguments(options):
    """Return the options of a training as arguments."""
    return ['--cfg-options', *(f'{key}={value}' for key, value in options.items())]


@pytest.mark.parametrize('damage', [flip_a_weight, flip_the_pickle, truncate])
@pytest.mark.parametrize(
    'command',
    [
        ['train', NAME, '--resume', 'FILE'],
        ['train', NAME, '--resume'],
        ['train', NAME, '--cfg-options', 'load_from=FILE'],
        ['test', NAME, 'FILE'],
    ],
    ids=['resume from it', 'resume', 'load_from', 'test'],
)
def test_a_damaged_checkpoint_is_named(
    command, damage, damaged, skirt_options, tmp_path, capfd, monkeypatch
):
    # MMEngine's logger may hold a stream that was captured, and closed, by another test
    monkeypatch.setattr('logging.raiseExceptions', False)
    path = damaged(damage)
    work_dir = tmp_path if command[-1] == '--resume' else tmp_path / 'work'
    words = [word.replace('FILE', str(path)) for word in command]
    settings = {key: value for key, value in skirt_options.items() if 'pipeline' not in key}
    status = main([*words, '--work-dir', str(work_dir), *arguments(settings)])
    error = capfd.readouterr().err
    assert status == 2, error
    assert error.count('\n') == 1
    assert str(path) in error
    assert 'damaged' in error
    assert not [*work_dir.glob('iter_*.pth'), *work_dir.glob('epoch_1.pth')]


def test_resume_takes_an_older_intact_checkpoint(damaged, tmp_path):
    torch.save({'state_dict': {}}, tmp_path / 'epoch_1.pth')
    (tmp_path / 'last_checkpoint').write_text(str(damaged(flip_a_weight)))
    assert latest_checkpoint(tmp_path) == tmp_path / 'epoch_1.pth'


@pytest.mark.parametrize(
    'content', [[1, 2], torch.ones(3), 7, {'state_dict': [1]}, {'state_dict': {'a': 5}}, {}]
)
@pytest.mark.parametrize('command', [['train', NAME, '--resume', 'FILE'], ['test', NAME, 'FILE']])
def test_another_file_of_pytorch_is_named(command, content, skirt_options, tmp_path, capfd):
    path = tmp_path / 'other.pth'
    torch.save(content, path)
    words = [word.replace('FILE', str(path)) for word in command]
    settings = {key: value for key, value in skirt_options.items() if 'pipeline' not in key}
    status = main([*words, '--work-dir', str(tmp_path / 'work'), *arguments(settings)])
    error = capfd.readouterr().err
    assert status == 2, error
    assert str(path) in error
