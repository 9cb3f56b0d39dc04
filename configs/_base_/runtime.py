# Hooks, environment and logging of every recipe.
default_scope = 'mmpose'
custom_imports = dict(imports=['fashionkp_mm'], allow_failed_imports=False)

default_hooks = dict(
    timer=dict(type='IterTimerHook'),
    logger=dict(type='LoggerHook', interval=20),
    param_scheduler=dict(type='ParamSchedulerHook'),
    checkpoint=dict(
        type='LateRemovalCheckpointHook',
        interval=1,
        max_keep_ckpts=2,  # the older one, to resume from if the newest is damaged
        save_best='fashionai/NE',
        rule='less',
        backend_args=dict(backend='atomic'),
    ),
    sampler_seed=dict(type='DistSamplerSeedHook'),
    visualization=dict(type='GarmentVisualizationHook', enable=False),
    badcase=dict(
        type='GarmentBadCaseHook',
        enable=False,
        metric_type='accuracy',  # read by MMPose's test.py, and the next one
        metric=dict(type='NormalizedError'),
    ),
)
custom_hooks = [
    dict(type='CheckpointCompatibilityHook'),
    dict(type='DataFingerprintHook'),
    dict(type='FiniteLossHook'),
    dict(type='RetainHeapHook'),
    dict(type='ChannelsLastHook'),  # after RetainHeapHook: it measures steps
    dict(type='SyncStatisticsHook'),
    dict(type='PresenceCalibrationHook'),
    dict(type='ScoreCalibrationHook'),
]
env_cfg = dict(
    cudnn_benchmark=True,
    mp_cfg=dict(mp_start_method='fork', opencv_num_threads=0),
    dist_cfg=dict(backend='nccl'),
)
randomness = dict(seed=0)
visualizer = dict(
    type='PoseLocalVisualizer', vis_backends=[dict(type='LocalVisBackend')], name='visualizer'
)
log_processor = dict(type='LogProcessor', window_size=50, by_epoch=True, num_digits=6)
log_level = 'INFO'
load_from = None
start_from = None  # a checkpoint, also for other key points: --from
resume = False
