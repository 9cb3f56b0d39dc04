# The wide DetNet with SE-ResNeXt blocks. The weights of a SE-ResNeXt are those of stages 1 to 4.
_base_ = ['cpn_detnet_wide.py']

model = dict(
    backbone=dict(
        groups=32,
        base_width=4,
        se_ratio=16,
        init_cfg=dict(checkpoint='timm://legacy_seresnext50_32x4d'),
    )
)
