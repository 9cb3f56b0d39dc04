"""The dataset: a table in, exact items out, every bad input named."""

import random
import shutil
from pathlib import Path

import numpy as np
import pytest
import torch
from mmpose.registry import DATASETS
from torch.utils.data import DataLoader

from fashionkp.categories import CATEGORIES, KEYPOINTS
from fashionkp.datasets.splits import validation_mask, write_split
from fashionkp.formats.coco import write_coco
from fashionkp_mm.config import load_config
from fashionkp_mm.datasets import FashionAIDataset
from fashionkp_mm.recipes import topdown_pipelines
from fashionkp_mm.seeding import seed_from


def build(root, **kwargs):
    return FashionAIDataset(data_root=str(root), ann_file='train', test_mode=True, **kwargs)


def test_it_is_registered_with_mmpose(data_root):
    cfg = dict(type='FashionAIDataset', data_root=str(data_root), ann_file='train')
    assert isinstance(DATASETS.build(cfg), FashionAIDataset)


@pytest.mark.parametrize('name', CATEGORIES)
def test_a_category_keeps_its_rows_and_points_exactly(data_root, table, name):
    dataset = build(data_root, category=name)
    garment = CATEGORIES[name]
    rows = np.flatnonzero(table.category_names == name)
    assert len(dataset) == len(rows)
    for i, row in enumerate(rows):
        item = dataset.get_data_info(i)
        ids = list(garment.keypoint_ids)
        annotated = table.visibility[row, ids] >= 0
        assert item['img_path'].endswith(table.image_ids[row])
        np.testing.assert_array_equal(item['keypoints_visible'][0], annotated)
        np.testing.assert_array_equal(
            item['keypoints'][0, annotated], table.keypoints[row, ids][annotated]
        )
    names = dataset.metainfo['keypoint_id2name']
    assert tuple(names[i] for i in range(len(names))) == garment.keypoints


def test_jointly_all_rows_have_24_points(data_root, table):
    dataset = build(data_root)
    assert len(dataset) == len(table)
    assert dataset.get_data_info(0)['keypoints'].shape == (1, len(KEYPOINTS), 2)


def test_several_categories_keep_their_rows_and_points(data_root, table):
    dataset = build(data_root, category=['trousers', 'skirt'])
    assert len(dataset) == np.isin(table.category_names, ['trousers', 'skirt']).sum()
    assert dataset.get_data_info(0)['keypoints'].shape == (1, 9, 2)
    assert dataset.metainfo['categories'] == ['trousers', 'skirt']


def test_the_raw_row_is_kept_for_the_metric(data_root, table):
    item = build(data_root, category='skirt').get_data_info(0)
    row = int(np.flatnonzero(table.category_names == 'skirt')[0])
    raw = item['raw_ann_info']
    assert (raw['image_id'], raw['category']) == (table.image_ids[row], 'skirt')
    assert raw['location'] == f'train.csv:{row + 2}'
    assert raw['num_points'] == 4
    np.testing.assert_array_equal(raw['visibility'], table.visibility[row])
    np.testing.assert_array_equal(raw['keypoints'], table.keypoints[row])


def test_absent_points_never_get_a_negative_weight(data_root):
    dataset = build(data_root)
    weights = np.stack([dataset.get_data_info(i)['keypoints_visible'] for i in range(len(dataset))])
    assert set(np.unique(weights)) == {0, 1}


def test_supervising_visible_points_leaves_occluded_ones_out(data_root, table):
    dataset = build(data_root, supervise='visible')
    item = dataset.get_data_info(0)
    np.testing.assert_array_equal(item['keypoints_visible'][0], table.visibility[0] == 1)


def test_split_sides_are_disjoint_and_complete(data_root, table):
    sides = {
        side: {d['img_path'] for d in map(dataset.get_data_info, range(len(dataset)))}
        for side in ('train', 'val')
        for dataset in [build(data_root, split=side)]
    }
    assert not sides['train'] & sides['val']
    assert len(sides['train'] | sides['val']) == len(table)
    assert len(sides['val']) == validation_mask(table.image_ids).sum()


@pytest.mark.parametrize('side', ['train', 'val'])
def test_the_tables_of_a_split_give_the_items_of_that_side(data_root, tmp_path, side):
    write_split(data_root / 'train', tmp_path)
    told = FashionAIDataset(ann_file=str(tmp_path / f'{side}.csv'), test_mode=True)
    split = build(data_root, split=side)
    assert len(told) == len(split)
    for i in range(len(split)):
        a, b = told.get_data_info(i), split.get_data_info(i)
        assert Path(a['img_path']).samefile(b['img_path'])
        for key in ('image_id', 'category', 'labelled'):
            assert a['raw_ann_info'][key] == b['raw_ann_info'][key]
        for key in ('keypoints', 'visibility'):
            np.testing.assert_array_equal(a['raw_ann_info'][key], b['raw_ann_info'][key])


