"""Tests of a full disk: existing files do not change, and training can be resumed."""

import pytest
import torch

from fashionkp_mm.apis import evaluate, train
from fashionkp_mm.checkpoints.latest import latest_checkpoint
from fashionkp_mm.export import export_model

pytestmark = pytest.mark.faults(alone=True)

FREE = 100  # kB for logs, less than a checkpoint needs


def used(disk) -> int:
    """Return the size of the files on a disk, kB."""
    return sum(path.stat().st_size for path in disk.path.rglob('*') if path.is_file()) // 1000


def test_a_checkpoint(short_config, small_disk):
    disk = small_disk(200_000)
    config = short_config()
    train(config, disk.path / 'run', options={'train_cfg.max_epochs': 1})
    before = {path: path.read_bytes() for path in (disk.path / 'run').glob('*.pth')}
    assert {path.name for path in before} > {'epoch_1.pth'}
    disk.resize(used(disk) + FREE)
    with pytest.raises(OSError, match=r"No space left on device, writing: '.*/epoch_2\.pth'"):
        train(config, disk.path / 'run', resume=True)
    assert {path: path.read_bytes() for path in (disk.path / 'run').glob('*.pth')} == before
    assert latest_checkpoint(disk.path / 'run').name == 'epoch_1.pth'
    disk.resize(200_000)
    runner = train(config, disk.path / 'run', resume=True)
    assert runner.epoch == 2
    assert torch.load(latest_checkpoint(disk.path / 'run'))['meta']['epoch'] == 2


def test_a_submission_and_an_exported_model(short_config, small_disk, tmp_path):
    config = short_config()
    train(config, tmp_path, options={'train_cfg.max_epochs': 1}, validate=False)
    weights = latest_checkpoint(tmp_path)
    disk = small_disk(512)
    submission, model = disk.path / 'submission.csv', disk.path / 'model.onnx'
    existing = 'as if written by fashionkp'  # export replaces its own files alone
    for path in (submission, model):
        path.write_text(existing)
    disk.fill()
    with pytest.raises(OSError, match=r"No space left.*/submission\.csv'"):
        evaluate(config, weights, tmp_path / 'test', submission=submission)
    with pytest.raises(OSError, match=r"No space left.*/model\.onnx'"):
        export_model(config, weights, model)
    assert {path.name for path in disk.path.iterdir()} == {submission.name, model.name, 'filler'}
    assert submission.read_text() == model.read_text() == existing
