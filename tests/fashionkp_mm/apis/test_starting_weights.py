"""Tests of trainings that start from a checkpoint for other key points (``--from``)."""

import re
from pathlib import Path
from urllib.error import URLError

import pytest
import torch

from fashionkp.cli.main import main
from fashionkp_mm.apis import train
from fashionkp_mm.apis.training_summary import training_summary
from fashionkp_mm.checkpoints.latest import latest_checkpoint
from fashionkp_mm.config import load_config

LEAF = 'cpn_small_trousers'
HEADLINE = r'weights from .*epoch_2\.pth: (\d+) of \1, for 2 of 7 key points'


@pytest.fixture(scope='module')
def skirt(trained) -> Path:
    return trained.work_dir / 'epoch_2.pth'


@pytest.fixture(scope='module')
def frozen(skirt_options) -> dict:
    """Options of an epoch for trousers that changes no weight."""
    options = {key: value for key, value in skirt_options.items() if not key.endswith('pipeline')}
    return {**options, 'train_cfg.max_epochs': 1, 'optim_wrapper.optimizer.lr': 0.0}


@pytest.fixture(scope='module')
def started(skirt, frozen, tmp_path_factory):
    work_dir = tmp_path_factory.mktemp('started')
    return train(LEAF, work_dir, start_from=skirt, average='ema', options=frozen)


def test_weights_are_those_of_the_checkpoint_also_in_the_average(started, skirt):
    expected = torch.load(skirt)['state_dict']
    checkpoint = torch.load(latest_checkpoint(started.work_dir))
    points = load_config(LEAF).model.head.out_channels
    averaged = {name: w for name, w in checkpoint['ema_state_dict'].items() if '.' in name}
    assert averaged
    for states, prefix in ((checkpoint['state_dict'], ''), (averaged, 'module.')):
        for name, _ in started.model.named_parameters():
            weight = states[prefix + name]
            if weight.shape[:1] == (points,):  # waistband_left and waistband_right are shared
                torch.testing.assert_close(weight[:2], expected[name][:2], msg=name)
            else:
                torch.testing.assert_close(weight, expected[name], msg=name)


def test_log_summary_and_config_say_where_they_are_from(started, skirt, frozen):
    log = next(Path(started.work_dir).glob('*/*.log')).read_text()
    assert 'new key points (5): crotch, ' in log
    assert 'not used key points (2): hemline_left, hemline_right' in log
    assert started.cfg.start_from == str(skirt)
    assert load_config(Path(started.work_dir, f'{LEAF}.py')).start_from == str(skirt)
    options = {**frozen, 'train_cfg.max_epochs': 2}
    config = Path(started.work_dir, f'{LEAF}.py')
    resumed = train(config, started.work_dir, resume=True, validate=False, options=options)
    for runner in (started, resumed):
        assert re.match(HEADLINE, training_summary(runner, LEAF))
    log = max(Path(started.work_dir).glob('*/*.log')).read_text()
    assert 'weights from' not in log  # a resumed training has its own


def test_no_weights_are_downloaded_that_the_checkpoint_has(
    skirt, frozen, tmp_path, fails_to_download
):
    requested = fails_to_download(URLError('no route to host'))
    pretrained = dict(_delete_=True, type='Pretrained', checkpoint='https://example.org/a.pth')
    options = {**frozen, 'model.backbone.init_cfg': pretrained}
    train(LEAF, tmp_path, start_from=skirt, validate=False, options=options)
    assert requested == []


def failed(capsys, *arguments: str) -> str:
    """Return the error of a training that cannot start, which is one line."""
    capsys.readouterr()
    assert main(['train', 'cpn_small_skirt', *arguments]) == 2
    error = capsys.readouterr().err
    assert len(error.splitlines()) == 1
    return error


def test_what_cannot_be_started_from_is_an_error_of_a_line(skirt, tmp_path, capsys):
    arguments = ['--work-dir', str(tmp_path / 'run'), '--from']
    assert f'no checkpoint {tmp_path}/a.pth' in failed(capsys, *arguments, f'{tmp_path}/a.pth')
    (tmp_path / 'a.pth').write_text('weights')
    assert 'a.pth: not a PyTorch checkpoint' in failed(capsys, *arguments, f'{tmp_path}/a.pth')
    assert 'with --resume' in failed(capsys, *arguments, str(skirt), '--resume')
