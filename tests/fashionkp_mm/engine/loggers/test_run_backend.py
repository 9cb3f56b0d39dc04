"""Test of what the loggers have in common."""

import sys

import pytest

from fashionkp.cli.train import parse_args
from fashionkp.optional_packages import MissingPackage
from fashionkp_mm.apis import train
from fashionkp_mm.config import load_config
from fashionkp_mm.engine.loggers import LOGGERS, add_loggers
from fashionkp_mm.engine.loggers.run_backend import RunBackend


@pytest.mark.parametrize('name', LOGGERS)
def test_a_missing_package_is_named_with_how_to_install_it(name, monkeypatch):
    monkeypatch.setitem(sys.modules, name, None)
    monkeypatch.setattr('importlib.util.find_spec', lambda name: None)
    with pytest.raises(MissingPackage, match=f'{name} is not installed: pip install {name}'):
        add_loggers(load_config('cpn_small_skirt'), [name])


def test_the_command_line_has_all_loggers():
    options = [word for name in LOGGERS for word in ('--logger', name)]
    assert parse_args(['cpn_small_skirt', *options]).loggers == [*LOGGERS]


@pytest.mark.parametrize('name', LOGGERS)
def test_a_logger_is_added_once(name, monkeypatch):
    monkeypatch.setattr('fashionkp_mm.engine.loggers.check_installed', lambda name: None)
    cfg = load_config('cpn_small_skirt')
    for _ in range(2):
        add_loggers(cfg, [name, name])
    types = [backend.type for backend in cfg.visualizer.vis_backends]
    assert types == ['LocalVisBackend', LOGGERS[name].__name__]


def test_an_unknown_logger_lists_the_choices():
    with pytest.raises(ValueError, match=r"'tensorbord'.*tensorboard, wandb, mlflow"):
        add_loggers(load_config('cpn_small_skirt'), ['tensorbord'])


@pytest.mark.parametrize('name', LOGGERS)
def test_nothing_is_recorded_before_the_first_step(name, skirt_options, tmp_path, monkeypatch):
    def refuse(*_):
        raise AssertionError('started')

    monkeypatch.setattr('fashionkp_mm.engine.loggers.check_installed', lambda name: None)
    monkeypatch.setattr(RunBackend, 'start', refuse)
    options = {**skirt_options, 'train_dataloader.dataset.ann_file': 'gone'}
    with pytest.raises(FileNotFoundError, match='gone'):
        train('cpn_small_skirt', tmp_path, options=options, loggers=[name])
    assert not [*tmp_path.glob('*/vis_data/*events*'), *tmp_path.glob('wandb')]
