"""Tests of the setup and cleanup of runs."""

from pathlib import Path
from types import SimpleNamespace

import pytest
from mmengine.config import Config

from fashionkp_mm.apis.runs import separate_run, set_work_dir, stop_workers


@pytest.mark.parametrize(
    ('configured', 'given', 'expected'),
    [
        (None, None, Path('work_dirs', 'cpn_small_skirt')),
        ('configured', None, Path('configured')),
        ('configured', Path('given'), Path('given')),
    ],
)
def test_the_work_dir_is_given_configured_or_named_after_the_config(configured, given, expected):
    cfg = Config(dict(work_dir=configured))
    set_work_dir(cfg, 'cpn_small_skirt', given)
    assert Path(cfg.work_dir) == expected


def test_runs_of_one_config_have_different_names():
    configs = [Config(dict(experiment_name='skirts', visualizer=dict(name='v'))) for _ in 'ab']
    for cfg in configs:
        separate_run(cfg)
    assert configs[0].experiment_name != configs[1].experiment_name
    assert configs[0].visualizer.name != configs[1].visualizer.name


def test_stopped_loaders_have_no_workers():
    loop = SimpleNamespace(dataloader=SimpleNamespace(_iterator=object()))
    stop_workers(loop, None)
    assert loop.dataloader._iterator is None
