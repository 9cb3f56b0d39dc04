"""Configs by path and by name."""

import pytest

from fashionkp_mm.config import config_names, config_path, load_config


def test_a_name_and_its_path_are_the_same_config():
    path = config_path('cpn_small_skirt')
    assert path.is_file()
    assert config_path(path) == path
    assert load_config('cpn_small_skirt').model == load_config(path).model


def test_names_are_unique_since_work_dirs_are_named_after_them():
    assert len(set(config_names())) == len(config_names())


def test_unknown_config_lists_those_that_exist():
    with pytest.raises(FileNotFoundError, match=r'cpn_r51_skirt.*cpn_r50_skirt'):
        config_path('cpn_r51_skirt')


def test_a_base_is_no_model():
    with pytest.raises(FileNotFoundError):
        config_path('runtime')


def test_options_override_by_dotted_key():
    cfg = load_config('cpn_small_skirt', {'train_cfg.max_epochs': 3})
    assert cfg.train_cfg.max_epochs == 3


def test_data_root_follows_the_environment(monkeypatch):
    monkeypatch.setenv('FASHIONAI_ROOT', 'some/where')
    assert load_config('cpn_small_skirt').train_dataloader.dataset.data_root == 'some/where'
    monkeypatch.delenv('FASHIONAI_ROOT')
    assert load_config('cpn_small_skirt').train_dataloader.dataset.data_root == 'data/fashionai'
