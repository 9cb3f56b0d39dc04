# CPN on SENet-154 (Hu et al. 2018, arXiv:1709.01507), which MMPose does not have.
_base_ = ['cpn_r50.py']

model = dict(
    backbone=dict(
        _delete_=True,
        type='TimmBackbone',
        model_name='legacy_senet154',
        init_cfg=dict(type='Pretrained', checkpoint='timm://legacy_senet154'),
    )
)
