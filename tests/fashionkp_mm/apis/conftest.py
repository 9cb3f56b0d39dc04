"""The smallest recipe on the tiny archive: four pictures of skirts, two steps an epoch."""

from dataclasses import dataclass
from pathlib import Path

import pytest
from mmengine.runner import Runner

from fashionkp_mm.apis import train
from fashionkp_mm.config import load_config

LOADERS = ('train_dataloader', 'val_dataloader', 'test_dataloader')
RANDOM = ('RandomFlip', 'RandomBBoxTransform', 'KeypointSafeRandomCrop', 'ColorJitter')


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
