"""Trainings that are scored once."""

import json
from pathlib import Path

import pytest
import torch


@pytest.fixture
def trainings(measurement_module):
    return measurement_module('trainings')


@pytest.fixture
def calls(monkeypatch):
    """Replace training and test; return the calls of both."""
    calls = []

    def train(config, work_dir, **settings):
        calls.append(('train', config, settings['resume']))
        torch.save({}, Path(work_dir) / 'iter_3.pth')

    def evaluate(config, checkpoint, work_dir, **settings):
        calls.append(('evaluate', Path(checkpoint).name))
        return {f'fashionai/{name}': 7.5 for name in ('NE', 'NE_low', 'NE_high')}

    monkeypatch.setattr('fashionkp_mm.apis.train', train)
    monkeypatch.setattr('fashionkp_mm.apis.evaluate', evaluate)
    return calls


def test_a_training_is_scored_once(trainings, calls, tmp_path):
    training = trainings.Training('cpn_small_all', tmp_path / 'run', dict(views=9))
    result = training.result()
    assert {**result, 'minutes': 0} == dict(NE=7.5, NE_low=7.5, NE_high=7.5, minutes=0)
    assert 0 < result['minutes'] < 1
    assert calls == [('train', 'cpn_small_all', False), ('evaluate', 'iter_3.pth')]
    assert training.result() == result
    assert len(calls) == 2


def test_an_interrupted_training_is_resumed_and_has_no_time(trainings, calls, tmp_path):
    torch.save({}, tmp_path / 'iter_2.pth')
    assert trainings.Training('cpn_small_all', tmp_path, {}).result()['minutes'] is None
    assert calls[0] == ('train', 'cpn_small_all', True)


def test_a_checkpoint_is_scored_as_it_is(trainings, calls, tmp_path):
    training = trainings.Training('cpn_small_all', tmp_path, {}, checkpoint='starter')
    assert training.result()['minutes'] is None
    assert calls == [('evaluate', 'starter')]


def test_other_settings_need_another_folder(trainings, calls, tmp_path):
    trainings.Training('cpn_small_all', tmp_path, dict(views=9)).result()
    with pytest.raises(SystemExit, match='begun with other settings'):
        trainings.Training('cpn_small_all', tmp_path, dict(views=8)).result()
    assert json.loads((tmp_path / 'settings.json').read_text()) == dict(views=9, amp=False)


def test_a_short_training_has_a_short_warm_up(trainings):
    assert [trainings.warm_up(steps, 200) for steps in (5, 100, 9000)] == [2, 10, 200]
