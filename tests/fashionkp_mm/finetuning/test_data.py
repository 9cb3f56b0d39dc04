"""Tests of the two sides of a table of one's own photos."""

import json

import numpy as np
import pytest

from fashionkp.annotations import read_annotations, write_annotations
from fashionkp.formats.coco import write_coco
from fashionkp_mm.finetuning.data import write_sides


def test_sides_have_all_photos_once_and_find_the_images(data_root, tmp_path):
    source = data_root / 'train'
    sides = write_sides(source, tmp_path / 'data')
    tables = [read_annotations(path) for path in sides.tables.values()]
    ids = [{*table.image_ids} for table in tables]
    assert [len(side) for side in ids] == [16, 4]
    assert ids[0] | ids[1] == {*read_annotations(source / 'Annotations/train.csv').image_ids}
    assert all(path.is_file() for table in tables for path in table.image_paths())
    assert 'Too few photos' in sides.summary()


def test_five_photos_leave_one_to_validate_and_one_photo_is_refused(data_root, table, tmp_path):
    images = data_root / 'train'
    write_annotations(tmp_path / 'five.csv', table.take(np.arange(5)))
    sides = write_sides(tmp_path / 'five.csv', tmp_path / 'data', images)
    assert (len(sides.train), len(sides.val), sides.can_judge) == (4, 1, False)
    assert sides.categories == ['blouse', 'outwear']
    write_annotations(tmp_path / 'one.csv', table.take(np.arange(1)))
    with pytest.raises(ValueError, match=r'one\.csv: 1 labelled photos: expected at least 2'):
        write_sides(tmp_path / 'one.csv', tmp_path / 'data', images)


def test_coco_json_is_a_table_too_and_rows_without_points_are_skipped(data_root, table, tmp_path):
    path = tmp_path / 'labels.json'
    write_coco(path, table, data_root / 'train')
    content = json.loads(path.read_text())
    for annotation in content['annotations'][:3]:
        annotation['keypoints'] = [0] * len(annotation['keypoints'])
    path.write_text(json.dumps(content))
    sides = write_sides(path, tmp_path / 'data', data_root / 'train')
    assert len(sides.train) + len(sides.val) == 17
    assert '3 rows without points skipped' in sides.summary()


def test_a_resumed_training_has_the_same_photos(data_root, table, tmp_path):
    images, source = data_root / 'train', tmp_path / 'photos.csv'
    write_annotations(source, table)
    before = write_sides(source, tmp_path / 'data', images)
    moved = table.keypoints + (table.visibility >= 0)[..., None]
    corrected = type(table)(**{**vars(table), 'keypoints': moved})
    write_annotations(source, corrected)
    write_sides(source, tmp_path / 'data', images, resume=True)  # labels may be corrected
    after = read_annotations(before.tables['train'])
    assert (after.keypoints != before.train.keypoints).any()
    write_annotations(source, table.take(np.arange(19)))
    with pytest.raises(ValueError, match='other photos than'):
        write_sides(source, tmp_path / 'data', images, resume=True)
