"""Tests of fine-tuning, from a table to a model: a real one of a few steps, and interruptions."""

from contextlib import redirect_stdout
from io import StringIO
from itertools import count
from pathlib import Path
from types import SimpleNamespace

import pytest

from fashionkp import Predictor
from fashionkp.annotations import read_submission
from fashionkp_mm.apis import evaluate
from fashionkp_mm.checkpoints.latest import latest_checkpoint
from fashionkp_mm.engine import timed_train_loop
from fashionkp_mm.finetuning import data as sides
from fashionkp_mm.finetuning import finetune, run

SIZE = (64, 64)
ONE_PROCESS = {f'{loader}_dataloader.num_workers': 0 for loader in ('train', 'val', 'test')}


@pytest.fixture(scope='module')
def patch():
    """A clock that each look at it advances by half a second, and few photos that decide."""
    with pytest.MonkeyPatch.context() as patch:
        ticks = count()
        patch.setattr(timed_train_loop, 'monotonic', lambda: next(ticks) / 2)
        patch.setattr(sides, 'MIN_TO_JUDGE', 2)
        yield patch


@pytest.fixture(scope='module')
def tuned(data_root, tmp_path_factory, patch):
    """A fine-tuning on the photos of the archive, and what it printed."""
    out = tmp_path_factory.mktemp('tuned') / 'out'
    with redirect_stdout(StringIO()) as printed:
        result = finetune(
            data_root / 'train', out, minutes=0.4, input_size=SIZE, options=ONE_PROCESS
        )
    return SimpleNamespace(result=result, folder=result.folder, printed=printed.getvalue())


def test_it_leaves_a_model_a_report_and_both_scores(tuned):
    folder = tuned.folder
    predictor = Predictor(folder.model)
    assert (predictor.card.input_size, len(predictor.categories)) == (SIZE, 5)
    assert folder.weights.is_file()
    assert '<svg' in folder.report.read_text()
    models = tuned.result.numbers['models']
    assert [model['scores']['official']['images'] > 0 for model in models.values()] == [True] * 2
    assert str(folder.model) in tuned.result.summary
    assert tuned.result.stopped_by is None


def test_the_first_line_is_the_score_of_the_starter(tuned, tmp_path):
    rows = [line.split() for line in tuned.printed.splitlines() if ' to ' in line and ':' in line]
    first = next(row for row in rows if row[-2:] == ['without', 'training'])
    options = {'test_dataloader.dataset.data_root': str(tuned.folder.data), **ONE_PROCESS}
    options |= {
        'test_dataloader.dataset.ann_file': 'val.csv',
        'test_dataloader.dataset.split': None,
    }
    starter = evaluate(
        'cpn_lite0_finetune_all', 'starter', tmp_path, input_size=SIZE, options=options
    )
    assert float(first[2]) == pytest.approx(starter['fashionai/NE'], abs=0.006)
    models = tuned.result.numbers['models'].values()
    start_ne = next(iter(models))['scores']['official']['NE']
    assert start_ne == pytest.approx(starter['fashionai/NE'], abs=0.01)


def test_a_second_one_in_the_folder_is_refused(tuned, data_root):
    with pytest.raises(ValueError, match='holds checkpoints of an earlier training'):
        finetune(data_root / 'train', tuned.folder.path)


def test_it_goes_on_with_more_time(tuned, data_root, monkeypatch):
    steps = int(latest_checkpoint(tuned.folder.work_dir).stem.split('_')[1])
    assert steps > 1
    monkeypatch.setattr(run, '_finish', lambda *arguments: arguments)
    finetune(data_root / 'train', tuned.folder.path, minutes=0.7, resume=True, options=ONE_PROCESS)
    resumed = latest_checkpoint(tuned.folder.work_dir)
    assert int(resumed.stem.split('_')[1]) > steps
    start = read_submission(tuned.folder.start_predictions)
    assert len(start) == 4  # of the first start, still


@pytest.fixture
def interrupted(data_root, tmp_path, monkeypatch):
    """Return a function that fine-tunes with a training that a signal ends."""
    monkeypatch.setattr(run, '_finish', lambda folder, sides, config, stop: stop)

    def fine_tune(stop: BaseException, *checkpoints: str):
        def train(config, work_dir, **_):
            for name in checkpoints:
                Path(work_dir, name).write_bytes(b'\x80')
            raise stop

        monkeypatch.setattr(run, 'train', train)
        return finetune(data_root / 'train', tmp_path / 'out')

    return fine_tune


@pytest.mark.parametrize('stop', [KeyboardInterrupt(), SystemExit(143)])
def test_a_signal_keeps_what_there_is_and_exports_it(interrupted, stop):
    assert interrupted(stop, 'best_NE_iter_4.pth', 'iter_4.pth') is stop


def test_a_signal_before_the_first_checkpoint_is_passed_on(interrupted):
    with pytest.raises(KeyboardInterrupt):
        interrupted(KeyboardInterrupt())


def test_the_last_weights_of_few_photos_are_kept(tmp_path):
    folder = SimpleNamespace(work_dir=tmp_path)
    for name in ('best_NE_iter_2.pth', 'iter_9.pth'):
        (tmp_path / name).write_bytes(b'\x80')
    kept = [run._kept_checkpoint(folder, SimpleNamespace(can_judge=x)) for x in (True, False)]
    assert [path.name for path in kept] == ['best_NE_iter_2.pth', 'iter_9.pth']


def test_few_photos_end_by_epochs_and_not_by_their_score(data_root, tmp_path, monkeypatch):
    monkeypatch.setattr(sides, 'MIN_TO_JUDGE', 5)
    few = sides.write_sides(data_root / 'train', tmp_path / 'data')
    options = run._options(run.FineTuningFolder(tmp_path), few)
    assert options['train_cfg.max_epochs'] == 120
    assert options['default_hooks.early_stopping.patience'] > 1000
    monkeypatch.setattr(sides, 'MIN_TO_JUDGE', 2)
    assert 'train_cfg.max_epochs' not in run._options(run.FineTuningFolder(tmp_path), few)
