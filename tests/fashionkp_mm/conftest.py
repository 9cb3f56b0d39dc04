"""A tiny archive of garments on which everything can be tried."""

from pathlib import Path

import cv2
import numpy as np
import pytest
import torch

from fashionkp.annotations import CATEGORY_POINTS, AnnotationTable, write_annotations
from fashionkp.categories import CATEGORIES

from fashionkp_mm.config import input_size_options, load_config  # isort: skip
from mmengine.registry import init_default_scope

WIDTH, HEIGHT = 96, 128
PER_CATEGORY = 4


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
    """Four garments of each category with random points; in each, one occluded and one absent."""
    rng = np.random.default_rng(7)
    names = [name for name in CATEGORIES for _ in range(PER_CATEGORY)]
    category_ids = np.array([list(CATEGORIES).index(name) for name in names], dtype=np.int8)
    visibility = np.where(CATEGORY_POINTS[category_ids], 1, -1).astype(np.int8)
    for row, garment in enumerate(CATEGORIES[name] for name in names):
        spare = [
            i
            for i, name in zip(garment.keypoint_ids, garment.keypoints, strict=True)
            if name not in garment.normalizing_pair
        ]
        visibility[row, spare[0]], visibility[row, spare[1]] = 0, -1
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
    return AnnotationTable(np.array(ids), category_ids, keypoints, visibility, labelled)


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
    """What the archive's table says."""
    return small_table()


@pytest.fixture(scope='session')
def shrunk(data_root):
    """Settings, by dotted key, with which any model learns one step, quickly, on the archive."""

    def options(leaf: str) -> dict:
        settings = input_size_options(load_config(leaf), 64)
        settings['model.backbone.init_cfg'] = None
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


@pytest.fixture
def fails_to_download(monkeypatch):
    """A function that lets every download end in an error; it returns the addresses asked for."""
    asked = []

    def refuse(error):
        def download(url, *args, **kwargs):
            asked.append(url)
            raise error

        monkeypatch.setattr(torch.hub, 'load_state_dict_from_url', download)
        return asked

    return refuse
