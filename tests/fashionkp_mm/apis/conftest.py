"""The smallest recipe on the tiny archive: four images of skirts, two steps an epoch."""

from dataclasses import dataclass
from pathlib import Path

import pytest
import torch
from mmengine.registry import init_default_scope
from mmengine.runner import Runner
from mmpose.registry import MODELS

from fashionkp_mm.apis import train
from fashionkp_mm.checkpoints.latest import latest_checkpoint
from fashionkp_mm.config import input_size_options, load_config
from fashionkp_mm.recipes import averaging, topdown_pipelines

LOADERS = ('train_dataloader', 'val_dataloader', 'test_dataloader')
RANDOM = ('FastFlip', 'FastBBoxTransform', 'KeypointSafeRandomCrop', 'ColorJitter')


@dataclass(frozen=True)
class Run:
    """A finished training run."""

    runner: Runner
    work_dir: Path


@pytest.fixture(scope='session')
def skirt_options(data_root: Path) -> dict:
    """Settings of cpn_small_skirt, by dotted key: tiny archive, one process, no augmentation."""
    pipeline = load_config('cpn_small_skirt').train_dataloader.dataset.pipeline
    steady = [step.to_dict() for step in pipeline if step.type not in RANDOM]
    options = {'train_cfg.max_epochs': 2, 'train_dataloader.dataset.pipeline': steady}
    for loader in LOADERS:
        options[f'{loader}.dataset.data_root'] = str(data_root)
        options[f'{loader}.dataset.split'] = None
        options[f'{loader}.num_workers'] = 0
        options[f'{loader}.persistent_workers'] = False
        options[f'{loader}.batch_size'] = 2
    return options


@pytest.fixture(scope='session')
def trained(skirt_options: dict, tmp_path_factory: pytest.TempPathFactory) -> Run:
    """Two epochs without a break."""
    work_dir = tmp_path_factory.mktemp('trained')
    return Run(train('cpn_small_skirt', work_dir=work_dir, options=skirt_options), work_dir)


@pytest.fixture(scope='session')
def short_config(data_root, tmp_path_factory):
    """Write the config of a short training: 5 steps an epoch, augmentation, averaged weights."""

    def write(**options) -> Path:
        cfg = load_config('cpn_small_all')
        cfg.train_cfg.max_epochs = 2
        cfg.train_dataloader.dataset.pipeline, _ = topdown_pipelines(cfg.codec.to_dict())
        cfg.default_hooks.update(averaging('ema'))
        cfg.model.backbone.update(stem_channels=8, base_channels=8)
        cfg.model.head.update(in_channels=(8, 16, 32, 64), channels=8)
        cfg.model.garment_head.update(in_channels=64)
        for loader in LOADERS:
            cfg[loader].update(batch_size=4, num_workers=0, persistent_workers=False)
            cfg[loader].dataset.update(data_root=str(data_root), split=None)
        cfg.merge_from_dict(options)
        path = tmp_path_factory.mktemp('config') / 'short.py'
        cfg.dump(path)
        return path

    return write


@pytest.fixture(scope='session')
def whole(short_config, tmp_path_factory) -> dict:
    """The last checkpoint of that training without a break."""
    work_dir = tmp_path_factory.mktemp('whole')
    train(short_config(), work_dir)
    return torch.load(latest_checkpoint(work_dir))


@pytest.fixture(scope='session')
def steady(data_root, tmp_path_factory) -> tuple[Path, Path]:
    """Config and random weights of a network that tells coordinates.

    They follow steadily what it computes. Key points from heatmaps do not: where one is nearly
    flat, as of a network that has not learned, rounding decides where the point lies.
    """
    folder = tmp_path_factory.mktemp('steady')
    cfg = load_config('regression_r50_all')
    cfg.merge_from_dict(input_size_options(cfg, 64))
    cfg.model.backbone.update(depth=18, init_cfg=None)
    cfg.model.head.in_channels = cfg.model.garment_head.in_channels = 512
    for loader in LOADERS:
        cfg[loader].update(batch_size=4, num_workers=0, persistent_workers=False)
        cfg[loader].dataset.update(data_root=str(data_root), split=None)
    cfg.dump(folder / 'steady.py')
    init_default_scope('mmpose')
    torch.manual_seed(0)
    weights = MODELS.build(cfg.model).state_dict()
    torch.save({'state_dict': weights}, folder / 'steady.pth')
    return folder / 'steady.py', folder / 'steady.pth'
