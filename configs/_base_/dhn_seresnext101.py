# Deconvolution head as in the reference solution: SE-ResNeXt-101 whose last stage keeps stride 16,
# dilated, so that three deconvolutions end at half the input's size.
_base_ = ['dhn_r50.py']

from fashionkp_mm.recipes import topdown_pipelines

codec = dict(heatmap_size=(192, 192))

model = dict(
    backbone=dict(
        type='SEResNeXt',
        depth=101,
        groups=32,
        width_per_group=4,
        strides=(1, 2, 2, 1),
        dilations=(1, 1, 1, 2),
        init_cfg=dict(checkpoint='timm://legacy_seresnext101_32x4d'),
    ),
    # With the same sigma, a quarter of the share of cells is near a point: four times the weight
    # keeps the balance of the gradients with those of the garment head.
    head=dict(loss=dict(loss_weight=4.0), decoder=codec),
)

codec = dict(_base_.codec, **codec)
train_pipeline, test_pipeline = topdown_pipelines(codec, balance=True)
train_dataloader = dict(dataset=dict(pipeline=train_pipeline))
val_dataloader = dict(dataset=dict(pipeline=test_pipeline))
test_dataloader = dict(dataset=dict(pipeline=test_pipeline))
