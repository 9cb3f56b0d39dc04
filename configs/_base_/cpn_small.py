# A CPN of 3.1 M parameters without pretrained weights: trains in minutes on a laptop's CPU.
_base_ = ['cpn_r50.py']

from fashionkp_mm.recipes import topdown_pipelines

# sigma 1 is better than 4/3 in a training of minutes; MMPose draws a target off its centre unless
# 3 sigma is a whole number of cells
codec = dict(
    type='FastUDPHeatmap',
    input_size=(96, 96),
    heatmap_size=(24, 24),
    sigma=1,
    blur_kernel_size=5,
)

model = dict(
    backbone=dict(depth=18, stem_channels=32, base_channels=32, init_cfg=None),
    head=dict(
        in_channels=(32, 64, 128, 256),
        channels=64,
        # all points, without mining: a short training has to learn the easy ones first
        refine_loss=dict(type='GarmentMSELoss'),
        decoder=codec,
    ),
    garment_head=dict(in_channels=256),
)

# Flips only, for a short training; augment=True is for a long one, or for few photos. All levels
# have targets of one width: wider ones help only a still shorter training.
train_pipeline, test_pipeline = topdown_pipelines(codec, augment=False)
train_dataloader = dict(batch_size=12, dataset=dict(pipeline=train_pipeline))
val_dataloader = dict(batch_size=32, dataset=dict(pipeline=test_pipeline))
test_dataloader = dict(batch_size=32, dataset=dict(pipeline=test_pipeline))

# For the same number of images, 12 per step give four fifths of the error of 32 per step.
optim_wrapper = dict(optimizer=dict(lr=8e-3))
auto_scale_lr = dict(base_batch_size=12)
