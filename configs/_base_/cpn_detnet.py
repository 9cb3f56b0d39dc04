# CPN on DetNet as in its paper (Li et al. 2018, arXiv:1804.06215): stages 5 and 6, 256 wide, keep
# stride 16 and start from random weights.
_base_ = ['cpn_r50.py']

from fashionkp_mm.recipes import pyramid_sigmas, topdown_pipelines

model = dict(
    backbone=dict(type='DetNet', width=256, out_indices=(0, 1, 2, 3, 4)),
    head=dict(in_channels=(256, 512, 1024, 256, 256)),
    garment_head=dict(in_channels=256),
)

train_pipeline, _ = topdown_pipelines(
    _base_.codec, sigmas=pyramid_sigmas(_base_.codec['sigma'], levels=5)
)
train_dataloader = dict(dataset=dict(pipeline=train_pipeline))
