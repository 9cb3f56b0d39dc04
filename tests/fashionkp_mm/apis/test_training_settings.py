"""Tests of the settings of a training: the entries of the config that they change."""

import pytest

from fashionkp_mm.apis.training_settings import TrainingSettings
from fashionkp_mm.config import load_config
from fashionkp_mm.recipes import averaging


@pytest.fixture
def config():
    return load_config('cpn_small_skirt')


def test_the_default_settings_change_nothing(config):
    before = config.to_dict()
    TrainingSettings().apply(config)
    assert config.to_dict() == before


def test_each_setting_changes_its_entries(config):
    TrainingSettings(
        amp=True, average='swa', compiled=True, validate=False, auto_scale_lr=True
    ).apply(config)
    assert config.optim_wrapper.type != 'OptimWrapper'
    assert config.default_hooks.averaging.type == 'SWAHook'
    assert config.default_hooks.compile.type == 'CompileHook'
    assert config.val_cfg is config.val_dataloader is config.val_evaluator is None
    assert 'save_best' not in config.default_hooks.checkpoint
    assert config.auto_scale_lr.enable


def test_a_memory_order_takes_the_place_of_the_measurement(config):
    others = [hook for hook in config.custom_hooks if hook.type != 'ChannelsLastHook']
    TrainingSettings(memory_order='contiguous').apply(config)
    *kept, hook = config.custom_hooks
    assert kept == others
    assert hook == dict(type='ChannelsLastHook', order='contiguous')


def test_an_average_takes_the_place_of_that_of_the_config(config):
    config.default_hooks.update(averaging('ema'))
    TrainingSettings(average='swa').apply(config)
    assert config.default_hooks.averaging.to_dict() == averaging('swa')['averaging']


def test_an_unknown_average_lists_the_choices(config):
    with pytest.raises(ValueError, match=r"'mean'.*ema, swa"):
        TrainingSettings(average='mean').apply(config)
