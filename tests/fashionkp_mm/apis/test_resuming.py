"""Tests of resuming a killed run: weights, optimizer, average and random numbers."""

import signal
import subprocess
import sys
from pathlib import Path

import pytest
import torch

from fashionkp_mm.apis import train
from fashionkp_mm.checkpoints.latest import latest_checkpoint

LOADERS = ('train_dataloader', 'val_dataloader')
STEPS, EPOCHS = 5, 2  # 20 images, 4 a step
EVERY_3_STEPS = {
    'default_hooks.checkpoint.by_epoch': False,
    'default_hooks.checkpoint.interval': 3,
}
WORKERS = {f'{loader}.num_workers': 2 for loader in LOADERS} | {
    f'{loader}.persistent_workers': True for loader in LOADERS
}


def kill(config: Path, work_dir: Path, when: int | str) -> None:
    script = Path(__file__).with_name('killed_training.py')
    command = [sys.executable, str(script), str(config), str(work_dir), str(when)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300)
    assert done.returncode == -signal.SIGKILL, done.stderr


def flat(state, key='') -> dict:
    """Return the tensors and numbers in a checkpoint by their nested keys."""
    if isinstance(state, dict | list | tuple):
        items = state.items() if isinstance(state, dict) else enumerate(state)
        return {k: v for name, value in items for k, v in flat(value, f'{key}.{name}').items()}
    return {key: state} if isinstance(state, torch.Tensor | int | float) else {}


HERE, ALONE = pytest.mark.faults, pytest.mark.faults(alone=True)  # half a minute


@pytest.mark.parametrize(
    ('options', 'when', 'resumed_from'),
    [
        pytest.param({}, STEPS + 3, 'epoch_1.pth', id='in an epoch', marks=HERE),
        pytest.param({}, 'epoch_2.pth', 'epoch_1.pth', id='while saving', marks=ALONE),
        pytest.param(
            EVERY_3_STEPS | WORKERS,
            STEPS + 3,
            'iter_6.pth',
            id='with checkpoints in an epoch',
            marks=ALONE,
        ),
    ],
)
def test_a_resumed_run_ends_with_the_weights_of_an_uninterrupted_one(
    options, when, resumed_from, short_config, whole, tmp_path
):
    short = short_config(**options)
    kill(short, tmp_path, when)
    assert latest_checkpoint(tmp_path).name == resumed_from
    runner = train(short, tmp_path, resume=True)
    assert (runner.epoch, runner.iter) == (EPOCHS, EPOCHS * STEPS)
    resumed = torch.load(latest_checkpoint(tmp_path))
    for part in ('state_dict', 'ema_state_dict', 'optimizer', 'param_schedulers'):
        actual, expected = flat(resumed[part]), flat(whole[part])
        assert actual.keys() == expected.keys()
        for name, value in expected.items():
            torch.testing.assert_close(actual[name], value, rtol=0, atol=1e-6, msg=f'{part}{name}')


def test_resuming_in_an_epoch_needs_a_sampler_that_skips(short_config, whole, tmp_path):
    middle = tmp_path / 'iter_7.pth'
    torch.save({**whole, 'meta': {**whole['meta'], 'epoch': 1, 'iter': 7}}, middle)
    plain = short_config(**{'train_dataloader.sampler.type': 'DefaultSampler'})
    with pytest.raises(TypeError, match=r'2 steps into epoch 2.*DefaultSampler.*ResumableSampler'):
        train(plain, tmp_path, resume=middle)


def test_training_starts_if_there_is_nothing_to_resume(short_config, tmp_path):
    runner = train(
        short_config(**{'train_cfg.max_epochs': 1}), tmp_path, resume=True, validate=False
    )
    assert runner.iter == STEPS
