"""Tests of garments that are drawn when they are accessed."""

import numpy as np
import pytest
import torch
from mmpose.registry import DATASETS

from fashionkp.categories import CATEGORY_NAMES
from fashionkp.synthetic.scene.render import draw_garment
from fashionkp_mm.config import load_config
from fashionkp_mm.datasets import SyntheticGarments


def test_an_item_is_the_drawing_of_its_number():
    dataset = SyntheticGarments(10, seed=3)
    dataset.set_epoch(2, seed=0)
    item = dataset[4]
    garment = draw_garment(3, 24)
    assert item['raw_ann_info']['category'] == garment.category == CATEGORY_NAMES[24 % 5]
    np.testing.assert_array_equal(item['img'], garment.image)
    annotated = garment.visibility >= 0
    np.testing.assert_array_equal(item['keypoints_visible'][0], annotated)
    np.testing.assert_allclose(
        item['keypoints'][0, annotated], garment.keypoints[annotated], rtol=1e-6
    )


def test_every_epoch_has_new_garments():
    dataset = SyntheticGarments(2)
    images = []
    for epoch in range(2):
        dataset.set_epoch(epoch, seed=0)
        images += [dataset[i]['img'].tobytes() for i in range(len(dataset))]
    assert len({*images}) == 4


def test_one_category():
    dataset = SyntheticGarments(3, category='skirt')
    items = [dataset[i] for i in range(3)]
    assert {item['raw_ann_info']['category'] for item in items} == {'skirt'}
    assert items[0]['keypoints'].shape == (1, 4, 2)


def test_without_a_pipeline_the_box_of_a_drawing_is_the_whole_image():
    items = [SyntheticGarments(8)[i] for i in range(8)]
    sizes = [item['img'].shape[1::-1] for item in items]
    assert [tuple(item['bbox'][0].tolist()) for item in items] == [(0, 0, w, h) for w, h in sizes]
    assert any(w != h for w, h in sizes)


def test_an_empty_epoch_is_refused():
    with pytest.raises(ValueError, match='num=0'):
        SyntheticGarments(0)


def test_the_starter_trains_on_drawings_alone():
    cfg = load_config('starter_all')
    loaders = (cfg.train_dataloader, cfg.val_dataloader, cfg.test_dataloader)
    assert {loader.dataset.type for loader in loaders} == {'SyntheticGarments'}
    dataset = DATASETS.build({**cfg.train_dataloader.dataset, 'num': 2})
    item = dataset[1]
    assert item['inputs'].shape == (3, 256, 256)
    assert item['inputs'].dtype == torch.uint8
