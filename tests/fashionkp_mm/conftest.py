"""A tiny FashionAI archive, and trainings of a few steps on it."""

from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
import pytest
import torch

from fashionkp.annotations import CATEGORY_POINTS, AnnotationTable, write_annotations
from fashionkp.categories import CATEGORIES

from fashionkp_mm.apis import train  # isort: skip
from mmengine.registry import init_default_scope
from mmengine.runner import Runner
from mmpose.registry import MODELS
from random_models import settings as random_settings

from fashionkp_mm.checkpoints.latest import latest_checkpoint
from fashionkp_mm.config import input_size_options, load_config
from fashionkp_mm.recipes import averaging, topdown_pipelines

WIDTH, HEIGHT = 96, 128
PER_CATEGORY = 4
LOADERS = ('train_dataloader', 'val_dataloader', 'test_dataloader')
RANDOM = ('FastFlip', 'FastBBoxTransform', 'KeypointSafeRandomCrop', 'ColorJitter')


@dataclass(frozen=True)
class Run:
    """A finished training run."""

    runner: Runner
    work_dir: Path


@pytest.fixture(scope='session', autouse=True)
def _unformatted_configs():
    """Leave the text of configs unformatted: MMEngine's formatting takes longer than a step."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr('yapf.yapflib.yapf_api.FormatCode', lambda text, **_: (text, True))
        yield


@pytest.fixture(autouse=True)
def _mmpose_scope():
    init_default_scope('mmpose')


def small_table() -> AnnotationTable:
    """Return four garments a category with random points, one occluded and one absent in each."""
    rng = np.random.default_rng(7)
    names = [name for name in CATEGORIES for _ in range(PER_CATEGORY)]
    category_ids = np.array([list(CATEGORIES).index(name) for name in names], dtype=np.int8)
    visibility = np.where(CATEGORY_POINTS[category_ids], 1, -1).astype(np.int8)
    for row, garment in enumerate(CATEGORIES[name] for name in names):
        others = [
            i
            for i, name in zip(garment.keypoint_ids, garment.keypoints, strict=True)
            if name not in garment.normalizing_pair
        ]
        visibility[row, others[0]], visibility[row, others[1]] = 0, -1
    keypoints = np.stack(
        [
            rng.integers(5, WIDTH - 5, visibility.shape),
            rng.integers(5, HEIGHT - 5, visibility.shape),
        ],
        axis=-1,
    ).astype(np.float64)
    keypoints[visibility < 0] = -1
    ids = [f'Images/{name}/{i:032x}.jpg' for i, name in enumerate(names)]
    labelled = np.ones(len(names), dtype=bool)
    return AnnotationTable(
        image_ids=np.array(ids),
        category_ids=category_ids,
        keypoints=keypoints,
        visibility=visibility,
        labelled=labelled,
    )


@pytest.fixture(scope='session')
def data_root(tmp_path_factory) -> Path:
    """A data root with one archive, ``train``, of 20 small noise images."""
    root = tmp_path_factory.mktemp('fashionai')
    table = small_table()
    rng = np.random.default_rng(3)
    for image_id in table.image_ids:
        path = root / 'train' / image_id
        path.parent.mkdir(parents=True, exist_ok=True)
        cv2.imwrite(str(path), rng.integers(0, 256, (HEIGHT, WIDTH, 3), dtype=np.uint8))
    write_annotations(root / 'train' / 'Annotations' / 'train.csv', table)
    return root


@pytest.fixture(scope='session')
def table() -> AnnotationTable:
    """The annotation table of the archive."""
    return small_table()


@pytest.fixture(scope='session')
def shrunk(data_root):
    """Return a function from a config to settings for one quick training step on the archive."""

    def options(leaf: str) -> dict:
        settings = random_settings(leaf)
        settings['train_cfg.max_epochs'] = 1
        settings['default_hooks.checkpoint.save_optimizer'] = False
        for loader in ('train_dataloader', 'val_dataloader', 'test_dataloader'):
            settings[f'{loader}.dataset.data_root'] = str(data_root)
            settings[f'{loader}.dataset.split'] = None
            settings[f'{loader}.num_workers'] = 0
            settings[f'{loader}.persistent_workers'] = False
            settings[f'{loader}.batch_size'] = 20
        return settings

    return options


@pytest.fixture(scope='session')
def skirt_options(data_root: Path) -> dict:
    """Settings of cpn_small_skirt by dotted key: the archive, one process, no augmentation."""
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
    """Two epochs of cpn_small_skirt on the archive: four images, two steps an epoch."""
    work_dir = tmp_path_factory.mktemp('trained')
    return Run(train('cpn_small_skirt', work_dir=work_dir, options=skirt_options), work_dir)


@pytest.fixture(scope='session')
def short_config(data_root, tmp_path_factory):
    """Return a function that writes the config of a short training.

    It has 5 steps an epoch, augmentation and averaged weights.
    """

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
    """The last checkpoint of the short training without an interruption."""
    work_dir = tmp_path_factory.mktemp('whole')
    train(short_config(), work_dir)
    return torch.load(latest_checkpoint(work_dir))


@pytest.fixture(scope='session')
def steady(data_root, tmp_path_factory) -> tuple[Path, Path]:
    """Config and random weights of a network that regresses coordinates.

    Its key points change little if its numbers change little. Those of an untrained heatmap
    network do not: its heatmaps are nearly flat, so that rounding decides where the maximum is.
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


@pytest.fixture
def fails_to_download(monkeypatch):
    """Return a function that makes downloads raise an error; it returns the requested URLs."""
    requested = []

    def refuse(error):
        def download(url, *args, **kwargs):
            requested.append(url)
            raise error

        monkeypatch.setattr(torch.hub, 'load_state_dict_from_url', download)
        return requested

    return refuse
