"""Tests of the line for each validation."""

import logging
from types import SimpleNamespace

import pytest

from fashionkp_mm.engine.hooks import ValidationTableHook
from fashionkp_mm.evaluation import NormalizedError


@pytest.fixture
def runner():
    metric = NormalizedError()
    return SimpleNamespace(
        logger=SimpleNamespace(handlers=[logging.StreamHandler()]),
        message_hub=SimpleNamespace(runtime_info={}),
        val_loop=SimpleNamespace(evaluator=SimpleNamespace(metrics=[metric])),
        train_loop=SimpleNamespace(seconds_trained=0.4),
        iter=0,
        metric=metric,
    )


def metrics(ne):
    return {'fashionai/NE': ne, 'fashionai/NE_low': ne - 1, 'fashionai/NE_high': ne + 1}


def test_lines_state_ne_interval_time_and_the_best(runner, capsys):
    hook = ValidationTableHook()
    hook.before_train(runner)
    for runner.iter, runner.train_loop.seconds_trained, ne in (
        (0, 0.4, 9),
        (5, 61, 7),
        (9, 125, 8),
    ):
        hook.after_val_epoch(runner, metrics(float(ne)))
    hook.after_val_epoch(runner, metrics(float('nan')))
    lines = [line.split() for line in capsys.readouterr().out.splitlines()]
    assert lines[0][:2] == ['min:s', 'step']
    assert lines[1] == ['0:00', '0', '9.00', '8.00', 'to', '10.00', 'without', 'training']
    assert lines[2] == ['1:01', '5', '7.00', '6.00', 'to', '8.00', 'best']
    assert lines[3] == ['2:05', '9', '8.00', '7.00', 'to', '9.00']
    assert lines[4][2:] == ['none', 'no', 'point', 'counts']


@pytest.mark.parametrize(('progress', 'is_early'), [(0.4, True), (1.0, False)])
def test_an_early_end_has_a_reason(runner, capsys, progress, is_early):
    runner.train_loop.progress = progress
    ValidationTableHook().after_train(runner)
    assert ('did not improve' in capsys.readouterr().out) is is_early


def test_only_the_first_validation_writes_its_predictions(runner, tmp_path):
    hook = ValidationTableHook(str(tmp_path / 'start.csv'))
    hook.before_val_epoch(runner)
    assert runner.metric.submission == str(tmp_path / 'start.csv')
    runner.iter = 5
    hook.before_val_epoch(runner)
    assert runner.metric.submission is None


def test_the_terminal_has_warnings_alone_and_not_those_of_mmengine_about_itself(runner):
    ValidationTableHook().before_run(runner)
    (handler,) = runner.logger.handlers
    for level, text, shown in (
        (logging.INFO, 'Epoch(train) [1]', False),
        (logging.WARNING, 'the table has changed', True),
        (logging.WARNING, '"FileClient" will be deprecated in future', False),
    ):
        record = logging.LogRecord('mmengine', level, 'file.py', 1, text, (), None)
        assert bool(handler.filter(record)) is shown
