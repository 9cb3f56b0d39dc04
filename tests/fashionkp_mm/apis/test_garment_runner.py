"""Tests of the runner: data first, and a test leaves the config of the training."""

import pytest
from mmpose.registry import MODELS

from fashionkp_mm.apis import evaluate, train


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
