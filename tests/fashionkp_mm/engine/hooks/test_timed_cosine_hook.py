"""Tests of the learning rate that follows the time."""

from types import SimpleNamespace

import pytest

from fashionkp_mm.engine.hooks import TimedCosineHook


def test_it_rises_then_falls_and_ends_with_the_time():
    hook = TimedCosineHook(warm_up=0.1, lowest=0.01)
    assert hook.factor(0.0) == hook.factor(1.0) == pytest.approx(0.01)
    assert hook.factor(0.05) < hook.factor(0.1) > hook.factor(0.2) > hook.factor(0.9)
    assert hook.factor(0.5) == pytest.approx(0.01 + 0.99 / 2)
    assert TimedCosineHook(warm_up=0.0).factor(0.0) == 1.0


def test_the_rate_is_that_of_the_optimizer_also_after_a_resume():
    groups = [dict(lr=0.3), dict(lr=0.1)]
    loop = SimpleNamespace(progress=0.5, seconds_left=42.0)
    info = {}
    runner = SimpleNamespace(
        optim_wrapper=SimpleNamespace(param_groups=groups),
        train_loop=loop,
        message_hub=SimpleNamespace(update_info=info.__setitem__),
    )
    for _ in range(2):  # the second time with the groups of a checkpoint
        hook = TimedCosineHook(lowest=0.0)
        hook.before_train(runner)
        hook.before_train_iter(runner, 0)
        assert [group['lr'] for group in groups] == pytest.approx([0.15, 0.05])
    hook.after_train_iter(runner, 0)
    assert info == {'eta': 42.0}
