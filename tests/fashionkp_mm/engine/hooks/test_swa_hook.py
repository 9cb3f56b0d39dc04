"""Tests of stochastic weight averaging; apis/test_training_with_averages.py trains with it."""

import pytest
import torch
from torch import nn

from fashionkp_mm.engine.hooks.swa_hook import SWAHook, refresh_batch_norms


def test_frozen_batch_norms_keep_their_statistics():
    class Model(nn.Module):
        def __init__(self):
            super().__init__()
            self.frozen, self.norm = nn.BatchNorm2d(3), nn.BatchNorm2d(3, momentum=0.3)

        def train(self, mode=True):
            super().train(mode)
            self.frozen.eval()
            return self

        def data_preprocessor(self, batch, training):
            return dict(inputs=batch)

        def forward(self, inputs, mode):
            return self.norm(self.frozen(inputs))

    model, batches = Model(), torch.randn(4, 2, 3, 5, 5) + 1
    model.frozen.running_mean.fill_(0.5)
    refresh_batch_norms(model, batches)
    assert model.frozen.running_mean.tolist() == [0.5] * 3
    expected = (batches.mean(dim=(0, 1, 3, 4)) - 0.5) / (1 + model.frozen.eps) ** 0.5
    torch.testing.assert_close(model.norm.running_mean, expected)
    assert model.norm.momentum == 0.3
    assert not model.training


@pytest.mark.parametrize('share', [0, 1.5])
def test_a_share_outside_the_epochs_is_refused(share):
    with pytest.raises(ValueError, match=f'share={share}'):
        SWAHook(share)
