"""Tests of training: output files, resuming, and settings."""

import json
import shutil
import time
from pathlib import Path
from urllib.error import URLError

import pytest
import torch
from mmengine.device import get_device
from mmengine.runner import Runner
from mmpose.registry import OPTIM_WRAPPERS

from fashionkp.inference.cpu_features import CpuFeatures
from fashionkp_mm.apis import train
from fashionkp_mm.config import load_config
from fashionkp_mm.engine import bfloat16_optim_wrapper
from fashionkp_mm.engine.bfloat16_optim_wrapper import mixed_precision

BATCH = 2
ADDRESS = 'https://example.org/resnet18.pth'


def learning_rate(runner: Runner, key: str = 'lr') -> float:
    return runner.optim_wrapper.optimizer.param_groups[0][key]


def records(work_dir: Path) -> list[list[dict]]:
    """Return the logged scalars of each run in a work dir."""
    files = sorted(work_dir.glob('*/vis_data/scalars.json'))
    return [[json.loads(line) for line in file.read_text().splitlines()] for file in files]


def test_checkpoints_log_and_config_are_written(trained):
    assert trained.runner.iter == 4
    names = {path.name for path in trained.work_dir.iterdir()}
    assert {'epoch_1.pth', 'epoch_2.pth', 'last_checkpoint', 'cpn_small_skirt.py'} <= names
    assert (trained.work_dir / 'last_checkpoint').read_text().endswith('epoch_2.pth')
    assert len([name for name in names if name.startswith('best_fashionai_NE')]) == 1
    log = ''.join(path.read_text() for path in trained.work_dir.glob('*/*.log'))  # resumed, too
    assert 'Epoch(train) [2][2/2]' in log
    assert 'Epoch(val) [2][2/2]    fashionai/NE' in log


def test_the_written_config_has_the_options(trained, skirt_options):
    cfg = load_config(trained.work_dir / 'cpn_small_skirt.py')
    assert cfg.work_dir == str(trained.work_dir)
    for key in skirt_options:
        value = cfg
        for part in key.split('.'):
            value = value[part]
        assert value == skirt_options[key], key


@pytest.fixture(scope='module', params=['latest', 'path'])
def resumed(request, trained, skirt_options, tmp_path_factory):
    """Train the second epoch of ``trained`` again, from the checkpoint of the first."""
    work_dir = tmp_path_factory.mktemp('resumed')
    first = trained.work_dir / 'epoch_1.pth'
    if request.param == 'path':
        return train('cpn_small_skirt', work_dir, resume=first, options=skirt_options)
    copied = shutil.copy(first, work_dir)
    (work_dir / 'last_checkpoint').write_text(str(copied))
    return train('cpn_small_skirt', work_dir, resume=True, options=skirt_options)


def test_a_resumed_run_continues_the_epochs_and_the_schedule(resumed, trained):
    assert (resumed.epoch, resumed.iter) == (trained.runner.epoch, trained.runner.iter) == (2, 4)
    assert learning_rate(resumed) == pytest.approx(learning_rate(trained.runner), rel=1e-9)
    log = next(Path(resumed.work_dir).glob('*/*.log')).read_text()
    assert 'Epoch(train) [2]' in log
    assert 'Epoch(train) [1]' not in log


def test_a_resumed_run_has_the_weights_of_an_uninterrupted_one(resumed, trained):
    whole = trained.runner.model.state_dict()
    for name, value in resumed.model.state_dict().items():
        torch.testing.assert_close(value, whole[name], rtol=1e-4, atol=1e-6, msg=name)
    first = torch.load(trained.work_dir / 'epoch_1.pth')['state_dict']
    assert any((first[name] - whole[name]).abs().max() > 1e-4 for name in first)


def test_each_run_logs_scalars_to_its_own_folder(resumed, trained):
    # MMEngine would write those of the second run of a process to the folder of the first
    (first,), (second,) = records(trained.work_dir), records(Path(resumed.work_dir))
    assert [row['step'] for row in first if 'loss' in row] == [2, 4]
    assert [row['step'] for row in second if 'loss' in row] == [4]


def test_runs_of_one_second_log_to_their_own_folders(skirt_options, tmp_path, monkeypatch):
    monkeypatch.setattr(time, 'time', lambda: 1.7e9)  # names the run in MMEngine
    for name in 'ab':
        train('cpn_small_skirt', tmp_path / name, validate=False, options=skirt_options)
    logs = [next((tmp_path / name).glob('*/*.log')).read_text() for name in 'ab']
    assert all(text.count('Epoch(train) [2]') == 1 for text in logs)


def test_a_missing_checkpoint_to_resume_from_is_named(skirt_options, tmp_path):
    with pytest.raises(FileNotFoundError, match=r'no checkpoint .*gone\.pth'):
        train('cpn_small_skirt', tmp_path, resume=tmp_path / 'gone.pth', options=skirt_options)


