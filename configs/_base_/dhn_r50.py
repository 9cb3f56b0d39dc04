# Simple Baselines (Xiao et al. 2018, arXiv:1804.06208, section 2): three deconvolutions on the last
# level of a ResNet-50, all parts MMPose's own.
_base_ = ['cpn_r50.py']

from fashionkp_mm.recipes import topdown_pipelines

model = dict(
    backbone=dict(out_indices=(3,)),
    head=dict(
        _delete_=True,
        type='HeatmapHead',
        in_channels=2048,
        out_channels=None,
        loss=dict(type='KeypointMSELoss', use_target_weight=True),
        decoder=_base_.codec,
    ),
)

train_pipeline, _ = topdown_pipelines(_base_.codec, balance=True)
train_dataloader = dict(dataset=dict(pipeline=train_pipeline))
