# The recipe cpn_small_all in MMEngine's pure Python style: types are imported, and an editor leads
# to their source. Training and prediction are those of cpn_small_all.
from importlib import import_module
from os import getenv

from mmengine.config import read_base

with read_base():
    from .._base_.runtime import *
    from .._base_.schedule import *

from mmengine.dataset import DefaultSampler
from mmpose.datasets.transforms import GenerateTarget, GetBBoxCenterScale
from mmpose.models import PoseDataPreprocessor, ResNet

from fashionkp_mm.codecs import FastUDPHeatmap
from fashionkp_mm.datasets import (
    FashionAIDataset,
    FastAffine,
    FastFlip,
    FastPack,
    LoadCompleteImage,
    OpenImage,
    ResumableSampler,
    WholeImageBox,
)
from fashionkp_mm.evaluation import GarmentMetric, NormalizedError
from fashionkp_mm.models import CPNHead, GarmentHead, GarmentMSELoss, GarmentPoseEstimator

data_root = getenv('FASHIONAI_ROOT', 'data/fashionai')
dataset_type = 'FashionAIDataset'  # read by MMPoseInferencer, as a name
data_mode = 'topdown'  # read by MMPoseInferencer

codec = dict(
    type=FastUDPHeatmap,
    input_size=(96, 96),
    heatmap_size=(24, 24),
    sigma=1,
    blur_kernel_size=5,
)

model = dict(
    type=GarmentPoseEstimator,
    categories=['blouse', 'outwear', 'trousers', 'skirt', 'dress'],
    data_preprocessor=dict(
        type=PoseDataPreprocessor,
        mean=[123.675, 116.28, 103.53],
        std=[58.395, 57.12, 57.375],
        bgr_to_rgb=True,
    ),
    backbone=dict(
        type=ResNet,
        depth=18,
        stem_channels=32,
        base_channels=32,
        out_indices=(0, 1, 2, 3),
        init_cfg=None,
    ),
    head=dict(
        type=CPNHead,
        in_channels=(32, 64, 128, 256),
        channels=64,
        out_channels=24,
        refine_loss=dict(type=GarmentMSELoss),
        decoder=codec,
    ),
    garment_head=dict(type=GarmentHead, in_channels=256),
    test_cfg=dict(flip_test=True, flip_mode='heatmap', shift_heatmap=False),
)

_box = [dict(type=WholeImageBox), dict(type=GetBBoxCenterScale, padding=1.0)]
_affine = dict(type=FastAffine, input_size=codec['input_size'], use_udp=True)
train_pipeline = [
    dict(type=OpenImage),
    *_box,
    dict(type=FastFlip),
    _affine,
    dict(type=GenerateTarget, encoder=codec),
    dict(type=FastPack),
]
test_pipeline = [dict(type=LoadCompleteImage), *_box, _affine, dict(type=FastPack)]

_dataset = dict(
    type=FashionAIDataset,
    data_root=data_root,
    ann_file='train',
    category=model['categories'],
)
train_dataloader = dict(
    batch_size=12,
    num_workers=2,
    persistent_workers=True,
    sampler=dict(type=ResumableSampler, shuffle=True),
    dataset=dict(
        **_dataset,
        split='train',
        pipeline=train_pipeline,
        # read by MMPoseInferencer; MMEngine calls no function that is imported by a statement
        metainfo=import_module('fashionkp_mm.metainfo').pose_metainfo(),
    ),
)
val_dataloader = dict(
    batch_size=32,
    num_workers=2,
    persistent_workers=True,
    sampler=dict(type=DefaultSampler, shuffle=False, round_up=False),
    dataset=dict(**_dataset, split='val', test_mode=True, pipeline=test_pipeline),
)
test_dataloader = val_dataloader
val_evaluator = [dict(type=NormalizedError), dict(type=GarmentMetric)]
test_evaluator = val_evaluator

optim_wrapper.update(optimizer=dict(lr=8e-3))
auto_scale_lr = dict(base_batch_size=12)
