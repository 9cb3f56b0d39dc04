# CPN on ResNet-50 (Chen et al. 2018, arXiv:1711.07319); most other recipes start from this file.
_base_ = ['data.py', 'schedule.py', 'runtime.py']

from fashionkp_mm.recipes import pyramid_sigmas, topdown_pipelines

# input and heatmaps as in the reference solution; UDP decodes without bias
codec = dict(type='FastUDPHeatmap', input_size=(384, 384), heatmap_size=(96, 96), sigma=2)

model = dict(
    data_preprocessor=dict(
        type='PoseDataPreprocessor',
        # of ImageNet, as the pretrained weights were trained
        mean=[123.675, 116.28, 103.53],
        std=[58.395, 57.12, 57.375],
        bgr_to_rgb=True,
    ),
    backbone=dict(
        type='ResNet',
        depth=50,
        out_indices=(0, 1, 2, 3),
        init_cfg=dict(type='Pretrained', checkpoint='torchvision://resnet50'),
    ),
    head=dict(type='CPNHead', in_channels=(256, 512, 1024, 2048), out_channels=None, decoder=codec),
    garment_head=dict(type='GarmentHead', in_channels=2048),
    # UDP's heatmaps need no shift when they are flipped
    test_cfg=dict(flip_test=True, flip_mode='heatmap', shift_heatmap=False),
)

train_pipeline, test_pipeline = topdown_pipelines(codec, sigmas=pyramid_sigmas(codec['sigma']))
train_dataloader = dict(dataset=dict(pipeline=train_pipeline))
val_dataloader = dict(dataset=dict(pipeline=test_pipeline))
test_dataloader = dict(dataset=dict(pipeline=test_pipeline))
