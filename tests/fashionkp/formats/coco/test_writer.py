"""COCO key point JSON: its numbers, reading it back, and loading it with pycocotools."""

import json
from dataclasses import replace

import cv2
import numpy as np
import pytest

from fashionkp.annotations import AnnotationTable, read_annotations, write_annotations
from fashionkp.categories import CATEGORIES
from fashionkp.formats.coco import (
    coco_categories,
    read_coco,
    read_coco_garments,
    write_coco,
)

COLUMNS = ('image_ids', 'category_ids', 'keypoints', 'visibility', 'labelled')


@pytest.fixture
def table(csv_row, csv_file):
    points = {'waistband_left': '10_20_1', 'hemline_left': '4_0_0', 'hemline_right': '13_512_1'}
    return read_annotations(csv_file(csv_row('skirt', 'a', **points), csv_row('dress', 'b')))


def assert_same_rows(left, right):
    for name in COLUMNS:
        np.testing.assert_array_equal(getattr(left, name), getattr(right, name), name)


def test_categories_have_names_and_skeletons_that_count_from_1():
    categories = coco_categories()
    assert [c['id'] for c in categories] == [1, 2, 3, 4, 5]
    assert [c['name'] for c in categories] == list(CATEGORIES)
    skirt = categories[3]
    left, right, hem_left, hem_right = range(1, 5)
    edges = {(left, hem_left), (right, hem_right), (left, right), (hem_left, hem_right)}
    assert {tuple(edge) for edge in skirt['skeleton']} == edges


def test_an_annotation_in_numbers(table, tmp_path):
    write_coco(tmp_path / 'a.json', table, with_sizes=False)
    data = json.loads((tmp_path / 'a.json').read_text())
    assert data['images'] == [
        {'id': 1, 'file_name': 'Images/skirt/a.jpg'},
        {'id': 2, 'file_name': 'Images/dress/b.jpg'},
    ]
    assert data['annotations'][0] == {
        'id': 1,
        'image_id': 1,
        'category_id': 4,
        'keypoints': [10, 20, 2, 0, 0, 0, 4, 0, 1, 13, 512, 2],
        'num_keypoints': 3,
        'bbox': [4, 0, 9, 512],
        'area': 9 * 512,
        'iscrowd': 0,
        'segmentation': [],
    }
    assert data['annotations'][1]['keypoints'] == [0] * 45
    assert data['annotations'][1]['bbox'] == [0, 0, 0, 0]


def test_a_table_is_read_back(table, tmp_path):
    write_coco(tmp_path / 'a.json', table, with_sizes=False)
    read = read_coco(tmp_path / 'a.json')
    assert_same_rows(read, table)
    assert read.location(1) == 'a.json:2'


def test_fractions_of_pixels_and_rows_without_labels_are_read_back(tmp_path):
    rng = np.random.default_rng(0)
    keypoints = np.full((5, 24, 2), -1.0)
    visibility = np.full((5, 24), -1, np.int8)
    for row, category in enumerate(CATEGORIES.values()):
        keypoints[row, list(category.keypoint_ids)] = rng.uniform(0, 512, (1, 2))
        visibility[row, list(category.keypoint_ids)] = rng.integers(0, 2)
    labelled = np.array([True, True, False, True, True])
    keypoints[2], visibility[2] = -1, -1
    ids = np.array([f'Images/{i}.jpg' for i in range(5)])
    table = AnnotationTable(
        image_ids=ids,
        category_ids=np.arange(5, dtype=np.int8),
        keypoints=keypoints,
        visibility=visibility,
        labelled=labelled,
    )
    write_coco(tmp_path / 'a.json', table, with_sizes=False)
    assert_same_rows(read_coco(tmp_path / 'a.json'), table)


def test_garments_of_an_image_share_its_record(table, tmp_path):
    table.image_ids[:] = 'a.jpg'
    write_coco(tmp_path / 'a.json', table, with_sizes=False)
    data = json.loads((tmp_path / 'a.json').read_text())
    assert data['images'] == [{'id': 1, 'file_name': 'a.jpg'}]
    assert [(a['id'], a['image_id']) for a in data['annotations']] == [(1, 1), (2, 1)]
    assert_same_rows(read_coco_garments(tmp_path / 'a.json'), table)


def test_an_empty_table_is_read_back(table, tmp_path):
    write_coco(tmp_path / 'a.json', table.take([]))
    assert_same_rows(read_coco(tmp_path / 'a.json'), table.take([]))


def test_sizes_are_those_of_the_images(table, tmp_path):
    for name, width in (('skirt/a', 70), ('dress/b', 50)):
        path = tmp_path / 'Images' / f'{name}.jpg'
        path.parent.mkdir(parents=True)
        cv2.imwrite(str(path), np.zeros((30, width, 3), np.uint8))
    write_coco(tmp_path / 'a.json', table)
    write_coco(tmp_path / 'b.json', replace(table, paths=()), images=tmp_path)
    assert (tmp_path / 'a.json').read_bytes() == (tmp_path / 'b.json').read_bytes()
    images = json.loads((tmp_path / 'a.json').read_text())['images']
    assert [(image['width'], image['height']) for image in images] == [(70, 30), (50, 30)]


def test_missing_images_are_named_and_nothing_is_written(table, tmp_path):
    with pytest.raises(FileNotFoundError, match=r'2 of 2 images(.|\n)*skirt/a\.jpg'):
        write_coco(tmp_path / 'a.json', table)
    assert not (tmp_path / 'a.json').exists()


def test_a_table_made_in_memory_has_no_images(table, tmp_path):
    with pytest.raises(ValueError, match='in memory'):
        write_coco(tmp_path / 'a.json', replace(table, paths=()))


@pytest.mark.realdata
def test_official_tables_are_read_back_and_loaded_by_pycocotools(fashionai_root, tmp_path):
    coco = pytest.importorskip('pycocotools.coco')
    table = read_annotations(fashionai_root / 'train' / 'train.csv')
    write_coco(tmp_path / 'a.json', table)
    assert_same_rows(read_coco(tmp_path / 'a.json'), table)
    loaded = coco.COCO(str(tmp_path / 'a.json'))
    skirts = loaded.getImgIds(catIds=loaded.getCatIds(catNms=['skirt']))
    assert len(skirts) == 471
    assert len(loaded.anns) == len(table)
    assert (
        sum(item['num_keypoints'] for item in loaded.anns.values()) == (table.visibility >= 0).sum()
    )


@pytest.mark.realdata
@pytest.mark.parametrize('name', ['warm_up', 'round1_train'])
def test_official_tables_are_read_back_byte_for_byte(fashionai_root, tmp_path, name):
    source = fashionai_root / 'annotations' / f'{name}.csv'
    write_coco(tmp_path / 'a.json', read_annotations(source), with_sizes=False)
    write_annotations(tmp_path / 'a.csv', read_coco(tmp_path / 'a.json'))
    assert (tmp_path / 'a.csv').read_bytes() == source.read_bytes().replace(b'\r\n', b'\n')
