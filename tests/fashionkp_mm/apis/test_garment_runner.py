"""Tests of the runner: data first, and a test leaves the config of the training."""

import pytest
import torch
from mmpose.registry import MODELS

from fashionkp_mm.apis import average_checkpoints, evaluate, train


@pytest.mark.parametrize('loader', ['train', 'val'])
def test_data_are_checked_before_the_model_is_built(loader, skirt_options, tmp_path, monkeypatch):
    built = []
    monkeypatch.setattr(MODELS, 'build', lambda *args, **kwargs: built.append(args))
    options = {**skirt_options, f'{loader}_dataloader.dataset.data_root': str(tmp_path / 'none')}
    with pytest.raises(FileNotFoundError, match='none'):
        train('cpn_small_skirt', tmp_path / 'run', options=options)
    assert not built


def test_workers_are_persistent_only_if_there_are_any(skirt_options, tmp_path):
    options = {**skirt_options, 'train_cfg.max_epochs': 1}
    options['train_dataloader.persistent_workers'] = True
    runner = train('cpn_small_skirt', tmp_path, validate=False, options=options)
    assert runner.iter == 2


def test_a_test_leaves_the_config_of_the_training(trained, skirt_options, tmp_path):
    config = trained.work_dir / 'cpn_small_skirt.py'
    before = config.read_bytes()
    options = {**skirt_options, 'test_dataloader.batch_size': 1}
    evaluate('cpn_small_skirt', trained.work_dir / 'epoch_2.pth', trained.work_dir, options=options)
    assert config.read_bytes() == before
    assert len(list(trained.work_dir.glob('*/cpn_small_skirt.py'))) == 1


@pytest.mark.parametrize('average', ['ema', 'swa', None])
def test_a_bare_state_dict_is_tested_and_trained_from(average, trained, skirt_options, tmp_path):
    checkpoint = torch.load(trained.work_dir / 'epoch_2.pth', weights_only=False)
    torch.save(checkpoint['state_dict'], tmp_path / 'bare.pth')
    options = {**skirt_options, 'train_cfg.max_epochs': 1, 'load_from': str(tmp_path / 'bare.pth')}
    train('cpn_small_skirt', tmp_path / 'run', average=average, validate=False, options=options)
    metrics = evaluate('cpn_small_skirt', tmp_path / 'bare.pth', tmp_path, options=skirt_options)
    assert metrics['fashionai/NE'] > 0


def test_averaged_weights_are_not_a_training_to_resume(trained, skirt_options, tmp_path):
    files = [trained.work_dir / f'epoch_{epoch}.pth' for epoch in (1, 2)]
    average_checkpoints(files, tmp_path / 'averaged.pth')
    torch.save(torch.load(files[0], weights_only=False)['state_dict'], tmp_path / 'bare.pth')
    for name in ('averaged.pth', 'bare.pth'):
        with pytest.raises(ValueError, match=rf'{name}: no training state.*load_from='):
            train('cpn_small_skirt', tmp_path, resume=tmp_path / name, options=skirt_options)
