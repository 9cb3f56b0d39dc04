# Regression baseline (Li et al. 2021, arXiv:2107.11291, section 3): coordinates from a pooled
# ResNet-50, trained with residual log-likelihood estimation (RLE).
_base_ = ['cpn_r50.py']

from fashionkp_mm.recipes import topdown_pipelines

codec = dict(type='RegressionLabel', input_size=_base_.codec.input_size)

model = dict(
    backbone=dict(out_indices=(3,)),
    neck=dict(type='GlobalAveragePooling'),
    head=dict(
        _delete_=True,
        type='RLEHead',
        in_channels=2048,
        num_joints=None,
        loss=dict(type='RLELoss', use_target_weight=True),
        decoder=codec,
    ),
    # RLE's gradients in the backbone are tens of thousands of times those of a heatmap loss
    garment_head=dict(category_weight=1.0, presence_weight=1.0),
    test_cfg=dict(_delete_=True, flip_test=True, shift_coords=True),
)

train_pipeline, test_pipeline = topdown_pipelines(codec, balance=True)
train_dataloader = dict(dataset=dict(pipeline=train_pipeline))
val_dataloader = dict(dataset=dict(pipeline=test_pipeline))
test_dataloader = dict(dataset=dict(pipeline=test_pipeline))

# MMPose trains RLE with 1e-3 at 512 images per step. Adam's learning rate scales with the square
# root of the batch size (Malladi et al. 2022, arXiv:2205.10287): 1e-3 * sqrt(16 / 512)
optim_wrapper = dict(optimizer=dict(lr=1.8e-4))

codec = dict(codec, _delete_=True)  # without the keys of cpn_r50's codec
