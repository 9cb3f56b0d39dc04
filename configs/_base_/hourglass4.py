# Stacked hourglass (Newell et al. 2016, arXiv:1603.06937) of four stacks, as in the reference
# solution; there are no pretrained weights.
_base_ = ['cpn_r50.py']

from fashionkp_mm.recipes import topdown_pipelines

model = dict(
    backbone=dict(_delete_=True, type='FirstHourglass'),
    head=dict(
        _delete_=True,
        type='StackedHourglassHead',
        in_channels=(256, 256),
        out_channels=None,
        num_stacks=4,
        decoder=_base_.codec,
    ),
    garment_head=dict(in_channels=256),
)

train_pipeline, _ = topdown_pipelines(_base_.codec)
train_dataloader = dict(dataset=dict(pipeline=train_pipeline))
