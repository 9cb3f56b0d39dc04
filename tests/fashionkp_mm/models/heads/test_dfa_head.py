"""Tests of Deep Fashion Alignment: the cascade, its losses, and the authors' networks."""

import math
from collections.abc import Sequence

import numpy as np
import pytest
import torch
from mmengine.structures import InstanceData
from mmpose.structures import PoseDataSample

from fashionkp.categories import CATEGORIES, CATEGORY_NAMES, flip_indices
from fashionkp_mm.models import DFAHead

SKIRT = CATEGORIES['skirt']
CODEC = dict(type='RegressionLabel', input_size=(64, 64))
WIDTH = 8  # channels of the features
BATCH = 8


def head(**kwargs) -> DFAHead:
    """Return a narrow head for skirts, without dropout."""
    torch.manual_seed(0)
    widths = dict(fc_channels=32, num_labels=4)
    model = DFAHead((WIDTH,) * 4, 4, decoder=CODEC, **widths, **kwargs)
    model.categories = ['skirt']
    model.init_weights()
    return model.eval()


def features(seed: int = 0, side: int = 7) -> tuple[torch.Tensor, ...]:
    generator = torch.Generator().manual_seed(seed)
    return tuple(torch.randn(BATCH, WIDTH, side, side, generator=generator) for _ in range(4))


def sample(
    points: np.ndarray, visibility: Sequence[int] = (1, 1, 1, 1), *, flip: bool = False
) -> PoseDataSample:
    """Return a skirt with points (4, 2), relative to the input."""
    row = np.full(24, -1, np.int8)
    row[list(SKIRT.keypoint_ids)] = visibility
    info = dict(category_id=CATEGORY_NAMES.index('skirt'), flip=flip, input_size=(64, 64))
    flips = list(flip_indices(SKIRT.keypoints))
    data_sample = PoseDataSample(
        metainfo=dict(info, raw_ann_info=dict(visibility=row), flip_indices=flips)
    )
    annotated = row[list(SKIRT.keypoint_ids)] >= 0
    data_sample.gt_instance_labels = InstanceData(
        keypoint_labels=torch.as_tensor(points, dtype=torch.float32)[None],
        keypoint_weights=torch.as_tensor(annotated, dtype=torch.float32)[None],
    )
    return data_sample


def samples(seed: int = 0) -> list[PoseDataSample]:
    points = np.random.default_rng(seed).uniform(0.2, 0.8, (BATCH, 4, 2))
    return [sample(garment) for garment in points]


def with_clusters(model: DFAHead) -> DFAHead:
    """Return the head after it has seen enough samples for clusters and routing."""
    for seed in range(16):
        model.loss(features(seed), samples(seed))
    assert all(labels.temperature > 0 for labels in model.pseudo_labels)
    assert model.routing.errors.min() > 0
    return model


def networks(model: DFAHead) -> list[torch.nn.Module]:
    """Return the networks in the order in which they predict: stages 1 and 2, easy, hard."""
    return list(model.stages)[::-1]


def gradients(model: DFAHead, loss: torch.Tensor) -> list[bool]:
    """Return for each network whether a loss has a gradient in it."""
    weights = [network.fc7.weight for network in networks(model)]
    found = torch.autograd.grad(loss, weights, retain_graph=True, allow_unused=True)
    return [gradient is not None and bool(gradient.any()) for gradient in found]


def test_the_later_stages_start_without_an_effect():
    first, *later = head().cascade(features()).points
    assert not torch.equal(first[0], first[1])
    assert all(torch.equal(points, first) for points in later)


def test_each_stage_adds_its_offsets_to_the_points_of_the_one_before():
    model = head()
    for index, stage in enumerate(networks(model)[1:], start=1):
        torch.nn.init.constant_(stage.points.bias, index)
    first, second, easy, hard = model.cascade(features()).points
    # a unit of the offsets is a fifth of the input
    for points, start, fifths in ((second, first, 1), (easy, second, 2), (hard, second, 3)):
        torch.testing.assert_close(points - start, torch.full_like(points, fifths / 5))


def test_a_sample_takes_the_branch_that_the_routing_chooses():
    model = head()
    for stage, bias in zip(networks(model)[2:], (1.0, -1.0), strict=True):
        torch.nn.init.constant_(stage.points.bias, bias)
    start = model.cascade(features()).points[1]
    hard = torch.tensor([0.0, 1, 0.5, 0, 1, 1, 0, 0])
    model.routing.forward = lambda _: hard
    moved = model(features())[..., :2] - start
    expected = (1 - 2 * hard)[:, None, None].expand_as(moved) / 5
    torch.testing.assert_close(moved, expected)


def test_scores_are_the_probability_of_being_visible():
    model = head()
    for stage in networks(model)[2:]:
        torch.nn.init.zeros_(stage.visibility.weight)
        # visible, occluded, absent
        bias = torch.tensor([0.6, 0.3, 0.1]).log().repeat(4)
        stage.visibility.bias.data.copy_(bias)
    instances = model.predict(features(), samples())
    scores = np.concatenate([instance.keypoint_scores for instance in instances])
    np.testing.assert_allclose(scores, 0.6, rtol=1e-5)


def test_the_loss_of_a_stage_trains_its_own_network_alone():
    model = head()
    for network in networks(model)[1:]:
        torch.nn.init.normal_(network.points.weight)
    losses = model.loss(features(), samples())
    assert gradients(model, losses['loss_stage1']) == [True, False, False, False]
    assert gradients(model, losses['loss_stage2']) == [False, True, False, False]
    assert gradients(model, losses['loss_stage3'])[:2] == [False, False]
    assert gradients(model, losses['loss_visibility']) == [True] * 4


