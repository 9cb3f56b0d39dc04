"""Tests of the loss, against values computed by hand."""

import pytest
import torch

from fashionkp_mm.models import GarmentMSELoss


def heatmaps(errors):
    """Return heatmaps (B, K, 2, 2) whose mean squared error against zero is ``errors`` (B, K)."""
    return torch.tensor(errors).sqrt()[..., None, None].expand(-1, -1, 2, 2)


def loss(errors, weights, keypoint_counts, **kwargs):
    output = heatmaps(errors)
    return GarmentMSELoss(**kwargs)(
        output, torch.zeros_like(output), torch.tensor(weights), torch.tensor(keypoint_counts)
    ).item()


def test_it_is_the_mean_over_a_garments_keypoints():
    assert loss([[1.0, 2.0, 6.0]], [[1.0, 1.0, 1.0]], [3.0]) == pytest.approx(3.0)


def test_keypoints_of_weight_zero_do_not_count():
    assert loss([[1.0, 2.0, 6.0]], [[1.0, 1.0, 0.0]], [3.0]) == pytest.approx(1.5)


def test_a_garment_of_few_keypoints_has_the_weight_of_one_of_many():
    errors = [[4.0, 9.0, 9.0, 9.0], [2.0, 2.0, 2.0, 2.0]]
    weights = [[1.0, 0.0, 0.0, 0.0], [1.0, 1.0, 1.0, 1.0]]
    assert loss(errors, weights, [1.0, 4.0]) == pytest.approx((4 + 2) / 2)


@pytest.mark.parametrize(
    ('keypoint_counts', 'expected'),
    [(4.0, (6 + 5) / 2), (3.0, (6 + 5) / 2), (2.0, 6), (8.0, (6 + 5 + 2 + 1) / 4)],
)
def test_mining_takes_the_hardest_half_of_the_categorys_keypoints(keypoint_counts, expected):
    value = loss([[1.0, 5.0, 2.0, 6.0]], [[1.0] * 4], [keypoint_counts], hardest=0.5)
    assert value == pytest.approx(expected)


def test_mining_takes_all_annotated_keypoints_if_they_are_fewer_than_half():
    value = loss([[1.0, 5.0, 2.0, 6.0]], [[1.0, 0.0, 0.0, 0.0]], [4.0], hardest=0.5)
    assert value == pytest.approx(1.0)


def test_a_batch_without_keypoints_has_loss_zero_and_a_gradient():
    output = torch.ones(2, 3, 2, 2, requires_grad=True)
    value = GarmentMSELoss()(
        output, torch.zeros_like(output), torch.zeros(2, 3), torch.tensor([3.0, 3.0])
    )
    value.backward()
    assert value.item() == 0
    assert output.grad is not None


def test_garments_without_keypoints_do_not_count_in_the_mean():
    value = loss([[3.0, 3.0], [9.0, 9.0]], [[1.0, 1.0], [0.0, 0.0]], [2.0, 2.0])
    assert value == pytest.approx(3.0)


@pytest.mark.parametrize('hardest', [0, -0.5, 1.5])
def test_an_invalid_share_raises(hardest):
    with pytest.raises(ValueError, match='hardest'):
        GarmentMSELoss(hardest=hardest)
