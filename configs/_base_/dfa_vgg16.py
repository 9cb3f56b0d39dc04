# Deep Fashion Alignment (Liu et al. 2016, arXiv:1608.03049, "Our Approach"): three stages of VGG-16
# that regress coordinates, each correcting the one before.
_base_ = ['cpn_r50.py']

from fashionkp_mm.recipes import topdown_pipelines

codec = dict(type='RegressionLabel', input_size=(224, 224))  # as in the authors' networks

model = dict(
    backbone=dict(
        _delete_=True,
        type='VGGNetworks',
        count=4,  # two stages, and two branches of the third
        init_cfg=dict(type='Pretrained', checkpoint='torchvision://vgg16'),
    ),
    head=dict(
        _delete_=True,
        type='DFAHead',
        in_channels=(512, 512, 512, 512),
        num_joints=None,
        # 4096 in the paper: 543 M parameters, more than an ONNX file holds in float32
        fc_channels=1024,
        decoder=codec,
    ),
    # gradients of squared distances are about 25 times those of a heatmap loss
    garment_head=dict(in_channels=512, category_weight=0.05, presence_weight=0.05),
    test_cfg=dict(_delete_=True, flip_test=True, shift_coords=True),
)

train_pipeline, test_pipeline = topdown_pipelines(codec, balance=True)
train_dataloader = dict(dataset=dict(pipeline=train_pipeline))
val_dataloader = dict(dataset=dict(pipeline=test_pipeline))
test_dataloader = dict(dataset=dict(pipeline=test_pipeline))

# a VGG has no norms, and needs a lower rate than schedule.py's
optim_wrapper = dict(optimizer=dict(lr=1e-4))
# stages are trained one after another, as the paper's, with a third of the epochs each
custom_hooks = [*_base_.custom_hooks, dict(type='StagewiseTrainingHook')]
param_scheduler = [
    _base_.param_scheduler[0],
    dict(_base_.param_scheduler[1], type='StagewiseCosineLR', num_stages=3),
]
find_unused_parameters = True  # of the stages that rest, in distributed training

codec = dict(codec, _delete_=True)  # without the keys of cpn_r50's codec
