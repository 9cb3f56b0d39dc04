"""Tests of averaged weights: values, checkpoints and resuming."""

import shutil
from types import SimpleNamespace

import pytest
import torch
from mmengine.hooks import Hook
from mmengine.runner import Runner
from mmpose.registry import HOOKS, MODELS
from torch import nn

from fashionkp_mm.apis import evaluate, train
from fashionkp_mm.config import load_config

EPOCHS, STEPS = 4, 2  # four images, two a step
SMALL = {
    'train_cfg.max_epochs': EPOCHS,
    'default_hooks.checkpoint.max_keep_ckpts': -1,
    'param_scheduler.0.start_factor': 1.0,  # no warm-up: weights move
    'model.backbone.stem_channels': 8,
    'model.backbone.base_channels': 8,
    'model.head.in_channels': (8, 16, 32, 64),
    'model.head.channels': 8,
    # neither presence nor scores, which are calibrated after each validation
    'model.garment_head': None,
    'custom_hooks': [
        hook
        for hook in load_config('cpn_small_skirt').custom_hooks
        if hook.type != 'ScoreCalibrationHook'
    ],
    'default_hooks.recorder': dict(type='WeightRecorder', priority='HIGH'),
}


@HOOKS.register_module(force=True)
class WeightRecorder(Hook):
    """Records the weights after each step, and the error of each validation."""

    def before_run(self, runner):
        runner.recorded = SimpleNamespace(states=[], errors=[])

    def after_train_iter(self, runner, *args, **kwargs):
        state = runner.model.state_dict()
        runner.recorded.states.append({name: value.clone() for name, value in state.items()})

    def after_val_epoch(self, runner, metrics=None):
        runner.recorded.errors.append(metrics['fashionai/NE'])


@pytest.fixture(scope='module')
def average(skirt_options, tmp_path_factory):
    """Return a function that trains with an average: options, work dir and runner."""
    trained = {}

    def run(kind):
        if kind not in trained:
            options, work_dir = {**skirt_options, **SMALL}, tmp_path_factory.mktemp(kind)
            runner = train('cpn_small_skirt', work_dir, average=kind, options=options)
            trained[kind] = options, work_dir, runner
        return trained[kind]

    return run


def saved(work_dir, epoch=EPOCHS):
    return torch.load(work_dir / f'epoch_{epoch}.pth')


def floats(state):
    return {name: value for name, value in state.items() if value.is_floating_point()}


def assert_same(actual, expected, **tolerance):
    for name, value in expected.items():
        torch.testing.assert_close(actual[name], value, msg=name, **tolerance)


def test_the_moving_average_equals_one_computed_by_hand(average):
    _, work_dir, runner = average('ema')
    first, *others = [floats(state) for state in runner.recorded.states]
    expected = first
    for step, state in enumerate(others, start=1):
        weight = 10 / (10 + step)
        expected = {k: (1 - weight) * v + weight * state[k] for k, v in expected.items()}
    state = saved(work_dir)['state_dict']
    assert_same(state, expected, rtol=1e-4, atol=1e-6)
    assert any((state[name] - others[-1][name]).abs().max() > 1e-3 for name in expected)


def test_swa_is_the_mean_over_the_last_quarter_of_the_epochs(average):
    _, work_dir, runner = average('swa')
    last = runner.recorded.states[-1]
    parameters = [name for name, _ in runner.model.named_parameters()]
    assert_same(saved(work_dir)['state_dict'], {name: last[name] for name in parameters})


def test_swa_over_two_epochs_is_their_mean(skirt_options, tmp_path):
    options = {**skirt_options, **SMALL, 'default_hooks.averaging': dict(type='SWAHook', share=0.5)}
    runner = train('cpn_small_skirt', tmp_path, options=options)
    ends = runner.recorded.states[STEPS - 1 :: STEPS][2:]
    parameters = [name for name, _ in runner.model.named_parameters()]
    expected = {name: (ends[0][name] + ends[1][name]) / 2 for name in parameters}
    assert_same(saved(tmp_path)['state_dict'], expected)
    # before, the weights are not averaged
    assert_same(saved(tmp_path, epoch=2)['state_dict'], runner.recorded.states[2 * STEPS - 1])


def batch_norm_inputs(model, loader):
    """Return the inputs of each batch norm in each batch, by name."""
    inputs = {}
    for name, module in model.named_modules():
        if isinstance(module, nn.BatchNorm2d):
            module.momentum = 0.0
            module.register_forward_pre_hook(
                lambda _, args, name=name: inputs.setdefault(name, []).append(args[0])
            )
    with torch.no_grad():
        for batch in loader:
            model(**model.data_preprocessor(batch, training=True), mode='loss')
    return inputs


def test_statistics_after_swa_are_those_of_the_averaged_weights(average):
    options, work_dir, _ = average('swa')
    cfg = load_config('cpn_small_skirt', options)
    state = saved(work_dir)['state_dict']
    model = MODELS.build(cfg.model).train()
    model.load_state_dict(state)
    inputs = batch_norm_inputs(model, Runner.build_dataloader(cfg.train_dataloader, seed=0))
    assert len(inputs) == sum(name.endswith('running_mean') for name in state)
    for name, batches in inputs.items():
        means = torch.stack([x.mean(dim=(0, 2, 3)) for x in batches]).mean(dim=0)
        variances = torch.stack([x.transpose(0, 1).flatten(1).var(dim=1) for x in batches])
        torch.testing.assert_close(state[f'{name}.running_mean'], means, rtol=1e-3, atol=1e-4)
        torch.testing.assert_close(
            state[f'{name}.running_var'], variances.mean(dim=0), rtol=1e-3, atol=1e-4
        )


@pytest.mark.parametrize('kind', ['ema', 'swa'])
def test_the_average_is_validated_and_tested(kind, average):
    options, work_dir, runner = average(kind)
    options = {key: value for key, value in options.items() if 'recorder' not in key}
    metrics = evaluate('cpn_small_skirt', work_dir / f'epoch_{EPOCHS}.pth', options=options)
    assert metrics['fashionai/NE'] == pytest.approx(runner.recorded.errors[-1], rel=1e-4)
    assert_same(runner.model.state_dict(), runner.recorded.states[-1])  # restored after validation


@pytest.mark.parametrize('kind', ['ema', 'swa'])
def test_the_average_is_resumed(kind, average, tmp_path):
    options, work_dir, _ = average(kind)
    first = shutil.copy(work_dir / f'epoch_{EPOCHS - 1}.pth', tmp_path)
    train('cpn_small_skirt', tmp_path, resume=first, average=kind, options=options)
    for key in ('state_dict', 'ema_state_dict'):
        assert_same(saved(tmp_path)[key], saved(work_dir)[key], rtol=1e-4, atol=1e-6)
