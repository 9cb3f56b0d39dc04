"""Tests of a learning rate that starts again with each stage."""

import pytest
import torch
from mmpose.registry import PARAM_SCHEDULERS

from fashionkp_mm.engine.stagewise_cosine_lr import stage_at


def rates(num_steps: int, *, warmup: int = 0) -> list[float]:
    """Return the rate in each step of a training of three epochs."""
    optimizer = torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=2.0)
    cosine = dict(type='StagewiseCosineLR', num_stages=3, eta_min_ratio=0.1, by_epoch=True, end=3)
    schedulers = [
        PARAM_SCHEDULERS.build(
            dict(cosine, convert_to_iter_based=True),
            default_args=dict(optimizer=optimizer, epoch_length=num_steps // 3),
        )
    ]
    if warmup:
        linear = dict(type='LinearLR', start_factor=0.5, by_epoch=False, end=warmup)
        schedulers.append(PARAM_SCHEDULERS.build(linear, default_args=dict(optimizer=optimizer)))
    found = []
    for _ in range(num_steps):
        found.append(optimizer.param_groups[0]['lr'])
        optimizer.step()
        for scheduler in schedulers:
            scheduler.step()
    return found


def test_the_rate_starts_again_with_each_stage():
    # half a cosine from 2 to 0.2 in four steps: 1 + cos(0), cos(45), cos(90), cos(135 degrees)
    half = [2.0, 1.1 + 0.9 * 0.5**0.5, 1.1, 1.1 - 0.9 * 0.5**0.5]
    assert rates(12) == pytest.approx(half * 3)


def test_a_warmup_before_it_changes_the_first_steps_alone():
    plain, warm = rates(12), rates(12, warmup=2)
    assert warm[0] == pytest.approx(plain[0] / 2)
    assert warm[2:] == pytest.approx(plain[2:])


def test_each_stage_has_an_equal_part_of_the_steps():
    assert [stage_at(step, 6, 3) for step in range(8)] == [0, 0, 1, 1, 2, 2, 2, 2]
    assert stage_at(0, 1, 3) == 0
