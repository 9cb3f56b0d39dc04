"""Tests of MMPose's inferencers from a checkpoint alone."""

import cv2
import numpy as np
import pytest
import torch
from mmengine.config import Config
from mmpose.apis import MMPoseInferencer, Pose2DInferencer
from mmpose.apis.inferencers import utils
from mmpose.models import build_pose_estimator
from mmpose.registry import DATASETS

from fashionkp_mm.compat import UnsafeCheckpointError

CODEC = dict(type='MSRAHeatmap', input_size=(64, 64), heatmap_size=(16, 16), sigma=1)
KEYPOINTS = 17


def config(**changes):
    """Return the config of a small model for COCO's 17 key points."""
    pipeline = [
        dict(type='LoadImage'),
        dict(type='GetBBoxCenterScale'),
        dict(type='TopdownAffine', input_size=CODEC['input_size']),
        dict(type='PackPoseInputs'),
    ]
    model = dict(
        type='TopdownPoseEstimator',
        data_preprocessor=dict(type='PoseDataPreprocessor'),
        backbone=dict(type='ResNet', depth=18),
        head=dict(
            type='HeatmapHead', in_channels=512, out_channels=KEYPOINTS, decoder=CODEC,
            deconv_out_channels=(8, 8, 8), deconv_kernel_sizes=(4, 4, 4),
            loss=dict(type='KeypointMSELoss'),
        ),
        test_cfg=dict(flip_test=False),
    )  # fmt: skip
    parts = dict(
        default_scope='mmpose', data_mode='topdown', dataset_type='CocoDataset', model=model,
        visualizer=dict(type='PoseLocalVisualizer'),
        test_dataloader=dict(dataset=dict(type='CocoDataset', pipeline=pipeline)),
    )  # fmt: skip
    return Config(parts | changes)


@pytest.fixture
def checkpoint(tmp_path):
    """Return a function that saves a checkpoint with the given text as its config."""

    def write(text):
        path = tmp_path / 'epoch_1.pth'
        torch.manual_seed(0)
        model = build_pose_estimator(config().model)
        meta = dict(
            cfg=text, dataset_meta=dict(DATASETS.get('CocoDataset')(lazy_init=True).metainfo)
        )
        torch.save(dict(state_dict=model.state_dict(), meta=meta), path)
        return str(path)

    return write


@pytest.fixture
def images(tmp_path):
    """A folder with two images."""
    folder = tmp_path / 'images'
    folder.mkdir()
    for name in 'ab':
        noise = np.random.default_rng(0).integers(0, 255, (50, 40, 3), dtype=np.uint8)
        cv2.imwrite(str(folder / f'{name}.png'), noise)
    return folder


def test_a_checkpoint_alone_predicts_as_with_its_config(checkpoint, images):
    path = checkpoint(config().pretty_text)
    alone = MMPoseInferencer(pose2d_weights=path, det_model='whole_image', device='cpu')
    with_config = MMPoseInferencer(config(), path, det_model='whole_image', device='cpu')
    array = cv2.imread(str(images / 'a.png'))
    results = [
        [result['predictions'][0][0]['keypoints'] for result in inferencer(inputs)]
        for inferencer in (alone, with_config)
        for inputs in (str(images), str(images / 'a.png'), array)
    ]
    assert [len(result) for result in results] == [2, 1, 1] * 2
    assert np.shape(results[0]) == (2, KEYPOINTS, 2)
    assert results[:3] == results[3:]


def test_pose2d_inferencer_opens_a_checkpoint_alone(checkpoint, images):
    path = checkpoint(config().pretty_text)
    inferencer = Pose2DInferencer(None, path, det_model='whole_image', device='cpu')
    assert len(list(inferencer(str(images), return_vis=True))) == 2


def test_code_in_the_config_of_a_checkpoint_is_refused(checkpoint, tmp_path):
    trace = tmp_path / 'trace'
    path = checkpoint(f'open({str(trace)!r}, "w")\n{config().pretty_text}')
    for open_checkpoint in (
        lambda: MMPoseInferencer(pose2d_weights=path, device='cpu'),
        lambda: Pose2DInferencer(None, path, device='cpu'),
    ):
        with pytest.raises(ValueError, match='config text refused: line 1 holds Expr'):
            open_checkpoint()
    assert not trace.exists()


def test_a_function_in_place_of_a_component_is_refused(checkpoint, tmp_path):
    """The text is plain data, but MMEngine would call ``subprocess.run`` with it."""
    trace = tmp_path / 'trace'
    model = dict(type='subprocess.run', args=['touch', str(trace)])
    path = checkpoint(config(model=model).pretty_text)
    with pytest.raises(ValueError, match=r"epoch_1\.pth.*type='subprocess\.run'"):
        MMPoseInferencer(pose2d_weights=path, device='cpu')
    assert not trace.exists()


def test_a_checkpoint_without_config_is_named(tmp_path):
    path = tmp_path / 'weights.pth'
    torch.save(dict(state_dict={}), path)
    with pytest.raises(ValueError, match=r'weights\.pth contains no config.*state_dict'):
        MMPoseInferencer(pose2d_weights=str(path))


def test_an_unsafe_checkpoint_is_refused(tmp_path):
    path = tmp_path / 'bad.pth'
    torch.save(dict(state_dict={}, x=print), path)
    with pytest.raises(UnsafeCheckpointError, match=r'bad\.pth.*print'):
        MMPoseInferencer(config(), str(path), device='cpu')


def test_the_error_of_mmpose_without_arguments_stays():
    with pytest.raises(ValueError, match='2d or 3d'):
        MMPoseInferencer()


def test_the_dataset_of_this_package_gets_no_detector():
    # MMPose chooses a detector by the module of the dataset's class, else takes the whole image
    module = DATASETS.get('FashionAIDataset').__module__
    assert module.split('datasets.')[-1].split('.')[0].lower() not in utils.default_det_models
