"""Which images a model is quantized with, and which it is judged by."""

import cv2
import numpy as np
import pytest

from fashionkp.annotations import read_annotations
from fashionkp.categories import CATEGORIES
from fashionkp.datasets.splits import validation_mask
from fashionkp.synthetic import write_dataset
from fashionkp_mm.export.calibration_images import halves, read_garments


@pytest.fixture(scope='module')
def archive(tmp_path_factory):
    folder = tmp_path_factory.mktemp('drawn') / 'train'
    write_dataset(folder, 24, seed=1)
    return folder


def names(garments):
    return [image.name for image in garments.images]


def test_an_archive_is_split_as_for_training(archive):
    garments = read_garments(archive, list(CATEGORIES))
    ids = read_annotations(archive / 'Annotations' / 'train.csv').image_ids
    held_out = validation_mask(ids)
    assert 0 < held_out.sum() < len(ids)
    calibration, test = halves(garments, 100, 100)
    assert names(calibration) == ids[~held_out].tolist()
    assert names(test) == test.table.image_ids.tolist() == ids[held_out].tolist()
    few, _ = halves(garments, 3, 1)
    kept = ids[~held_out]
    assert names(few) == [kept[0], kept[(len(kept) - 1) // 2], kept[-1]]


def test_only_garments_that_the_model_knows(archive):
    skirts = read_garments(archive / 'Annotations' / 'train.csv', ['skirt'])
    assert {query.category for query in skirts.queries()} == {'skirt'}
    assert len(skirts) == len(skirts.table) < 24


def test_a_table_without_points_and_images_alone_have_no_annotations(archive, tmp_path):
    ids = read_annotations(archive / 'Annotations' / 'train.csv').image_ids[:2]
    rows = [f'{name},{name.split("/")[1]}' for name in ids]
    (archive / 'test.csv').write_text('\n'.join(['image_id,image_category', *rows]) + '\n')
    unlabelled = read_garments(archive / 'test.csv', list(CATEGORIES))
    assert (names(unlabelled), unlabelled.table) == (ids.tolist(), None)
    for i in range(3):
        cv2.imwrite(str(tmp_path / f'{i}.png'), np.full((9, 9, 3), i, np.uint8))
    alone = read_garments(tmp_path, ['skirt'])
    assert [int(query.image[0, 0, 0]) for query in alone.queries()] == [0, 1, 2]
    assert {query.category for query in alone.queries()} == {None}
    assert [len(half) for half in halves(read_garments(tmp_path / '0.png', ['skirt']), 5, 5)] == [
        1,
        1,
    ]


def test_no_garment_of_the_category_is_refused(tmp_path):
    (tmp_path / 'test.csv').write_text('image_id,image_category\nImages/skirt/a.jpg,skirt\n')
    with pytest.raises(ValueError, match=r'test\.csv: no image of dress, blouse'):
        read_garments(tmp_path / 'test.csv', ['dress', 'blouse'])
