"""Tests of the dataset: exact items of a table, and errors that name the input."""

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
def test_a_category_has_its_rows_and_key_points_exactly(data_root, table, name):
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


def test_without_a_category_all_rows_have_24_key_points(data_root, table):
    dataset = build(data_root)
    assert len(dataset) == len(table)
    assert dataset.get_data_info(0)['keypoints'].shape == (1, len(KEYPOINTS), 2)


def test_several_categories_have_their_rows_and_key_points(data_root, table):
    dataset = build(data_root, category=['trousers', 'skirt'])
    assert len(dataset) == np.isin(table.category_names, ['trousers', 'skirt']).sum()
    assert dataset.get_data_info(0)['keypoints'].shape == (1, 9, 2)
    assert dataset.metainfo['categories'] == ['trousers', 'skirt']


def test_items_have_the_row_of_the_table(data_root, table):
    item = build(data_root, category='skirt').get_data_info(0)
    row = int(np.flatnonzero(table.category_names == 'skirt')[0])
    raw = item['raw_ann_info']
    assert (raw['image_id'], raw['category']) == (table.image_ids[row], 'skirt')
    assert raw['category_id'] == item['category_id'] == table.category_ids[row]
    assert raw['location'] == f'train.csv:{row + 2}'
    assert raw['num_points'] == 4
    np.testing.assert_array_equal(raw['visibility'], table.visibility[row])
    np.testing.assert_array_equal(raw['keypoints'], table.keypoints[row])


def test_absent_key_points_have_weight_zero(data_root):
    dataset = build(data_root)
    weights = np.stack([dataset.get_data_info(i)['keypoints_visible'] for i in range(len(dataset))])
    assert set(np.unique(weights)) == {0, 1}


def test_the_parts_of_a_split_are_disjoint_and_complete(data_root, table):
    paths = {
        split: {item['img_path'] for item in map(dataset.get_data_info, range(len(dataset)))}
        for split in ('train', 'val')
        for dataset in [build(data_root, split=split)]
    }
    assert not paths['train'] & paths['val']
    assert len(paths['train'] | paths['val']) == len(table)
    assert len(paths['val']) == validation_mask(table.image_ids).sum()


@pytest.mark.parametrize('split', ['train', 'val'])
def test_the_written_tables_of_a_split_have_the_same_items(data_root, tmp_path, split):
    write_split(data_root / 'train', tmp_path)
    written = FashionAIDataset(ann_file=str(tmp_path / f'{split}.csv'), test_mode=True)
    dataset = build(data_root, split=split)
    assert len(written) == len(dataset)
    for i in range(len(dataset)):
        a, b = written.get_data_info(i), dataset.get_data_info(i)
        assert Path(a['img_path']).samefile(b['img_path'])
        for key in ('image_id', 'category', 'labelled'):
            assert a['raw_ann_info'][key] == b['raw_ann_info'][key]
        for key in ('keypoints', 'visibility'):
            np.testing.assert_array_equal(a['raw_ann_info'][key], b['raw_ann_info'][key])


def test_a_keypoint_box_has_padding_around_the_key_points(data_root, table):
    item = build(data_root, box='keypoints', padding=0.25).get_data_info(0)
    points = table.keypoints[0][table.visibility[0] >= 0]
    low, high = points.min(axis=0), points.max(axis=0)
    margin = 0.25 * (high - low).max()
    np.testing.assert_allclose(item['bbox'], [[*(low - margin), *(high + margin)]], rtol=1e-6)


def test_a_coco_json_has_the_same_items(data_root, table, tmp_path):
    write_coco(tmp_path / 'train.JSON', table, data_root / 'train')
    coco = FashionAIDataset(
        ann_file=str(tmp_path / 'train.JSON'),
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


def test_rows_without_labels_are_only_for_testing(data_root, table, tmp_path):
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


def test_missing_images_are_listed_with_their_rows(data_root, tmp_path, table):
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
    ],
)
def test_an_invalid_option_lists_the_choices(data_root, option, choices):
    with pytest.raises(ValueError, match=choices):
        build(data_root, **option)


@pytest.mark.realdata
def test_the_sample_data_loads_with_its_edge_cases(fashionai_root):
    dataset = FashionAIDataset(data_root=str(fashionai_root), ann_file='fixture', test_mode=True)
    assert len(dataset) == 57
    training = FashionAIDataset(data_root=str(fashionai_root), ann_file='fixture')
    assert len(training) == 57
    boxed = FashionAIDataset(data_root=str(fashionai_root), ann_file='fixture', box='keypoints')
    for i in range(len(boxed)):
        x0, y0, x1, y1 = boxed.get_data_info(i)['bbox'][0]
        assert x1 > x0
        assert y1 > y0


@pytest.fixture(scope='module')
def augmented(data_root):
    """Return a function that loads the augmented images of one epoch, by index."""
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


def differing(images, others):
    return [i for i in images if not torch.equal(images[i], others[i])]


def test_augmentation_depends_only_on_seed_epoch_and_index(augmented):
    first = augmented(0)
    assert not differing(augmented(0, order=[7, 2, 5, 0]), first)
    assert not differing(augmented(2), first)
    assert len(differing(augmented(0, seed=1), first)) == len(first)
    second = augmented(0, epochs=[1])
    assert len(differing(second, first)) == len(first)
    # with workers that persist since the first epoch
    assert not differing(augmented(2, epochs=[0, 1]), second)


def test_loading_an_item_does_not_change_the_random_state(augmented):
    seed_from(3)
    expected = random.random(), np.random.rand()  # noqa: NPY002
    seed_from(3)
    augmented(0)
    assert (random.random(), np.random.rand()) == expected  # noqa: NPY002
