# CPN on SE-ResNeXt-101, the largest backbone of the reference solution.
_base_ = ['cpn_seresnext50.py']

model = dict(backbone=dict(depth=101, init_cfg=dict(checkpoint='timm://legacy_seresnext101_32x4d')))
