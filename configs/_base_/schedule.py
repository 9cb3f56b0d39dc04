# Optimizer and learning rate of every recipe, for 16 images per step.
train_cfg = dict(type='ResumableTrainLoop', max_epochs=30, val_interval=1)
val_cfg = dict()
test_cfg = dict()

optim_wrapper = dict(optimizer=dict(type='AdamW', lr=5e-4, weight_decay=1e-4, fused=True))
param_scheduler = [
    dict(type='LinearLR', begin=0, end=200, start_factor=0.01, by_epoch=False),
    # without an end: ends with train_cfg.max_epochs
    dict(type='CosineAnnealingLR', eta_min_ratio=0.01, by_epoch=True, convert_to_iter_based=True),
]
auto_scale_lr = dict(base_batch_size=16)
