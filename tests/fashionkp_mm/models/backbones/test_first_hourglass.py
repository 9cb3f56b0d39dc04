"""Tests of the stem and first hourglass."""

import torch

from fashionkp_mm.models import FirstHourglass


def test_both_features_have_stride_4():
    features = FirstHourglass(32)(torch.randn(2, 3, 128, 64))
    assert [f.shape for f in features] == [(2, 32, 32, 16)] * 2


def test_every_parameter_gets_a_gradient():
    backbone = FirstHourglass(16)
    backbone.init_weights()
    features = backbone(torch.randn(2, 3, 64, 64))
    sum(f.square().sum() for f in features).backward()
    dead = [n for n, p in backbone.named_parameters() if p.grad is None or not p.grad.any()]
    assert dead == []
