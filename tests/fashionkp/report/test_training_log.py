"""Curves of training runs."""

import json

import pytest

from fashionkp.report import read_training_log, read_training_logs
from fashionkp.report.training_log import SCALARS


@pytest.fixture
def run(tmp_path):
    """Writes the numbers of one start of a run."""

    def write(start, *lines, end='\n'):
        path = tmp_path / 'my_run' / start / SCALARS
        path.parent.mkdir(parents=True)
        path.write_text('\n'.join(map(json.dumps, lines)) + end)
        return tmp_path / 'my_run'

    return write


def _train(step, loss):
    return dict(loss=loss, lr=0.1, epoch=1, iter=step, step=step)


def test_curves_of_training_and_validation(run):
    log = read_training_log(
        run('1', _train(10, 3.0), _train(20, 2.0), {'fashionai/NE': 9, 'step': 1})
    )
    assert log.name == 'my_run'
    assert {*log.curves} == {'loss', 'lr', 'fashionai/NE'}
    loss = log.curves['loss']
    assert (loss.steps.tolist(), loss.values.tolist(), loss.per_epoch) == ([10, 20], [3, 2], False)
    assert log.curves['fashionai/NE'].per_epoch


def test_resumed_run_replaces_the_steps_that_it_repeats(run):
    run('1', *(_train(step, 100 + step) for step in (10, 20, 30)))
    work_dir = run('2', *(_train(step, step) for step in (20, 40)))
    loss = read_training_log(work_dir).curves['loss']
    assert dict(zip(loss.steps.tolist(), loss.values.tolist(), strict=True)) == {
        10: 110,
        20: 20,
        40: 40,
    }


def test_source_may_be_the_folder_of_a_start_or_a_file(run):
    work_dir = run('1', _train(1, 1))
    assert read_training_log(work_dir / '1').name == '1'
    assert read_training_log(work_dir / '1' / SCALARS).name == '1'


def test_only_the_last_line_may_be_truncated(run, tmp_path):
    work_dir = run('1', _train(1, 1), end='\n{"loss": 0.')
    assert read_training_log(work_dir).curves['loss'].steps.tolist() == [1]
    path = work_dir / '1' / SCALARS
    path.write_text('{"loss": 0.\n{"loss": 1, "step": 2}\n')
    with pytest.raises(ValueError, match=r'scalars\.json:1: not valid JSON'):
        read_training_log(work_dir)


def test_values_that_are_not_finite_are_ignored(run):
    curves = read_training_log(run('1', _train(1, float('nan')), _train(2, 5))).curves
    assert curves['loss'].steps.tolist() == [2]


def test_source_without_a_log_is_an_error(run, tmp_path):
    with pytest.raises(FileNotFoundError, match='no such file or folder'):
        read_training_log(tmp_path / 'no')
    with pytest.raises(FileNotFoundError, match='expected a work dir of training'):
        read_training_log(tmp_path)
    with pytest.raises(ValueError, match=r'scalars\.json:1: expected an object'):
        read_training_log(run('1', [1], {'loss': 1, 'step': 1}))


def test_values_that_are_not_numbers_are_ignored(run):
    words = {'loss': 'nan', 'acc': True, 'lr': 10**400, 'norm': 1e200, 'step': 1}
    assert read_training_log(run('1', words)).curves == {}


@pytest.mark.parametrize('step', [10**30, -1, 1.5, True, None])
def test_steps_are_whole_numbers(run, step):
    with pytest.raises(ValueError, match='expected an object with a whole number'):
        read_training_log(run('1', {'loss': 1, 'step': step}))


def test_runs_of_the_same_name_get_distinct_names(tmp_path):
    for folder in 'ab':
        path = tmp_path / folder / 'run' / SCALARS
        path.parent.mkdir(parents=True)
        path.write_text('{"loss": 1, "step": 1}')
    logs = read_training_logs([tmp_path / folder / 'run' for folder in 'ab'])
    assert [log.name for log in logs] == ['a/run', 'b/run']
