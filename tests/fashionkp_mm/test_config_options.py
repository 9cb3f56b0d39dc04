"""Tests of settings that override those of a config."""

import pytest

from fashionkp_mm.config import load_config

pytestmark = pytest.mark.faults


@pytest.mark.parametrize(
    ('key', 'nearest'),
    [
        ('train_cfg.max_epoch', r'train_cfg\.max_epochs\?'),
        ('train_dataloader.batchsize', r'train_dataloader\.batch_size\?'),
        ('train_dataloader.dataset.dataroot', r'train_dataloader\.dataset\.data_root\?'),
        ('optim_wraper.optimizer.lr', r'optim_wrapper\.optimizer\.lr\?'),
        ('max_epochs', r'train_cfg\.max_epochs\?'),
        ('xyz', 'it has .*train_cfg'),
    ],
)
def test_a_misspelt_setting_is_named_with_the_nearest(key, nearest):
    with pytest.raises(ValueError, match=rf'^{key}: .*{nearest}'):
        load_config('cpn_small_skirt', {key: 3})


@pytest.mark.parametrize(
    ('key', 'value'),
    [
        ('train_cfg.max_epochs', 'three'),
        ('train_dataloader.batch_size', 2.5),
        ('optim_wrapper.optimizer.lr', 'fast'),
        ('train_dataloader.persistent_workers', 'no'),
        ('model', 3),
    ],
)
def test_a_value_of_another_kind_is_refused(key, value):
    with pytest.raises(ValueError, match=rf'^{key}={value!r}: expected'):
        load_config('cpn_small_skirt', {key: value})


def test_new_settings_of_components_are_accepted():
    options = {
        'optim_wrapper.clip_grad.max_norm': 1,
        'default_hooks.checkpoint.save_last': False,
        'default_hooks.checkpoint.by_epoch': False,
        'model.backbone.init_cfg': None,
        'work_dir': 'runs',
        'compile': True,
        'optim_wrapper.optimizer.lr': 1,
        'custom_hooks.0.type': 'FiniteLossHook',
    }
    cfg = load_config('cpn_small_skirt', options)
    assert cfg.optim_wrapper.clip_grad.max_norm == 1


@pytest.mark.parametrize(
    ('text', 'named'),
    [
        ('_base_ = []\nx = = 3\n', r'a\.py:2: .*syntax'),
        ('x = missing\n', r'a\.py.*NameError.*missing'),
    ],
)
def test_an_error_in_a_config_is_a_line(text, named, tmp_path):
    (tmp_path / 'a.py').write_text(text)
    with pytest.raises(ValueError, match=named) as error:
        load_config(tmp_path / 'a.py')
    assert '\n' not in str(error.value)


def test_an_unknown_recipe_is_named_with_the_nearest():
    with pytest.raises(FileNotFoundError, match=r'cpn_smal_skirt: .*did you mean cpn_small_skirt'):
        load_config('cpn_smal_skirt')
