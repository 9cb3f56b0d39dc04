"""Tests of RoIAlign against the definition."""

import numpy as np
import pytest
import torch
from mmcv.ops import RoIAlign


def bilinear(plane, y, x):
    """Return the value of a plane between its cells; 0 more than one cell outside."""
    height, width = plane.shape
    if not (-1 <= y <= height and -1 <= x <= width):
        return 0.0
    y, x = min(max(y, 0), height - 1), min(max(x, 0), width - 1)
    top, left = int(y), int(x)
    bottom, right = min(top + 1, height - 1), min(left + 1, width - 1)
    dy, dx = y - top, x - left
    upper = plane[top, left] * (1 - dx) + plane[top, right] * dx
    lower = plane[bottom, left] * (1 - dx) + plane[bottom, right] * dx
    return upper * (1 - dy) + lower * dy


def naive_roi_align(features, rois, size, *, scale, ratio, aligned):
    """Return the average of the samples, cell by cell."""
    result = np.zeros((len(rois), features.shape[1], size[0], size[1]))
    for index, (image, *box) in enumerate(rois):
        x1, y1, x2, y2 = np.array(box) * scale - (0.5 if aligned else 0)
        w, h = x2 - x1, y2 - y1
        if not aligned:
            w, h = max(w, 1.0), max(h, 1.0)
        cell_h, cell_w = h / size[0], w / size[1]
        ny, nx = (ratio, ratio) if ratio > 0 else (int(np.ceil(cell_h)), int(np.ceil(cell_w)))
        for channel, row, column in np.ndindex(*result.shape[1:]):
            result[index, channel, row, column] = np.mean(
                [
                    bilinear(
                        features[int(image), channel],
                        y1 + cell_h * (row + (iy + 0.5) / ny),
                        x1 + cell_w * (column + (ix + 0.5) / nx),
                    )
                    for iy in range(ny)
                    for ix in range(nx)
                ]
            )
    return result


def roi_align(features, rois, size, **options):
    return RoIAlign(size, **options)(features, rois)


ROIS = [[0, 2, 3, 20, 15], [1, 0, 0, 31, 31], [1, -6, 5, 40, 9.5], [0, 10, 10, 10.5, 10.5]]


@pytest.mark.parametrize('aligned', [True, False])
@pytest.mark.parametrize('ratio', [0, 2])
def test_samples_are_where_the_definition_has_them(ratio, aligned):
    features = np.random.default_rng(0).normal(size=(2, 2, 16, 14))
    result = roi_align(
        torch.from_numpy(features),
        torch.tensor(ROIS, dtype=torch.float64),
        (3, 2),
        spatial_scale=0.5,
        sampling_ratio=ratio,
        aligned=aligned,
    )
    expected = naive_roi_align(features, ROIS, (3, 2), scale=0.5, ratio=ratio, aligned=aligned)
    np.testing.assert_allclose(result, expected, atol=1e-12)


def test_a_ramp_gives_its_value_at_the_center_of_the_region():
    ramp = torch.arange(16.0).expand(1, 1, 16, 16)
    layer = RoIAlign((1, 1), spatial_scale=1.0, sampling_ratio=2, aligned=True)
    # Pixel centers lie at half numbers: a box from 4 to 8 is centered on 6, between cells 5 and 6.
    assert layer(ramp, torch.tensor([[0.0, 4, 4, 8, 8]])).item() == pytest.approx(5.5)


@pytest.mark.parametrize('ratio', [0, 2])
def test_gradient(ratio):
    torch.manual_seed(0)
    features = torch.randn(2, 2, 8, 7, dtype=torch.float64, requires_grad=True)
    rois = torch.tensor(ROIS, dtype=torch.float64)
    assert torch.autograd.gradcheck(
        lambda x: roi_align(x, rois, (3, 2), spatial_scale=0.25, sampling_ratio=ratio), features
    )


def test_without_regions():
    features = torch.zeros(1, 3, 8, 8, requires_grad=True)
    result = roi_align(features, torch.zeros(0, 5), (7, 7))
    assert result.shape == (0, 3, 7, 7)
    result.sum().backward()
    assert not features.grad.any()


def test_bfloat16_is_computed_in_float32():
    features = torch.rand(1, 2, 8, 8).bfloat16()
    rois = torch.tensor([[0.0, 1, 1, 6, 5]])
    result = roi_align(features, rois, (2, 2), sampling_ratio=2)
    exact = roi_align(features.float(), rois, (2, 2), sampling_ratio=2)
    assert torch.equal(result, exact.bfloat16())


def test_the_maximum_is_refused():
    with pytest.raises(NotImplementedError, match=r"roi_align.*'max'.*compiled"):
        roi_align(torch.zeros(1, 1, 4, 4), torch.zeros(1, 5), (2, 2), pool_mode='max')
