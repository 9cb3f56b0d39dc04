"""Tests of the images to calibrate a quantized model with, and to test it with."""

import cv2
import numpy as np
import pytest

from fashionkp.annotations import read_annotations
from fashionkp.categories import CATEGORIES
from fashionkp.datasets.splits import validation_mask
from fashionkp.synthetic import write_dataset
from fashionkp_mm.export.calibration_images import find_garment_images, split_images


@pytest.fixture(scope='module')
def archive(tmp_path_factory):
    folder = tmp_path_factory.mktemp('drawn') / 'train'
    write_dataset(folder, 24, seed=1)
    return folder


def names(garments):
    return [image.name for image in garments.images]


def test_an_archive_is_split_as_for_training(archive):
    garments = find_garment_images(archive, list(CATEGORIES))
    ids = read_annotations(archive / 'Annotations' / 'train.csv').image_ids
    validation = validation_mask(ids)
    assert 0 < validation.sum() < len(ids)
    calibration, test = split_images(garments, 100, 100)
    assert names(calibration) == ids[~validation].tolist()
    assert names(test) == test.table.image_ids.tolist() == ids[validation].tolist()
    three, _ = split_images(garments, 3, 1)
    training = ids[~validation]
    assert names(three) == [training[0], training[(len(training) - 1) // 2], training[-1]]


def test_rows_of_other_categories_are_skipped(archive):
    skirts = find_garment_images(archive / 'Annotations' / 'train.csv', ['skirt'])
    assert {query.category for query in skirts.queries()} == {'skirt'}
    assert len(skirts) == len(skirts.table) < 24


def test_unlabelled_tables_and_folders_of_images_have_no_annotations(archive, tmp_path):
    ids = read_annotations(archive / 'Annotations' / 'train.csv').image_ids[:2]
    rows = [f'{name},{name.split("/")[1]}' for name in ids]
    (archive / 'test.csv').write_text('\n'.join(['image_id,image_category', *rows]) + '\n')
    unlabelled = find_garment_images(archive / 'test.csv', list(CATEGORIES))
    assert (names(unlabelled), unlabelled.table) == (ids.tolist(), None)
    for i in range(3):
        cv2.imwrite(str(tmp_path / f'{i}.png'), np.full((9, 9, 3), i, np.uint8))
    folder = find_garment_images(tmp_path, ['skirt'])
    assert [int(query.image[0, 0, 0]) for query in folder.queries()] == [0, 1, 2]
    assert {query.category for query in folder.queries()} == {None}
    single = find_garment_images(tmp_path / '0.png', ['skirt'])
    assert [len(part) for part in split_images(single, 5, 5)] == [1, 1]


def test_a_table_without_the_categories_raises(tmp_path):
    (tmp_path / 'test.csv').write_text('image_id,image_category\nImages/skirt/a.jpg,skirt\n')
    with pytest.raises(ValueError, match=r'test\.csv: .*dress, blouse'):
        find_garment_images(tmp_path / 'test.csv', ['dress', 'blouse'])
