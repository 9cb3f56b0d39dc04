# The wide DetNet of SE-ResNeXt blocks; a ResNeXt's weights fit all but squeeze-and-excitation.
_base_ = ['cpn_detnet_wide.py']

model = dict(
    backbone=dict(
        groups=32,
        base_width=4,
        se_ratio=16,
        init_cfg=dict(checkpoint='torchvision://resnext50_32x4d'),
    )
)
