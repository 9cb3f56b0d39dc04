# The wide DetNet with SE-ResNeXt blocks. The weights of a ResNeXt fit all of stages 1 to 4 but
# squeeze-and-excitation.
_base_ = ['cpn_detnet_wide.py']

model = dict(
    backbone=dict(
        groups=32,
        base_width=4,
        se_ratio=16,
        init_cfg=dict(checkpoint='torchvision://resnext50_32x4d'),
    )
)
