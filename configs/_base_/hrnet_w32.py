# HRNet-W32 (Sun et al. 2019, arXiv:1902.09212, section 3): heatmaps without deconvolutions, from a
# network that keeps a quarter of the resolution throughout.
_base_ = ['dhn_r50.py']

model = dict(
    backbone=dict(
        _delete_=True,
        type='HRNet',
        # one entry per branch, finest first; numbers from the paper's section 3
        extra=dict(
            stage1=dict(
                num_modules=1,
                num_branches=1,
                block='BOTTLENECK',
                num_blocks=(4,),
                num_channels=(64,),
            ),
            stage2=dict(
                num_modules=1,
                num_branches=2,
                block='BASIC',
                num_blocks=(4, 4),
                num_channels=(32, 64),
            ),
            stage3=dict(
                num_modules=4,
                num_branches=3,
                block='BASIC',
                num_blocks=(4, 4, 4),
                num_channels=(32, 64, 128),
            ),
            stage4=dict(
                num_modules=3,
                num_branches=4,
                block='BASIC',
                num_blocks=(4, 4, 4, 4),
                num_channels=(32, 64, 128, 256),
            ),
        ),
        init_cfg=dict(
            type='Pretrained',
            checkpoint='https://download.openmmlab.com/mmpose/pretrain_models/'
            'hrnet_w32-36af842e.pth',
        ),
    ),
    head=dict(in_channels=32, deconv_out_channels=None),
    garment_head=dict(in_channels=32),
)
