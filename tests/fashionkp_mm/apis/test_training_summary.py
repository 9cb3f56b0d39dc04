"""Tests of what the summary of a training says."""

import re
import shutil

from fashionkp_mm.apis import train
from fashionkp_mm.apis.training_summary import training_summary


def test_score_files_and_next_command(trained):
    text = training_summary(trained.runner, 'cpn_small_skirt')
    best = next(trained.work_dir.glob('best_*.pth'))
    assert re.search(rf'best NE: \d+\.\d\d %, {re.escape(str(best))}', text)
    assert str(trained.work_dir / 'epoch_2.pth') in text
    assert text.endswith(f'fashionkp test cpn_small_skirt {best}')
    assert re.search(r'4 validation images say little.*95 %', text)
    assert 'finished' not in text


def test_a_copied_work_dir_names_its_own_files(trained, tmp_path, monkeypatch):
    copied = shutil.copytree(trained.work_dir, tmp_path / 'copy')
    monkeypatch.setattr(trained.runner, '_work_dir', str(copied))
    text = training_summary(trained.runner, 'cpn_small_skirt')
    best = next(copied.glob('best_*.pth'))
    assert text.endswith(f'fashionkp test cpn_small_skirt {best}')
    assert f'latest checkpoint: {copied / "epoch_2.pth"}' in text


def test_a_finished_training_says_so(trained, skirt_options):
    runner = train('cpn_small_skirt', trained.work_dir, resume=True, options=skirt_options)
    assert '2 of 2 epochs' in training_summary(runner, 'cpn_small_skirt')


def test_the_terminal_shows_no_config(skirt_options, tmp_path, capsys):
    options = {**skirt_options, 'train_cfg.max_epochs': 1}
    train('cpn_small_skirt', tmp_path, validate=False, options=options)
    shown = ''.join(capsys.readouterr())
    assert 'Config:' not in shown
    assert 'Hooks will be executed' not in shown
    assert 'DEBUG' not in shown
    assert 'Epoch(train) [1][2/2]' in shown
    log = next(tmp_path.glob('*/*.log')).read_text()
    assert 'Config:' in log
    assert 'System environment' in log