@pytest.mark.parametrize(('hard', 'trained'), [(0.0, [True, False]), (1.0, [False, True])])
def test_a_branch_learns_from_its_own_samples_alone(hard, trained):
    model = with_clusters(head())
    for stage in networks(model)[2:]:
        torch.nn.init.normal_(stage.points.weight)
    model.routing.forward = lambda shares: torch.full((len(shares),), hard)
    losses = model.loss(features(), samples())
    for name in ('loss_stage3', 'loss_visibility', 'loss_labels'):
        assert gradients(model, losses[name])[2:] == trained


def test_every_parameter_gets_a_gradient_before_and_after_there_are_clusters():
    for model in (head(), with_clusters(head())):
        losses = model.loss(features(), samples())
        sum(loss for name, loss in losses.items() if name.startswith('loss')).backward()
        assert all(parameter.grad is not None for parameter in model.parameters())
        assert (losses['loss_labels'] > 0) == (model.routing.threshold > 0)


def test_position_losses_by_hand():
    model = head()
    torch.nn.init.zeros_(networks(model)[0].points.weight)  # all points at the centre
    points = np.full((BATCH, 4, 2), 0.5)
    points[..., 0] += 0.1
    losses = model.loss(features(), [sample(garment) for garment in points])
    # 0.1 is half of a fifth, in one of two coordinates: 0.5 * 0.5 ** 2 / 2
    for stage in (1, 2, 3):
        assert losses[f'loss_stage{stage}'].item() == pytest.approx(0.0625)
        assert losses[f'error_stage{stage}'].item() == pytest.approx(10.0)


def test_points_that_are_not_annotated_have_no_position():
    points = np.random.default_rng(0).uniform(0.2, 0.8, (BATCH, 4, 2))
    losses = []
    for coordinate in (0.0, 0.7):
        points[:, 1] = coordinate
        model = head()
        for _ in range(16):
            batch = [sample(garment, (1, -1, 0, 1)) for garment in points]
            loss = model.loss(features(), batch)
        losses.append(loss)
    assert losses[0] == losses[1]


def test_visibility_has_three_classes_and_follows_a_flip():
    model = head(visibility_weight=1.0)
    for stage in model.stages:
        torch.nn.init.zeros_(stage.visibility.weight)
        bias = torch.zeros(4, 3)
        bias[0] = torch.tensor([0.7, 0.2, 0.1]).log()
        bias[1] = torch.tensor([0.1, 0.6, 0.3]).log()
        stage.visibility.bias.data.copy_(bias.flatten())
    points = np.full((4, 2), 0.5)
    # three networks' worth: two stages, and the two branches with half a weight each
    for flip, first, second in ((False, 0.7, 0.3), (True, 0.1, 0.1)):
        batch = [sample(points, (1, -1, 1, 1), flip=flip)] * BATCH
        loss = model.loss(features(), batch)['loss_visibility'].item()
        expected = -(math.log(first) + math.log(second) + 2 * math.log(1 / 3)) / 4
        assert loss == pytest.approx(3 * expected, rel=1e-5)


def train_stage(model: DFAHead, stage: int) -> tuple[list[float], list[float]]:
    """Train a stage alone on one batch; return the errors after each stage before and after."""
    feats, batch = features(), samples()
    for network, index in zip(model.stages, model.network_stages, strict=True):
        network.requires_grad_(index == stage)
    optimizer = torch.optim.Adam([p for p in model.parameters() if p.requires_grad], lr=5e-3)
    errors = []
    for _ in range(13):
        losses = model.loss(feats, batch)
        errors.append([losses[f'error_stage{index}'].item() for index in (1, 2, 3)])
        optimizer.zero_grad()
        sum(loss for name, loss in losses.items() if name.startswith('loss')).backward()
        optimizer.step()
    return errors[0], errors[-1]


def test_the_head_overfits_a_batch_and_each_stage_lowers_the_error_of_the_one_before():
    model, first = head(), None
    for stage in range(3):
        before, after = train_stage(model, stage)
        first = first or before[0]
        assert before[stage] == before[2]  # later stages leave the points as they are
        assert after[stage] < before[stage]
        assert after[:stage] == before[:stage]
    assert after[2] < after[1] < after[0]
    assert after[2] < first / 4


def test_a_frozen_stage_has_no_dropout():
    model = head().train()
    model.stages.requires_grad_(False)
    assert torch.equal(model(features()), model(features()))
    model.stages.requires_grad_(True)
    assert not torch.equal(model(features()), model(features()))


def test_a_flipped_view_is_flipped_back():
    model = head()
    model.init_weights()
    feats, data = features(), samples()
    single = np.stack([p.keypoints[0] for p in model.predict(feats, data)])
    views = model.predict([feats, feats], data, test_cfg=dict(flip_test=True, shift_coords=False))
    flipped = single[:, list(flip_indices(SKIRT.keypoints))] * [-1, 1] + [64, 0]
    averaged = np.stack([prediction.keypoints[0] for prediction in views])
    np.testing.assert_allclose(averaged, (single + flipped) / 2, atol=1e-4)


@pytest.mark.parametrize('side', [2, 12])
def test_features_of_another_size_are_pooled(side):
    assert head()(features(side=side)).shape == (BATCH, 4, 4)


def test_another_number_of_networks_raises():
    with pytest.raises(ValueError, match=r'\(8, 8\).*4'):
        DFAHead((8, 8), 4)
