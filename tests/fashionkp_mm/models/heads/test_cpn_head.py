"""Tests of the CPN head: shapes, gradients, losses, overfitting."""

import numpy as np
import pytest
import torch
from mmpose.datasets.transforms import GenerateTarget, PackPoseInputs
from mmpose.registry import KEYPOINT_CODECS

from fashionkp.categories import CATEGORIES
from fashionkp_mm.models import CPNHead

WIDTHS = (8, 16, 32, 64)


def features(batch, seed=0):
    generator = torch.Generator().manual_seed(seed)
    return tuple(
        torch.randn(batch, width, 16 >> i, 16 >> i, generator=generator)
        for i, width in enumerate(WIDTHS)
    )


@pytest.fixture
def head(codec):
    """Return a function that makes a small head with initialized weights."""

    def make(num_keypoints, **kwargs):
        torch.manual_seed(0)
        model = CPNHead(WIDTHS, num_keypoints, channels=16, decoder=codec, **kwargs)
        model.init_weights()
        return model

    return make


@pytest.mark.parametrize('num_keypoints', [1, 4, 7, 24])
def test_heatmaps_have_the_size_of_the_finest_level(num_keypoints, head):
    assert head(num_keypoints)(features(2)).shape == (2, num_keypoints, 16, 16)


def test_levels_of_odd_sizes_are_aligned(head):
    sizes = [(15, 11), (8, 6), (4, 3), (2, 2)]
    feats = tuple(torch.randn(1, w, *s) for w, s in zip(WIDTHS, sizes, strict=True))
    assert head(4)(feats).shape == (1, 4, 15, 11)


def test_heatmaps_can_be_larger_than_the_finest_level(head):
    model = head(4, upscale=2)
    assert model(features(1)).shape == (1, 4, 32, 32)
    levels = model.global_net(features(1))
    sizes = [heatmaps.shape[2:] for heatmaps in model.global_net.heatmaps(levels, (32, 32))]
    assert sizes == [(32, 32)] * 4


@pytest.mark.parametrize('num_keypoints', [1, 4, 7])
def test_every_parameter_gets_a_gradient(num_keypoints, head, sample):
    model = head(num_keypoints)
    targets = [sample(np.full((num_keypoints, 2), 20.0), np.ones(num_keypoints))] * 2
    losses = model.loss(features(2), targets)
    assert set(losses) == {'loss_global', 'loss_refine'}
    sum(losses.values()).backward()
    missing = [name for name, p in model.named_parameters() if p.grad is None]
    dead = [name for name, p in model.named_parameters() if not missing and not p.grad.any()]
    assert (missing, dead) == ([], [])


def test_an_absent_keypoint_gives_its_channel_no_gradient(head, sample):
    model = head(4)
    losses = model.loss(features(1), [sample(np.full((4, 2), 20.0), [1, 0, 1, 1])])
    sum(losses.values()).backward()
    per_channel = model.refine_net.predictors[0].weight.grad.abs().sum(dim=(1, 2, 3))
    assert per_channel[1] == 0


def test_one_batch_can_be_overfitted(head, overfitting_error):
    points = np.random.default_rng(0).uniform(8, 56, (2, 4, 2))
    assert overfitting_error(head(4), features(2), points, steps=150, lr=5e-3) < 1.0


def test_the_hardest_half_of_a_joint_model_is_of_the_category(head, sample):
    """Of a skirt with 4 of 24 key points, the hardest 2 count, not the hardest 12."""
    model = head(24)
    points, weights = np.full((24, 2), 20.0), np.zeros(24)
    weights[list(CATEGORIES['skirt'].keypoint_ids)] = 1
    skirt = sample(points, weights, raw_ann_info=dict(num_points=4))
    counted = []
    for target in (skirt, sample(points, weights)):
        model.zero_grad()
        model.loss(features(1), [target])['loss_refine'].backward()
        per_channel = model.refine_net.predictors[0].weight.grad.abs().sum(dim=(1, 2, 3))
        counted.append(int((per_channel > 0).sum()))
    assert counted == [2, 4]


@pytest.fixture
def pyramid_sample(codec):
    """Return a function that makes a sample with one target per sigma, finest first."""

    def make(points, sigmas):
        encoders = [dict(codec, sigma=sigma) for sigma in sigmas]
        results = dict(
            img=np.zeros((64, 64, 3), np.uint8),
            keypoints=np.asarray(points, np.float32)[None],
            keypoints_visible=np.ones((1, len(points)), np.float32),
        )
        results = GenerateTarget(encoder=encoders, multilevel=True)(results)
        return PackPoseInputs()(results)['data_samples']

    return make


POINTS = np.random.default_rng(1).uniform(16, 48, (4, 2))


def test_each_level_of_globalnet_has_its_own_target(monkeypatch, head, pyramid_sample, codec):
    sigmas = (1, 4 / 3, 5 / 3, 2)
    model, recorded = head(4), []

    def record(output, target, weights, keypoint_counts):
        recorded.append((target, weights))
        return output.sum() * 0

    for loss in (model.global_loss, model.loss_module):
        monkeypatch.setattr(loss, 'forward', record)
    model.loss(features(2), [pyramid_sample(POINTS, sigmas)] * 2)
    for (target, weights), sigma in zip(recorded, (*sigmas, sigmas[0]), strict=True):
        encoder = KEYPOINT_CODECS.build(dict(codec, sigma=sigma))
        expected = encoder.encode(POINTS[None].astype(np.float32))['heatmaps']
        np.testing.assert_array_equal(target.numpy(), [expected] * 2)
        assert weights.tolist() == [[1.0] * 4] * 2


def test_equal_sigmas_equal_a_single_target(head, sample, pyramid_sample):
    single = head(4).loss(features(1), [sample(POINTS, np.ones(4))])
    several = head(4).loss(features(1), [pyramid_sample(POINTS, (1, 1, 1, 1))])
    torch.testing.assert_close(several, single, rtol=0, atol=0)


def test_targets_for_another_number_of_levels_raise(head, pyramid_sample):
    with pytest.raises(ValueError, match=r'3 target heatmaps.* 4 levels'):
        head(4).loss(features(1), [pyramid_sample(POINTS, (1, 4 / 3, 2))])
