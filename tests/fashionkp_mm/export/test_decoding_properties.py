"""Properties of the recipes' codecs: key points survive encoding and decoding."""

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from mmpose.registry import KEYPOINT_CODECS

from fashionkp_mm.config import load_config
from fashionkp_mm.config_files import config_names
from fashionkp_mm.export.decoding import tensor_decoder

COUNT = 6
LABELS = ('heatmaps', 'keypoint_x_labels', 'keypoint_y_labels', 'keypoint_labels')


def codecs():
    """Return the config of each codec that a recipe uses, once."""
    params = {}
    for name in config_names():
        if name.endswith('_all'):
            settings = load_config(name).codec.to_dict()
            params.setdefault(repr(settings), pytest.param(settings, id=name.removesuffix('_all')))
    return list(params.values())


SHARES = arrays(np.float32, (COUNT, 2), elements=st.floats(0, 1, width=32))


def encode_and_decode(settings, points):
    """Return the decoded key points (K, 2), of MMPose and of the tensor decoder, and weights."""
    codec = KEYPOINT_CODECS.build(settings)
    encoded = codec.encode(points[None].astype(np.float32), np.ones((1, len(points)), np.float32))
    parts = [encoded[key] for key in LABELS if key in encoded]
    decoded = codec.decode(*(part.copy() for part in parts))[0][0]
    # heatmaps have no batch dimension, other targets have
    batch = [part if 'heatmaps' not in encoded else part[None] for part in parts]
    if settings['type'] == 'RegressionLabel':
        batch = [parts[0][:, None]]
    tensors = [torch.from_numpy(np.float32(part)) for part in batch]
    tensor_decoded = tensor_decoder(codec)(tensors[0] if len(tensors) == 1 else tuple(tensors))[0][
        0
    ].numpy()
    factor = 1.0
    if settings['type'] == 'FastUDPHeatmap':  # decoded key points span the input from edge to edge
        size = np.array(settings['input_size'])
        factor = (size - 1) / size
    return decoded * factor, tensor_decoded * factor, encoded['keypoint_weights'].reshape(-1)


def cell(settings):
    """Return the size of a cell of the targets, pixels."""
    if 'heatmap_size' in settings:
        return (settings['input_size'][0] - 1) / (settings['heatmap_size'][0] - 1)
    return 1 / settings.get('simcc_split_ratio', np.inf)


@pytest.mark.parametrize('settings', codecs())
@given(shares=SHARES)
def test_key_points_in_the_image(settings, shares):
    size = np.array(settings['input_size'])
    points = shares * (size - 1)
    decoded, tensor_decoded, weights = encode_and_decode(settings, points)
    assert (weights > 0).all()
    # near a border a Gaussian is cut off, which costs up to a cell
    assert np.abs(decoded - points).max() <= 1.05 * cell(settings) + 1e-3
    np.testing.assert_allclose(tensor_decoded, decoded, atol=1e-2)


@pytest.mark.parametrize('settings', codecs())
@given(shares=SHARES)
def test_key_points_away_from_the_border_are_exact(settings, shares):
    size, margin = np.array(settings['input_size']), 6 * min(cell(settings), 6)
    points = margin + shares * (size - 1 - 2 * margin)
    decoded, tensor_decoded, _ = encode_and_decode(settings, points)
    # a blur of 5 cells cuts off more of its Gaussian than one of 7 or more
    limit = 5e-3 if settings.get('blur_kernel_size') == 5 else 2e-3
    if settings['type'] == 'SimCCLabel':
        limit = cell(settings) / 2
    assert np.abs(decoded - points).max() <= limit + 1e-4
    assert np.abs(tensor_decoded - points).max() <= limit + 1e-4


@pytest.mark.parametrize('settings', codecs())
@given(shares=SHARES, side=st.sampled_from([(-1, 0), (1, 0), (0, -1), (0, 1)]))
def test_key_points_outside_are_ignored_or_stay_near(settings, shares, side):
    size, near = np.array(settings['input_size']), 2 * min(cell(settings), 6)
    points = shares * (size - 1)
    axis = 0 if side[0] else 1
    outside = shares[:, axis] * near
    points[:, axis] = -outside if side[axis] < 0 else size[axis] - 1 + outside
    decoded, tensor_decoded, weights = encode_and_decode(settings, points)
    counted = weights > 0
    error = np.abs(decoded - points)[counted]
    assert np.isfinite(decoded[counted]).all()
    assert (error <= (outside + 1.05 * cell(settings) + 1e-2)[counted, None]).all()
    np.testing.assert_allclose(tensor_decoded[counted], decoded[counted], atol=1e-2)
