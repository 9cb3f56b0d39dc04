"""Tests of configs with changed settings."""

import pytest

from fashionkp_mm.config import input_size_options, load_config


def test_options_override_by_dotted_key():
    cfg = load_config('cpn_small_skirt', {'train_cfg.max_epochs': 3})
    assert cfg.train_cfg.max_epochs == 3


def test_data_root_is_read_from_the_environment(monkeypatch):
    monkeypatch.setenv('FASHIONAI_ROOT', 'some/where')
    assert load_config('cpn_small_skirt').train_dataloader.dataset.data_root == 'some/where'
    monkeypatch.delenv('FASHIONAI_ROOT')
    assert load_config('cpn_small_skirt').train_dataloader.dataset.data_root == 'data/fashionai'


def test_another_input_size_changes_every_size():
    options = input_size_options(load_config('rtmpose_m_skirt'), 256)
    cfg = load_config('rtmpose_m_skirt', options)
    assert cfg.model.head.in_featuremap_size == (8, 8)
    sizes = [cfg.model.head.input_size, cfg.model.head.decoder.input_size]
    for loader in (cfg.train_dataloader, cfg.val_dataloader, cfg.test_dataloader):
        steps = {step.type: step for step in loader.dataset.pipeline}
        sizes.append(steps['FastAffine'].input_size)
    assert set(sizes) == {(256, 256)}


def test_an_input_size_with_a_fractional_heatmap_is_refused():
    with pytest.raises(ValueError, match=r'250 x 250 pixels.*heatmap_size=\(96, 96\)'):
        input_size_options(load_config('cpn_r50_skirt'), 250)
