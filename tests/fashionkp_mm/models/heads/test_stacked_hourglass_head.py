"""Tests of the stacked hourglass head: shapes, heatmaps as input, losses, overfitting."""

import numpy as np
import pytest
import torch

from fashionkp_mm.models import GarmentMSELoss, StackedHourglassHead
from fashionkp_mm.models.heads.stacked_hourglass_head import NextHourglass

CHANNELS = 16


def features(batch):
    generator = torch.Generator().manual_seed(0)
    return tuple(torch.randn(batch, CHANNELS, 16, 16, generator=generator) for _ in range(2))


@pytest.fixture
def head(codec):
    """Return a function that makes a narrow head with initialized weights."""

    def make(num_keypoints, num_stacks=2):
        torch.manual_seed(0)
        model = StackedHourglassHead([CHANNELS] * 2, num_keypoints, num_stacks, decoder=codec)
        model.init_weights()
        return model

    return make


@pytest.mark.parametrize('num_keypoints', [1, 4, 24])
def test_forward_returns_the_heatmaps_of_the_last_hourglass(head, num_keypoints):
    model = head(num_keypoints, num_stacks=3)
    heatmaps = model.all_heatmaps(features(2))
    assert [h.shape for h in heatmaps] == [(2, num_keypoints, 16, 16)] * 3
    torch.testing.assert_close(model(features(2)), heatmaps[-1])


def test_heatmaps_are_an_input_of_the_next_hourglass(head):
    model = head(4).eval()
    before = model.all_heatmaps(features(1))
    model.predictors[0].bias.data.add_(1)
    after = model.all_heatmaps(features(1))
    torch.testing.assert_close(after[0], before[0] + 1)
    assert not torch.allclose(after[1], before[1])


def test_the_next_input_is_the_sum_of_the_last_its_output_and_its_heatmaps():
    hourglass = NextHourglass(channels=2, num_keypoints=1).eval()
    for layer in (hourglass.remap_features, hourglass.remap_heatmaps):
        torch.nn.init.ones_(layer.weight)
        torch.nn.init.zeros_(layer.bias)
    x, features = (torch.full((1, 2, 16, 16), value) for value in (1.0, 10.0))
    heatmaps = torch.full((1, 1, 16, 16), 100.0)
    summed, _ = hourglass(x, features, heatmaps)
    torch.testing.assert_close(summed, torch.full_like(x, 1 + 2 * 10 + 100))


def test_initial_heatmaps_are_near_zero(head):
    for heatmaps in head(4).all_heatmaps(features(2)):
        assert heatmaps.abs().max() < 0.05


def test_there_is_one_loss_per_hourglass(head, sample):
    model = head(24, num_stacks=3).eval()
    skirt, weights = np.full((24, 2), 20.0), np.zeros(24)
    weights[[15, 16]] = 1
    batch = [sample(skirt, weights, raw_ann_info=dict(num_points=4))]
    losses = model.loss(features(1), batch)
    target = batch[0].gt_fields.heatmaps[None]
    weights_and_counts = torch.tensor(weights)[None].float(), torch.tensor([4.0])
    expected = [
        GarmentMSELoss()(heatmaps, target, *weights_and_counts)
        for heatmaps in model.all_heatmaps(features(1))
    ]
    assert list(losses) == ['loss_stack0', 'loss_stack1', 'loss_stack2']
    torch.testing.assert_close(list(losses.values()), expected)


def test_every_parameter_gets_a_gradient(head, sample):
    model = head(4)
    targets = [sample(np.full((4, 2), 20.0), np.ones(4))] * 2
    sum(model.loss(features(2), targets).values()).backward()
    missing = [name for name, p in model.named_parameters() if p.grad is None]
    dead = [name for name, p in model.named_parameters() if not missing and not p.grad.any()]
    assert (missing, dead) == ([], [])


def test_one_batch_can_be_overfitted(head, overfitting_error):
    # the coarsest scale has one cell, so that its batch norms need several samples
    points = np.random.default_rng(0).uniform(8, 56, (8, 4, 2))
    assert overfitting_error(head(4), features(8), points, steps=90, lr=1e-2) < 1.0