def test_mixed_precision_has_similar_losses_and_saves_float32(
    trained, skirt_options, tmp_path, monkeypatch
):
    cpu = CpuFeatures('', is_arm=False, flags=frozenset(['avx512_bf16']))
    monkeypatch.setattr(bfloat16_optim_wrapper, 'cpu_features', lambda: cpu)
    runner = train('cpn_small_skirt', tmp_path, amp=True, options=skirt_options)
    losses = [
        [row['loss'] for row in records(path)[0] if 'loss' in row]
        for path in (trained.work_dir, tmp_path)
    ]
    assert losses[1] == pytest.approx(losses[0], rel=0.05)
    assert losses[1] != losses[0]
    state = torch.load(tmp_path / 'epoch_2.pth')['state_dict']
    assert torch.bfloat16 not in {value.dtype for value in state.values()}
    assert isinstance(
        runner.optim_wrapper, OPTIM_WRAPPERS.get(mixed_precision(get_device())['type'])
    )


@pytest.fixture(scope='module')
def not_validated(skirt_options, tmp_path_factory):
    """Train an epoch without validation, and with the learning rate scaled."""
    options = {**skirt_options, 'train_cfg.max_epochs': 1, 'optim_wrapper.optimizer.lr': 1e-2}
    work_dir = tmp_path_factory.mktemp('not_validated')
    return train('cpn_small_skirt', work_dir, validate=False, auto_scale_lr=True, options=options)


def test_without_validation_there_is_no_best_checkpoint(not_validated):
    assert not_validated.val_loop is None
    names = [path.name for path in Path(not_validated.work_dir).iterdir()]
    assert 'epoch_1.pth' in names
    assert not [name for name in names if name.startswith('best')]
    assert 'Epoch(val)' not in next(Path(not_validated.work_dir).glob('*/*.log')).read_text()


def test_the_learning_rate_is_scaled_with_the_batch_size(not_validated):
    base = load_config('cpn_small_skirt').auto_scale_lr.base_batch_size
    assert base != BATCH
    assert learning_rate(not_validated, 'initial_lr') == pytest.approx(1e-2 * BATCH / base)


def test_the_learning_rate_is_not_scaled_by_default(trained):
    configured = load_config('cpn_small_skirt').optim_wrapper.optimizer.lr
    assert learning_rate(trained.runner, 'initial_lr') == pytest.approx(configured)


def pretrained(skirt_options: dict, checkpoint: str) -> dict:
    """Return the options of an epoch that starts from pretrained weights."""
    init_cfg = dict(_delete_=True, type='Pretrained', checkpoint=checkpoint)
    return {**skirt_options, 'train_cfg.max_epochs': 1, 'model.backbone.init_cfg': init_cfg}


def test_training_stops_if_pretrained_weights_cannot_be_downloaded(
    skirt_options, tmp_path, fails_to_download
):
    fails_to_download(URLError('no route to host'))
    with pytest.raises(ValueError, match=rf'{ADDRESS}.*no route to host.*init_cfg=None'):
        train('cpn_small_skirt', tmp_path, options=pretrained(skirt_options, ADDRESS))


@pytest.mark.parametrize('how', ['latest', 'path', 'load_from'])
def test_pretrained_weights_are_not_downloaded_for_a_checkpoint(
    how, trained, skirt_options, tmp_path, fails_to_download
):
    requested = fails_to_download(URLError('no route to host'))
    last = shutil.copy(trained.work_dir / 'epoch_2.pth', tmp_path)
    options = pretrained(skirt_options, ADDRESS)
    if how == 'load_from':
        options['load_from'] = str(last)
    else:
        options['train_cfg.max_epochs'] = 3
    resume = {'latest': True, 'path': last, 'load_from': False}[how]
    work_dir = tmp_path / 'run' if how == 'load_from' else tmp_path
    runner = train('cpn_small_skirt', work_dir, resume=resume, validate=False, options=options)
    assert requested == []
    assert runner.epoch == options['train_cfg.max_epochs']


def test_training_starts_from_pretrained_weights_in_a_file(skirt_options, trained, tmp_path):
    backbone = {
        name.removeprefix('backbone.'): weight
        for name, weight in trained.runner.model.state_dict().items()
        if name.startswith('backbone.')
    }
    torch.save(backbone, tmp_path / 'backbone.pth')
    options = pretrained(skirt_options, str(tmp_path / 'backbone.pth'))
    options['optim_wrapper.optimizer.lr'] = 0.0
    runner = train('cpn_small_skirt', tmp_path / 'run', validate=False, options=options)
    for name, parameter in runner.model.backbone.named_parameters():
        torch.testing.assert_close(parameter, backbone[name])
