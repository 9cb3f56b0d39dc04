# CPN on EfficientNet-Lite0, 3.2 M parameters, with ImageNet weights: trains in an hour or two on a
# laptop's CPU.
_base_ = ['cpn_r50.py']

from fashionkp_mm.recipes import averaging, pyramid_sigmas, topdown_pipelines

# 320 px, stochastic depth and label smoothing together: NE 7.35 instead of 7.66 (docs/results.md)
codec = dict(type='FastUDPHeatmap', input_size=(320, 320), heatmap_size=(80, 80), sigma=2)

model = dict(
    # as the ImageNet weights were trained
    data_preprocessor=dict(mean=[127.5, 127.5, 127.5], std=[127.5, 127.5, 127.5]),
    backbone=dict(
        _delete_=True,
        type='TimmBackbone',
        model_name='tf_efficientnet_lite0',
        drop_path_rate=0.2,
        init_cfg=dict(type='Pretrained', checkpoint='timm://tf_efficientnet_lite0'),
    ),
    head=dict(in_channels=(24, 40, 112, 320), channels=64, decoder=codec),
    garment_head=dict(in_channels=320, label_smoothing=0.1),
)

train_pipeline, test_pipeline = topdown_pipelines(codec, sigmas=pyramid_sigmas(codec['sigma']))
train_dataloader = dict(dataset=dict(pipeline=train_pipeline))
val_dataloader = dict(dataset=dict(pipeline=test_pipeline))
test_dataloader = dict(dataset=dict(pipeline=test_pipeline))

# over 32 epochs on few photos, averaged weights are better than the last ones
train_cfg = dict(max_epochs=32)
optim_wrapper = dict(optimizer=dict(lr=1e-3))
default_hooks = averaging('ema')
