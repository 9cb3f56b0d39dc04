"""OpenMMLab's models for DeepFashion2 beside another one, with random weights of their layout."""

import os
import pickle
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
import torch
from deepfashion2_garments import garment_prediction, save_random_checkpoint
from mmengine.config import Config
from mmpose.apis import inference_topdown, init_model

from fashionkp.formats.deepfashion2.landmarks import GARMENTS
from fashionkp.inference.query import Query
from fashionkp_mm.compat import UnsafeCheckpointError
from fashionkp_mm.inference import deepfashion2_model
from fashionkp_mm.inference.deepfashion2_model import CONFIGS, DeepFashion2Model, first_landmark

FIRST = (0, 25, 58, 89, 128, 143, 158, 168, 182, 190, 219, 256, 275)
"""Channel of each category's first landmark, as MMPose's description of the data set has it."""


def config_of(category_id: int) -> Path:
    """Return MMPose's own config of a category."""
    name = GARMENTS[category_id].name.replace('sleeve_', 'sleeved_').replace('_top', '_shirt')
    (path,) = CONFIGS.glob(f'*deepfasion2-{name.replace("_", "-")}-256x192.py')
    return path


@pytest.fixture(scope='module')
def checkpoint(tmp_path_factory):
    """A checkpoint as MMPose publishes them."""
    path = tmp_path_factory.mktemp('weights') / 'random.pth'
    save_random_checkpoint(path)
    yield path
    path.unlink()


@pytest.fixture(scope='module')
def image():
    return np.random.default_rng(0).integers(0, 256, (120, 100, 3), np.uint8)


def base(category_id):
    """A model that takes every garment for one of a category."""
    return SimpleNamespace(
        categories=('blouse', 'skirt'),
        predict=lambda queries: [garment_prediction(category_id) for _ in queries],
    )


def test_the_configs_differ_in_training_only():
    configs = [Config.fromfile(config_of(number)) for number in GARMENTS]
    for config in configs:
        assert config.model == configs[0].model
        assert config.val_pipeline == configs[0].val_pipeline
    assert len({config.filename for config in configs}) == 13


@pytest.mark.parametrize('category_id', GARMENTS, ids=lambda number: GARMENTS[number].name)
def test_first_landmarks(category_id):
    assert first_landmark(category_id) == FIRST[category_id - 1]


BOX = (10.0, 5.0, 90.0, 110.0)


@pytest.fixture(scope='module')
def sample(checkpoint, image):
    """What MMPose itself predicts, with one of its configs: all 294 landmarks."""
    model = init_model(str(config_of(1)), str(checkpoint), 'cpu')
    (sample,) = inference_topdown(model, image, np.array([BOX], np.float32))
    assert sample.pred_instances.keypoints.shape == (1, 294, 2)
    assert len(np.unique(sample.pred_instances.keypoints[0], axis=0)) > 100
    return sample


def check(category_id, model, image, sample):
    """Compare each point of a garment with its landmark, or with that of the other model."""
    garment, before = GARMENTS[category_id], garment_prediction(category_id)
    (after,) = model.predict([Query(image, box=BOX)])
    for index, name in enumerate(after.names):
        point, score = before.keypoints[index], before.scores[index]
        if name in garment.points:
            channel = FIRST[category_id - 1] + garment.points[name] - 1
            point = sample.pred_instances.keypoints[0, channel]
            score = sample.pred_instances.keypoint_scores[0, channel]
        np.testing.assert_allclose(after.keypoints[index], point, atol=1e-3)
        np.testing.assert_allclose(after.scores[index], score, rtol=1e-4)
    np.testing.assert_array_equal(after.presence, before.presence)
    assert before.calibrated
    assert not after.calibrated
    assert after.category == garment.category


def test_points_are_those_of_mmpose(checkpoint, image, sample):
    check(9, DeepFashion2Model(base(9), [checkpoint] * 13, 'cpu'), image, sample)


@pytest.mark.parametrize('category_id', GARMENTS, ids=lambda number: GARMENTS[number].name)
def test_every_channel_is_that_of_mmpose(category_id, image, sample, monkeypatch):
    monkeypatch.setattr(deepfashion2_model, 'inference_topdown', lambda *_: [sample])
    model = DeepFashion2Model(base(category_id), [Path()] * 13, 'cpu')
    model._networks[category_id] = None
    check(category_id, model, image, sample)


def test_networks_are_loaded_when_they_are_needed(checkpoint, image, tmp_path):
    files = [tmp_path / 'none.pth'] * 13
    files[8] = checkpoint
    model = DeepFashion2Model(base(9), files, 'cpu', flip=False)
    assert model.categories == ('blouse', 'skirt')
    assert [each.category for each in model.predict([Query(image)] * 2)] == ['skirt'] * 2
    assert [*model._networks] == [9]
    assert model._networks[9].test_cfg['flip_test'] is False


def test_checkpoints_that_do_not_fit_are_refused(checkpoint, image, tmp_path):
    content = torch.load(checkpoint, mmap=True)
    content['state_dict'].pop('head.final_layer.bias')
    path = tmp_path / 'other.pth'
    torch.save(dict(state_dict=content['state_dict']), path)
    with pytest.raises(ValueError, match=r'other\.pth .*head\.final_layer\.bias'):
        DeepFashion2Model(base(9), [path] * 13, 'cpu').predict([Query(image)])


class _Code:
    def __reduce__(self):
        return os.system, ('touch code_was_run',)


def test_a_pickle_that_carries_code_is_refused(image, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    path = tmp_path / 'evil.pth'
    path.write_bytes(pickle.dumps(dict(state_dict=_Code())))
    with pytest.raises(UnsafeCheckpointError):
        DeepFashion2Model(base(9), [path] * 13, 'cpu').predict([Query(image)])
    assert [*tmp_path.iterdir()] == [path]
