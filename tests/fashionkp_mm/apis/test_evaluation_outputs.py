"""Tests of the output files of the test of a model."""

import pytest
from mmengine.config import Config

from fashionkp_mm.apis.evaluation_outputs import EvaluationOutputs
from fashionkp_mm.config import load_config
from fashionkp_mm.datasets import SyntheticGarments


@pytest.fixture
def config():
    return load_config('cpn_small_skirt')


def test_files_are_set_in_the_config(config):
    outputs = EvaluationOutputs(dump_to='a.pkl', show_dir='shown', submission='b.csv')
    outputs.apply(config)
    evaluators = {evaluator.type: evaluator for evaluator in config.test_evaluator}
    assert evaluators['DumpResults'].out_file_path == 'a.pkl'
    assert evaluators['NormalizedError'].submission == 'b.csv'
    assert config.default_hooks.visualization.out_dir == 'shown'


def test_no_files_change_nothing(config):
    before = config.to_dict()
    EvaluationOutputs(out='metrics.json').apply(config)
    assert config.to_dict() == before


@pytest.mark.parametrize(('name', 'suffix'), [('dump_to', 'pkl'), ('out', 'json')])
def test_another_suffix_lists_the_choices(name, suffix):
    with pytest.raises(ValueError, match=rf'results\.txt.*\.{suffix}'):
        EvaluationOutputs(**{name: 'results.txt'})


def test_a_submission_needs_normalized_error(config):
    config.test_evaluator = [dict(type='EPE')]
    with pytest.raises(ValueError, match=r"NormalizedError.*\['EPE'\]"):
        EvaluationOutputs(submission='a.csv').apply(config)


def test_a_config_without_hooks_gets_those_that_draw(monkeypatch):
    monkeypatch.setenv('DISPLAY', ':0')
    config = Config(dict(test_evaluator=[]))
    EvaluationOutputs(show=True, interval=3, wait_time=2.5).apply(config)
    assert config.default_hooks.to_dict() == dict(
        visualization=dict(
            type='GarmentVisualizationHook',
            enable=True,
            show=True,
            wait_time=2.5,
            out_dir=None,
            interval=3,
        )
    )


def test_bad_cases_are_shown_instead_of_every_image(config, monkeypatch):
    monkeypatch.setenv('DISPLAY', ':0')
    EvaluationOutputs(show=True, badcase=True, show_dir='shown').apply(config)
    hooks = config.default_hooks
    assert (hooks.badcase.enable, hooks.badcase.show) == (True, True)
    assert (hooks.visualization.enable, hooks.visualization.show) == (True, False)


def test_nothing_is_shown_without_a_display(monkeypatch):
    monkeypatch.setattr('sys.platform', 'linux')
    for name in ('DISPLAY', 'WAYLAND_DISPLAY'):
        monkeypatch.delenv(name, raising=False)
    with pytest.raises(ValueError, match=r'DISPLAY.*--show-dir'):
        EvaluationOutputs(show=True)


def test_images_are_drawn_on_files_alone():
    dataset = SyntheticGarments(num=1)
    EvaluationOutputs(out='metrics.json').require_image_files(dataset)
    for option in (dict(show_dir='shown'), dict(badcase=True)):
        with pytest.raises(ValueError, match=r'SyntheticGarments.*cpn_lite0_finetune_all'):
            EvaluationOutputs(**option).require_image_files(dataset)
