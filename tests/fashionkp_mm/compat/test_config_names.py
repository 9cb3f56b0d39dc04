"""Tests of configs by name in MMEngine and MMPose."""

from pathlib import Path

import numpy as np
import pytest
import torch
from mmengine.config import Config
from mmengine.hub import get_config
from mmpose.apis import MMPoseInferencer, Pose2DInferencer, init_model

from fashionkp.inference.default_model import default_model
from fashionkp_mm.config_files import CONFIGS

SKIRT = CONFIGS / 'cpn_small' / 'cpn_small_skirt.py'
NAMES = (
    'cpn_small_skirt',
    'fashionkp_mm::cpn_small_skirt',
    'fashionkp_mm::cpn_small/cpn_small_skirt.py',
)
IMAGE = np.random.default_rng(0).integers(0, 255, (50, 40, 3), dtype=np.uint8)


@pytest.fixture(scope='module')
def expected() -> dict:
    """The config, read by its path."""
    return Config.fromfile(SKIRT).to_dict()


@pytest.fixture(scope='module')
def weights(tmp_path_factory) -> str:
    """Path of random weights for the config."""
    torch.manual_seed(0)
    path = tmp_path_factory.mktemp('weights') / 'weights.pth'
    torch.save({'state_dict': init_model(SKIRT, device='cpu').state_dict()}, path)
    return str(path)


@pytest.mark.parametrize('name', NAMES)
def test_config_fromfile(name, expected):
    assert Config.fromfile(name).to_dict() == expected
    assert Config.fromfile(Path(name), format_python_code=False).to_dict() == expected


@pytest.mark.parametrize('name', NAMES)
def test_the_hub(name, expected):
    assert get_config(name).to_dict() == expected


@pytest.mark.parametrize('name', NAMES)
def test_a_base(name, expected, tmp_path):
    path = tmp_path / 'mine.py'
    path.write_text(f'_base_ = {name!r}\n\ntrain_cfg = dict(max_epochs=3)\n')
    cfg = Config.fromfile(path).to_dict()
    assert cfg.pop('train_cfg') == {**expected['train_cfg'], 'max_epochs': 3}
    assert cfg == {key: value for key, value in expected.items() if key != 'train_cfg'}


def test_a_base_may_be_a_recipe_beside_one_of_another_package(tmp_path):
    other = "'mmpose::_base_/datasets/coco.py'"
    path = tmp_path / 'mine.py'
    path.write_text(f"_base_ = ['fashionkp_mm::_base_/cpn_small.py', {other}]\n")
    cfg = Config.fromfile(path)
    assert cfg.model.head.type == 'CPNHead'
    assert cfg.dataset_info.dataset_name == 'coco'


@pytest.mark.parametrize('name', NAMES)
def test_init_model(name, weights):
    model = init_model(name, weights, device='cpu')
    assert (model.categories, model.head.out_channels) == (['skirt'], 4)


def points(inferencer) -> list:
    (result,) = inferencer(IMAGE)
    return result['predictions'][0][0]['keypoints']


@pytest.mark.parametrize('inferencer', [MMPoseInferencer, Pose2DInferencer])
def test_inferencers_predict_as_with_the_path(inferencer, weights):
    by_path = points(inferencer(str(SKIRT), weights, device='cpu'))
    assert np.shape(by_path) == (4, 2)
    for name in NAMES:
        assert points(inferencer(name, weights, device='cpu')) == by_path


def test_the_config_of_the_starter_has_weights():
    assert get_config('fashionkp_mm::starter_all', pretrained=True).model_path == str(
        default_model()
    )
    default, starter = (
        points(MMPoseInferencer(name, device='cpu')) for name in ('fashionkp', 'starter_all')
    )
    assert default == starter


def test_other_configs_have_no_weights():
    with pytest.raises(ValueError, match=r'cpn_small_skirt.*weights'):
        get_config('fashionkp_mm::cpn_small_skirt', pretrained=True)


def test_a_file_of_the_name_comes_first(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path('cpn_small_skirt').write_text('')
    with pytest.raises(OSError, match='type'):  # it has no suffix
        Config.fromfile('cpn_small_skirt')


def test_unknown_names_stay_errors(tmp_path):
    with pytest.raises(FileNotFoundError, match='cpn_r51_skirt'):
        Config.fromfile('cpn_r51_skirt')
    with pytest.raises(ValueError, match='cpn_r51_skirt'):
        MMPoseInferencer('cpn_r51_skirt')
    for use in (Config.fromfile, get_config, MMPoseInferencer):
        with pytest.raises(FileNotFoundError, match=r'cpn_r51_skirt.*cpn_r50_skirt'):
            use('fashionkp_mm::cpn_r51_skirt')


def test_configs_of_other_packages_are_found_as_before():
    cfg = get_config('mmpose::_base_/default_runtime.py')
    assert cfg.default_scope == 'mmpose'
