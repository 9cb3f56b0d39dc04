# CPN on SE-ResNeXt-50. MMPose has no pretrained weights of it; those of a ResNeXt fit all but
# squeeze-and-excitation.
_base_ = ['cpn_r50.py']

model = dict(
    backbone=dict(
        type='SEResNeXt',
        groups=32,
        width_per_group=4,
        init_cfg=dict(checkpoint='torchvision://resnext50_32x4d'),
    )
)
