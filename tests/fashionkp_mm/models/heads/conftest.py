"""Targets of heads, for an input of 64 x 64 pixels and heatmaps of 16 x 16 cells."""

import numpy as np
import pytest
import torch
from mmengine.structures import InstanceData, PixelData
from mmpose.registry import KEYPOINT_CODECS
from mmpose.structures import PoseDataSample


@pytest.fixture
def codec():
    """Return the config of the codec."""
    return dict(
        type='UDPHeatmap', input_size=(64, 64), heatmap_size=(16, 16), sigma=1, blur_kernel_size=3
    )


@pytest.fixture
def sample(codec):
    """Return a function that makes a sample with targets of key points (K, 2), input pixels."""

    def make(keypoints, weights, **metainfo):
        points = np.asarray(keypoints, np.float32)[None]
        visible = np.asarray(weights, np.float32)[None]
        encoded = KEYPOINT_CODECS.build(codec).encode(points, visible)
        data_sample = PoseDataSample(metainfo=metainfo)
        data_sample.gt_fields = PixelData(heatmaps=torch.from_numpy(encoded['heatmaps']))
        data_sample.gt_instance_labels = InstanceData(
            keypoint_weights=torch.from_numpy(encoded['keypoint_weights'])
        )
        return data_sample

    return make


@pytest.fixture
def overfitting_error(sample):
    """Return a function that trains a head on one batch; it returns the largest error, pixels."""

    def train(model, feats, points, *, steps, lr):
        targets = [sample(keypoints, np.ones(len(keypoints))) for keypoints in points]
        optimizer = torch.optim.Adam(model.parameters(), lr=lr)
        for _ in range(steps):
            optimizer.zero_grad()
            sum(model.loss(feats, targets).values()).backward()
            optimizer.step()
        predictions = model.eval().predict(feats, targets)
        predicted = np.concatenate([prediction.keypoints for prediction in predictions])
        expected = points * 64 / 63  # the codec returns 64 for pixel 63 of 64, for the affine map
        return np.linalg.norm(predicted - expected, axis=-1).max()

    return train
