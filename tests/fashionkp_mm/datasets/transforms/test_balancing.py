"""Tests of balanced weights: in MMPose's losses, a skirt has the weight of a dress."""

import numpy as np
import pytest
import torch
from mmpose.models.losses import (
    KeypointMSELoss,
    KLDiscretLoss,
    RLELoss,
    SoftWeightSmoothL1Loss,
)

from fashionkp.categories import CATEGORIES, KEYPOINTS
from fashionkp_mm.datasets import BalanceGarment

K = len(KEYPOINTS)


def weights_of(category: str, skip: int = 0) -> np.ndarray:
    """Return weights (1, K) as a codec makes them, without the first ``skip`` key points."""
    weights = np.zeros((1, K), np.float32)
    weights[0, list(CATEGORIES[category].keypoint_ids[skip:])] = 1
    return weights


def balance(weights: np.ndarray) -> np.ndarray:
    return BalanceGarment()(dict(keypoint_weights=weights))['keypoint_weights']


def test_the_weights_of_a_garment_sum_to_the_number_of_channels():
    skirt = balance(weights_of('skirt'))
    assert skirt[0, list(CATEGORIES['skirt'].keypoint_ids)].tolist() == [6.0] * 4  # 24 / 4
    assert skirt.sum() == K
    assert np.count_nonzero(skirt) == 4
    three = balance(weights_of('skirt', skip=1))
    assert sorted(set(three[0].tolist())) == [0.0, 8.0]  # 24 / 3


def test_a_garment_without_annotated_key_points_has_weight_zero():
    assert not balance(np.zeros((1, K), np.float32)).any()


def test_the_input_array_does_not_change():
    weights = weights_of('skirt')
    balance(weights)
    assert weights.sum() == 4


def mse(error: float, weights: torch.Tensor) -> float:
    output = torch.full((1, K, 4, 4), error)
    return KeypointMSELoss(use_target_weight=True)(output, torch.zeros_like(output), weights).item()


def smooth_l1(error: float, weights: torch.Tensor) -> float:
    output = torch.full((1, K, 2), error)
    loss = SoftWeightSmoothL1Loss(use_target_weight=True)
    return loss(output, torch.zeros_like(output), weights[..., None]).item()


def rle(error: float, weights: torch.Tensor) -> float:
    torch.manual_seed(0)  # the normalizing flow is initialized at random
    loss = RLELoss(use_target_weight=True)
    output = torch.full((1, K, 2), error)
    zeros = torch.zeros_like(output)
    return loss(output, zeros, zeros, weights[..., None]).item()


def kl(error: float, weights: torch.Tensor) -> float:
    target = torch.eye(8)[0].expand(1, K, 8)
    output = target * error
    return KLDiscretLoss(use_target_weight=True)((output, output), (target, target), weights).item()


@pytest.mark.parametrize('loss', [mse, smooth_l1, rle, kl])
def test_a_skirt_has_the_loss_of_a_dress(loss):
    raw = [torch.from_numpy(weights_of(name)) for name in ('skirt', 'dress')]
    assert loss(2.0, raw[0]) == pytest.approx(loss(2.0, raw[1]) * 4 / 15, rel=1e-5)
    skirt, dress = (loss(2.0, torch.from_numpy(balance(w.numpy()))) for w in raw)
    assert skirt == pytest.approx(dress, rel=1e-5)


def test_the_loss_is_the_mean_over_the_garments_key_points():
    weights = torch.from_numpy(balance(weights_of('trousers')))
    assert mse(3.0, weights) == pytest.approx(9.0)
    assert smooth_l1(3.0, weights) == pytest.approx(2.5)  # |3| - 0.5
