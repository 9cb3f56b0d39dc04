"""Tests of a stage of Deep Fashion Alignment, and of the shapes of garments."""

import pytest
import torch
from mmpose.registry import MODELS

from fashionkp_mm.config import load_config
from fashionkp_mm.models.dfa import DFAStage, clustered_values, garment_shapes, mean_errors


def test_shapes_are_free_of_place_and_size_and_absent_points_are_at_the_centre():
    points = torch.tensor([[[0.0, 0.0], [4.0, 0.0], [0.7, 0.3], [2.0, 3.0]]])
    counted = torch.tensor([[[True], [True], [False], [True]]])
    # centre (2, 1); distances sqrt(5), sqrt(5) and 2
    scale = (2 * 5**0.5 + 2) / 3
    expected = torch.tensor([[[-2.0, -1.0], [2.0, -1.0], [0.0, 0.0], [0.0, 2.0]]]) / scale
    torch.testing.assert_close(garment_shapes(points, counted), expected)
    torch.testing.assert_close(garment_shapes(points * 0.1 + 0.3, counted), expected)


@pytest.mark.parametrize('points', [torch.rand(1, 4, 2), torch.full((1, 4, 2), 0.5)])
def test_garments_without_an_extent_have_a_finite_shape(points):
    for counted in (torch.zeros(1, 4, 1, dtype=bool), torch.tensor([[[True], *[[False]] * 3]])):
        assert garment_shapes(points, counted).abs().max() == 0


def test_clusters_are_of_shapes_of_errors_and_of_errors_relative_to_the_shape():
    target = torch.tensor([[[0.2, 0.5], [0.8, 0.5], [0.9, 0.9]]])
    weights = torch.tensor([[1.0, 1.0, 0.0]])
    # the second stage predicts a garment that is too wide by a tenth on each side
    points = (target - 0.2, torch.tensor([[[0.1, 0.5], [0.9, 0.5], [0.0, 0.0]]]))
    shapes, first, products = clustered_values(points, target, weights)
    torch.testing.assert_close(shapes, torch.tensor([[-1.0, 0, 1, 0, 0, 0]]))
    torch.testing.assert_close(first, torch.tensor([[1.0, 1, 1, 1, 0, 0]]))
    # x times the error in x is negative on both sides: it has to shrink
    expected = torch.tensor([[-0.5, 0, 0, 0, -0.5, 0, 0, 0, 0, 0, 0, 0]])
    torch.testing.assert_close(products, expected)


def test_errors_are_weighted_means_of_distances():
    target = torch.zeros(2, 2, 2)
    points = torch.tensor([[[3.0, 4.0], [0.0, 1.0]], [[9.0, 9.0], [9.0, 9.0]]])
    weights = torch.tensor([[1.0, 3.0], [0.0, 0.0]])
    assert mean_errors(points, target, weights).tolist() == [2.0, 0.0]


def test_networks_have_the_parameters_of_those_of_the_authors():
    """Eight landmarks, visibility in three classes, 20 labels; counted in their definition."""
    convolutions = 14_714_688
    with torch.device('meta'):
        kwargs = dict(num_points=8, num_labels=20)
        first = DFAStage(512, 4096, first=True, **kwargs)
        cascade = DFAStage(512, 4096, first=False, **kwargs)
        model = MODELS.build(load_config('dfa_vgg16_skirt').model)
    counts = [sum(p.numel() for p in stage.parameters()) for stage in (first, cascade)]
    assert [convolutions + count for count in counts] == [134_506_364, 136_612_220]
    for network in model.backbone.networks:
        assert sum(p.numel() for p in network.parameters()) == convolutions
    with torch.device('meta'):
        assert model(torch.zeros(2, 3, 224, 224), None, mode='tensor').shape == (2, 4, 4)
