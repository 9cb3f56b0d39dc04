"""Beginning in the middle of an epoch."""

from mmpose.registry import DATA_SAMPLERS

from fashionkp_mm.datasets import ResumableSampler

SAMPLES = range(7)


def test_one_pass_leaves_out_what_is_skipped():
    whole = ResumableSampler(SAMPLES, seed=1)
    order = list(whole)
    assert sorted(order) == [*SAMPLES]
    sampler = DATA_SAMPLERS.build(dict(type='ResumableSampler', dataset=SAMPLES, seed=1))
    sampler.skip(3)
    assert len(sampler) == len(SAMPLES)  # the loop counts whole epochs
    assert list(sampler) == order[3:]
    assert list(sampler) == order
