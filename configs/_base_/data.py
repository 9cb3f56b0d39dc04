# Data sets and metrics of every recipe. The README's section "Data" shows the layout of the folder.
data_root = '{{$FASHIONAI_ROOT:data/fashionai}}'

dataset_type = 'FashionAIDataset'  # read by MMPoseInferencer
data_mode = 'topdown'  # read by MMPoseInferencer

train_dataloader = dict(
    batch_size=16,
    num_workers=2,
    persistent_workers=True,
    sampler=dict(type='ResumableSampler', shuffle=True),
    dataset=dict(type=dataset_type, data_root=data_root, ann_file='train', split='train'),
)
val_dataloader = dict(
    batch_size=16,
    num_workers=2,
    persistent_workers=True,
    sampler=dict(type='DefaultSampler', shuffle=False, round_up=False),
    dataset=dict(
        type=dataset_type, data_root=data_root, ann_file='train', split='val', test_mode=True
    ),
)
test_dataloader = val_dataloader

val_evaluator = [dict(type='NormalizedError'), dict(type='GarmentMetric')]
test_evaluator = val_evaluator
