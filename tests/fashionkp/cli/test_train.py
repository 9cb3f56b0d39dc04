"""``fashionkp train``."""

import os
import sys

import pytest

from fashionkp.cli.main import main


@pytest.fixture(autouse=True)
def _no_summary(replace_function):
    replace_function('fashionkp_mm.apis.training_summary', 'print_summary')


def test_arguments_are_passed_to_train(replace_function):
    pytest.importorskip('mmengine')
    train = replace_function('fashionkp_mm.apis', 'train')
    options = ['--work-dir', 'runs', '--amp', '--average', 'ema', '--no-validate']
    options += ['--from', 'starter.pth', '--input-size', '512', '384', '--refine-crop']
    options += ['--logger', 'wandb', '--logger', 'mlflow', '--memory-order', 'contiguous']
    launch = ['--launcher', 'pytorch', '--local-rank', '3', '--cfg-options', 'a.b=[1,2]']
    assert main(['train', 'cpn_small_skirt', *options, *launch]) == 0
    args, kwargs = train.call
    assert args == ('cpn_small_skirt',)
    assert kwargs == dict(
        work_dir='runs',
        start_from='starter.pth',
        resume=False,
        amp=True,
        average='ema',
        compiled=False,
        memory_order='contiguous',
        validate=False,
        auto_scale_lr=False,
        loggers=['wandb', 'mlflow'],
        launcher='pytorch',
        input_size=(512, 384),
        options={'a.b': [1, 2], 'model.test_cfg.refine_crop': True},
    )
    assert os.environ['LOCAL_RANK'] == '3'


def test_resume_takes_a_checkpoint_or_the_latest(replace_function):
    pytest.importorskip('mmengine')
    for arguments, expected in ((['--resume'], True), (['--resume', 'a.pth'], 'a.pth')):
        train = replace_function('fashionkp_mm.apis', 'train')
        assert main(['train', 'cpn_small_skirt', *arguments]) == 0
        assert train.call[1]['resume'] == expected


def test_sigterm_ends_in_a_line(replace_function, capsys):
    termination = pytest.importorskip('fashionkp_mm.engine.hooks.termination_hook')
    replace_function('fashionkp_mm.apis', 'train')

    def train(*args, **kwargs):
        raise termination.TrainingTerminated('saved as iter_3.pth')

    sys.modules['fashionkp_mm.apis'].train = train
    assert main(['train', 'cpn_small_skirt']) == 143
    assert capsys.readouterr().err == 'fashionkp train: saved as iter_3.pth\n'
