# CPN on SE-ResNeXt-50 (Hu et al. 2018, arXiv:1709.01507), as in the reference solution.
_base_ = ['cpn_r50.py']

model = dict(
    backbone=dict(
        type='SEResNeXt',
        groups=32,
        width_per_group=4,
        # with squeeze-and-excitation, which torchvision's ResNeXt does not have
        init_cfg=dict(checkpoint='timm://legacy_seresnext50_32x4d'),
    )
)
