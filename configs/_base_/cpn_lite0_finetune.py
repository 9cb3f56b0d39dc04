# CPN on EfficientNet-Lite0 that continues from the starter model, for few photos or many. As in the
# starter's training, early layers and batch statistics stay those of ImageNet: with 50 photos NE
# 12.2 instead of 14.9, and 11.6 with this learning rate instead of 1e-3 (docs/starter.md).
_base_ = ['cpn_lite0.py']

from fashionkp_mm.recipes import pyramid_sigmas, topdown_pipelines

codec = dict(type='FastUDPHeatmap', input_size=(256, 256), heatmap_size=(64, 64), sigma=2)

model = dict(backbone=dict(frozen_levels=2, norm_eval=True), head=dict(decoder=codec))
start_from = 'starter'

train_pipeline, test_pipeline = topdown_pipelines(codec, sigmas=pyramid_sigmas(codec['sigma']))
train_dataloader = dict(dataset=dict(pipeline=train_pipeline))
val_dataloader = dict(dataset=dict(pipeline=test_pipeline))
test_dataloader = dict(dataset=dict(pipeline=test_pipeline))

optim_wrapper = dict(optimizer=dict(lr=3e-4))
param_scheduler = [
    # short, since 30 epochs of 50 photos are 120 steps
    dict(type='LinearLR', begin=0, end=20, start_factor=0.01, by_epoch=False),
    dict(type='CosineAnnealingLR', eta_min_ratio=0.01, by_epoch=True, convert_to_iter_based=True),
]
