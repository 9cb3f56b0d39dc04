# RTMPose-m (Jiang et al. 2023, arXiv:2303.07399, section 3): a light network that classifies x and
# y separately, in bins of half a pixel.
_base_ = ['cpn_r50.py']

from fashionkp_mm.recipes import topdown_pipelines

# sigma = sqrt(size / 8), as in all configs of RTMPose
codec = dict(
    type='SimCCLabel',
    input_size=_base_.codec.input_size,
    sigma=(6.93, 6.93),
    simcc_split_ratio=2.0,
    normalize=False,
)

model = dict(
    backbone=dict(
        _delete_=True,
        type='CSPNeXt',
        arch='P5',
        # size m
        deepen_factor=0.67,
        widen_factor=0.75,
        out_indices=(4,),
        channel_attention=True,
        # fits the checkpoint, which was trained with SyncBN; CPUs have no SyncBN
        norm_cfg=dict(type='BN'),
        act_cfg=dict(type='SiLU'),
        # trained on body key points; RTMPose starts from it for all kinds of key points
        init_cfg=dict(
            type='Pretrained',
            prefix='backbone.',
            checkpoint='https://download.openmmlab.com/mmpose/v1/projects/rtmposev1/'
            'cspnext-m_udp-aic-coco_210e-256x192-f2f7d6f6_20230130.pth',
        ),
    ),
    head=dict(
        _delete_=True,
        type='RTMCCHead',
        in_channels=768,
        out_channels=None,
        input_size=codec['input_size'],
        in_featuremap_size=tuple(length // 32 for length in codec['input_size']),
        simcc_split_ratio=codec['simcc_split_ratio'],
        final_layer_kernel_size=7,
        gau_cfg=dict(
            hidden_dims=256,
            s=128,
            expansion_factor=2,
            dropout_rate=0.0,
            drop_path=0.0,
            act_fn='SiLU',
            use_rel_bias=False,
            pos_enc=False,
        ),
        loss=dict(type='KLDiscretLoss', use_target_weight=True, beta=10.0, label_softmax=True),
        decoder=codec,
    ),
    garment_head=dict(in_channels=768),
    test_cfg=dict(_delete_=True, flip_test=True),
)

train_pipeline, test_pipeline = topdown_pipelines(codec, balance=True)
train_dataloader = dict(dataset=dict(pipeline=train_pipeline))
val_dataloader = dict(dataset=dict(pipeline=test_pipeline))
test_dataloader = dict(dataset=dict(pipeline=test_pipeline))

# RTMPose trains with 4e-3 at 1,024 images per step: scaled by the square root of the batch size
# (Malladi et al. 2022, arXiv:2205.10287) that is the 5e-4 of schedule.py at 16. As in RTMPose,
# biases and norms have no weight decay.
optim_wrapper = dict(
    optimizer=dict(weight_decay=0.05), paramwise_cfg=dict(norm_decay_mult=0, bias_decay_mult=0)
)

codec = dict(codec, _delete_=True)  # without the keys of cpn_r50's codec
