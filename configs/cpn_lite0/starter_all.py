# The starter model: a cpn_lite0 for all categories, trained on synthetic garments alone, which are
# drawn as the training goes. No photo is used but those of ImageNet, in the pretrained weights.
_base_ = '../_base_/cpn_lite0.py'

from fashionkp_mm.recipes import for_category, pyramid_sigmas, topdown_pipelines

codec = dict(type='FastUDPHeatmap', input_size=(256, 256), heatmap_size=(64, 64), sigma=2)

model, _, _, _ = for_category(None)
# early layers and batch statistics stay those of photos
model['backbone'] = dict(frozen_levels=2, norm_eval=True, drop_path_rate=0.1)
model['head']['decoder'] = codec

train_pipeline, test_pipeline = topdown_pipelines(codec, sigmas=pyramid_sigmas(codec['sigma']))
train_pipeline.insert(-2, dict(type='RandomStyle'))
train_dataloader = dict(
    num_workers=1,
    dataset=dict(
        _delete_=True, type='SyntheticGarments', num=2400, seed=2018, pipeline=train_pipeline
    ),
)
val_dataloader = dict(
    num_workers=1,
    dataset=dict(
        _delete_=True,
        type='SyntheticGarments',
        num=500,
        seed=2019,
        pipeline=test_pipeline,
        test_mode=True,
    ),
)
test_dataloader = val_dataloader
train_cfg = dict(max_epochs=19, val_interval=19)
