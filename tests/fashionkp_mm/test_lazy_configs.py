"""A config of MMEngine's pure Python style is the recipe that it restates."""

import pytest
import torch
from mmengine.config import Config
from mmengine.model import PretrainedInit
from mmengine.runner import Runner
from mmengine.utils import digit_version
from mmpose.apis import MMPoseInferencer, init_model
from mmpose.models import ResNet

from fashionkp_mm.apis import evaluate, train
from fashionkp_mm.config import load_config
from fashionkp_mm.config_files import CONFIGS, PREFIX, config_path

LAZY = sorted((CONFIGS / '_lazy_').glob('*.py'))


def recipe_of(path) -> str:
    return path.stem.removeprefix('lazy_')


@pytest.mark.parametrize('path', LAZY, ids=lambda path: path.stem)
def test_a_lazy_config_has_the_settings_of_its_recipe(path):
    assert load_config(path).to_dict() == load_config(recipe_of(path)).to_dict()


@pytest.fixture(scope='module')
def lazy():
    (path,) = LAZY
    return path


def test_types_are_classes_for_mmengine_alone(lazy):
    assert Config.fromfile(lazy).model.backbone.type is ResNet
    assert load_config(lazy).model.backbone.type == 'ResNet'


def test_classes_without_a_name_of_their_own_remain(tmp_path):
    file = tmp_path / 'mixed.py'
    file.write_text(
        'from mmengine.model import PretrainedInit\n'
        'from mmengine.optim import OptimWrapper\n'
        'from mmengine.utils import digit_version\n'
        'from mmpose.codecs import UDPHeatmap\n'
        '_hidden = 1\n'
        'types = [UDPHeatmap, (OptimWrapper, dict(type=PretrainedInit)), digit_version]\n'
    )
    cfg = load_config(file)
    codec, (wrapper, init), function = cfg.types
    assert (codec, wrapper) == ('UDPHeatmap', 'OptimWrapper')
    # this package has registered a Pretrained of its own with MMPose
    assert init.type is PretrainedInit
    assert function is digit_version
    assert set(cfg.to_dict()) == {'types', 'default_scope'}


def test_a_missing_class_is_reported_with_the_file(tmp_path):
    (tmp_path / 'a.py').write_text('from mmpose.models import ResNot\nmodel = dict(type=ResNot)\n')
    with pytest.raises(ValueError, match=r'a\.py.*ResNot'):
        load_config(tmp_path / 'a.py')


def test_it_follows_the_environment(lazy, monkeypatch):
    monkeypatch.setenv('FASHIONAI_ROOT', 'some/where')
    assert load_config(lazy).val_dataloader.dataset.data_root == 'some/where'


def test_the_prefix_leads_to_it(lazy):
    assert config_path(f'{PREFIX}_lazy_/{lazy.name}') == lazy


@pytest.fixture(scope='module')
def trained_lazily(lazy, shrunk, tmp_path_factory):
    """A step of training by this package."""
    folder = tmp_path_factory.mktemp('lazy')
    train(lazy, folder, validate=False, options=shrunk('cpn_small_all'))
    return folder / 'epoch_1.pth'


def test_it_trains_the_same_weights_as_its_recipe(trained_lazily, lazy, shrunk, tmp_path):
    train(recipe_of(lazy), tmp_path, validate=False, options=shrunk('cpn_small_all'))
    expected = torch.load(tmp_path / 'epoch_1.pth')['state_dict']
    weights = torch.load(trained_lazily)['state_dict']
    assert weights.keys() == expected.keys()
    assert all(torch.equal(weights[name], expected[name]) for name in weights)


def test_it_is_tested(trained_lazily, lazy, shrunk, tmp_path):
    metrics = evaluate(lazy, trained_lazily, tmp_path, options=shrunk('cpn_small_all'))
    assert metrics['fashionai/NE'] > 0


def test_the_checkpoint_of_this_package_predicts_alone(trained_lazily, data_root):
    photo = next((data_root / 'train' / 'Images' / 'dress').iterdir())
    inferencer = MMPoseInferencer(pose2d_weights=str(trained_lazily), device='cpu')
    ((garment,),) = next(inferencer(str(photo)))['predictions']
    assert len(garment['keypoints']) == 24


def test_mmengine_trains_it_and_mmpose_predicts_with_it(lazy, shrunk, data_root, tmp_path):
    cfg = Config.fromfile(lazy)
    cfg.merge_from_dict(shrunk('cpn_small_all'))
    cfg.work_dir, cfg.visualizer.name = str(tmp_path), 'lazy'
    runner = Runner.from_cfg(cfg)
    runner.train()
    metrics = runner.test()
    assert metrics['fashionai/NE'] > 0
    checkpoint = str(tmp_path / 'epoch_1.pth')
    model = init_model(str(lazy), checkpoint, device='cpu')
    weights = torch.load(checkpoint)['state_dict']
    assert torch.equal(
        model.state_dict()['backbone.conv1.weight'], weights['backbone.conv1.weight']
    )
    photo = next((data_root / 'train' / 'Images' / 'dress').iterdir())
    inferencer = MMPoseInferencer(str(lazy), checkpoint, device='cpu')
    ((garment,),) = next(inferencer(str(photo)))['predictions']
    assert len(garment['keypoints']) == 24