def test_keypoint_box_surrounds_the_points_with_padding(data_root, table):
    item = build(data_root, box='keypoints', padding=0.25).get_data_info(0)
    points = table.keypoints[0][table.visibility[0] >= 0]
    low, high = points.min(axis=0), points.max(axis=0)
    margin = 0.25 * (high - low).max()
    np.testing.assert_allclose(item['bbox'], [[*(low - margin), *(high + margin)]], rtol=1e-6)


def test_coco_json_gives_the_same_items(data_root, table, tmp_path):
    write_coco(tmp_path / 'train.json', table, data_root / 'train')
    coco = FashionAIDataset(
        ann_file=str(tmp_path / 'train.json'),
        data_prefix=dict(img=str(data_root / 'train')),
        test_mode=True,
    )
    csv = build(data_root)
    assert len(coco) == len(csv)
    for i in range(len(csv)):
        a, b = coco.get_data_info(i), csv.get_data_info(i)
        assert a['img_path'] == b['img_path']
        np.testing.assert_array_equal(a['keypoints'], b['keypoints'])
        np.testing.assert_array_equal(
            a['raw_ann_info']['visibility'], b['raw_ann_info']['visibility']
        )


def test_rows_without_labels_are_for_prediction_only(data_root, table, tmp_path):
    shutil.copytree(data_root / 'train' / 'Images', tmp_path / 'train' / 'Images')
    lines = [
        f'{image_id},{name}'
        for image_id, name in zip(table.image_ids, table.category_names, strict=True)
    ]
    csv = tmp_path / 'train' / 'test.csv'
    csv.write_text('\n'.join(['image_id,image_category', *lines, '']))
    dataset = build(tmp_path)
    assert len(dataset) == len(table)
    assert not dataset.get_data_info(0)['raw_ann_info']['labelled']
    with pytest.raises(ValueError, match='no rows to use'):
        FashionAIDataset(data_root=str(tmp_path), ann_file='train')


def test_missing_images_are_named_with_their_rows(data_root, tmp_path, table):
    shutil.copytree(data_root / 'train', tmp_path / 'train')
    (tmp_path / 'train' / table.image_ids[3]).unlink()
    with pytest.raises(FileNotFoundError, match=rf'1 images.*\n.*train.csv:5.*{3:032x}.jpg'):
        build(tmp_path)


@pytest.mark.parametrize(
    ('option', 'choices'),
    [
        (dict(category='jumpsuit'), 'blouse'),
        (dict(split='dev'), "'val'"),
        (dict(box='tight'), "'keypoints'"),
        (dict(supervise='all'), "'visible'"),
    ],
)
def test_wrong_option_lists_the_choices(data_root, option, choices):
    with pytest.raises(ValueError, match=choices):
        build(data_root, **option)


@pytest.mark.realdata
def test_real_fixture_loads_with_its_edge_cases(fashionai_root):
    dataset = FashionAIDataset(data_root=str(fashionai_root), ann_file='fixture', test_mode=True)
    assert len(dataset) == 57
    training = FashionAIDataset(data_root=str(fashionai_root), ann_file='fixture')
    assert len(training) == 57
    boxed = FashionAIDataset(data_root=str(fashionai_root), ann_file='fixture', box='keypoints')
    for i in range(len(boxed)):
        x1, y1, x2, y2 = boxed.get_data_info(i)['bbox'][0]
        assert x2 > x1
        assert y2 > y1


@pytest.fixture(scope='module')
def varied(data_root):
    """The items of one epoch under the recipes' augmentation, as they leave a loader's workers."""
    codec = load_config('cpn_small_all').codec.to_dict()

    def items(num_workers, epochs=(0,), seed=0, order=range(8)):
        pipeline, _ = topdown_pipelines(codec)
        data = FashionAIDataset(data_root=str(data_root), ann_file='train', pipeline=pipeline)
        workers = dict(num_workers=num_workers, persistent_workers=num_workers > 0)
        loader = DataLoader(data, sampler=order, collate_fn=lambda batch: batch[0], **workers)
        for epoch in epochs:
            data.set_epoch(epoch, seed)
            images = [item['inputs'] for item in loader]
        return dict(zip(order, images, strict=True))

    return items


def differing(one, other):
    return [i for i in one if not torch.equal(one[i], other[i])]


def test_an_item_varies_by_seed_epoch_and_item_alone(varied):
    first = varied(0)
    assert not differing(varied(0, order=[7, 2, 5, 0]), first)
    assert not differing(varied(2), first)
    assert len(differing(varied(0, seed=1), first)) == len(first)
    second = varied(0, epochs=[1])
    assert len(differing(second, first)) == len(first)
    # workers that have drawn for an epoch already
    assert not differing(varied(2, epochs=[0, 1]), second)


def test_drawing_an_item_leaves_the_program_its_random_numbers(varied):
    seed_from(3)
    expected = random.random(), np.random.rand()  # noqa: NPY002
    seed_from(3)
    varied(0)
    assert (random.random(), np.random.rand()) == expected  # noqa: NPY002
