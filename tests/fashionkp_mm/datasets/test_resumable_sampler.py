"""Tests of starting in the middle of an epoch."""

from mmpose.registry import DATA_SAMPLERS

from fashionkp_mm.datasets import ResumableSampler

SAMPLES = range(7)


def test_only_the_next_pass_skips_samples():
    order = list(ResumableSampler(SAMPLES, seed=1))
    assert sorted(order) == [*SAMPLES]
    sampler = DATA_SAMPLERS.build(dict(type='ResumableSampler', dataset=SAMPLES, seed=1))
    sampler.skip(3)
    assert len(sampler) == len(SAMPLES)  # as the training loop counts iterations of whole epochs
    assert list(sampler) == order[3:]
    assert list(sampler) == order
