# RTMPose-m: a light network that tells x and y apart, each as a class among half pixels.
# Jiang et al. 2023, arXiv:2303.07399, section 3. What is not here is as in cpn_r50.
_base_ = ['cpn_r50.py']

from fashionkp_mm.recipes import topdown_pipelines

# sigma: sqrt(size / 8) as in all of RTMPose's configs
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
        # depth and width of the size m
        deepen_factor=0.67,
        widen_factor=0.75,
        out_indices=(4,),
        channel_attention=True,
        # that of its checkpoint, which was trained with SyncBN; a CPU has no SyncBN
        norm_cfg=dict(type='BN'),
        act_cfg=dict(type='SiLU'),
        # trained on body key points; RTMPose starts from it on every kind of key points
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

# RTMPose takes 4e-3 for 1,024 images a step; the square root of those (Malladi et al. 2022,
# arXiv:2205.10287) makes it schedule.py's 5e-4 for 16. Its decay spares biases and norms.
optim_wrapper = dict(
    optimizer=dict(weight_decay=0.05), paramwise_cfg=dict(norm_decay_mult=0, bias_decay_mult=0)
)

codec = dict(codec, _delete_=True)  # none of the keys of cpn_r50's
