"""COCO key point JSON of other programs, valid and malformed."""

import json
import re

import pytest

from fashionkp.formats.coco import read_coco, read_coco_garments
from fashionkp.formats.foreign_names import ForeignNames


@pytest.fixture
def data():
    return {
        'images': [{'id': 7, 'file_name': 'a.jpg'}, {'id': 3, 'file_name': 'b/c.jpg'}],
        'annotations': [{'image_id': 3, 'category_id': 9, 'keypoints': [5, 6, 2, 1.5, 2, 1]}],
        'categories': [{'id': 9, 'name': 'skirt', 'keypoints': ['hemline_right', 'hemline_left']}],
    }


@pytest.fixture
def save(tmp_path):
    def write(content):
        path = tmp_path / 'a.json'
        path.write_text(content if isinstance(content, str) else json.dumps(content))
        return path

    return write


def test_key_points_are_matched_by_name_and_images_by_id(data, save):
    data['images'][0]['category_id'] = 9
    table = read_coco(save(data))
    assert table.image_ids.tolist() == ['a.jpg', 'b/c.jpg']
    assert table.labelled.tolist() == [False, True]
    assert table.category_names.tolist() == ['skirt', 'skirt']
    assert table.keypoints[1, 17:19].tolist() == [[1.5, 2], [5, 6]]
    assert table.visibility[1, 15:19].tolist() == [-1, -1, 0, 1]
    assert (table.visibility[0] == -1).all()


def test_an_image_without_annotation_is_skipped_and_listed(data, save, caplog):
    table = read_coco(save(data))
    assert table.image_ids.tolist() == ['b/c.jpg']
    assert table.labelled.all()
    assert table.lines.tolist() == [2]
    assert caplog.messages == ['skipped: 1 images without a garment\n  a.jpg']


def test_ids_are_strings_or_missing(data, save):
    data['images'][1]['id'] = '3'
    data['annotations'][0]['image_id'] = 3.0
    del data['categories'][0]['id'], data['annotations'][0]['category_id']
    assert read_coco(save(data)).image_ids.tolist() == ['b/c.jpg']
    del data['images'][1]['id']
    data['annotations'][0]['image_id'] = 'b/c.jpg'
    assert read_coco(save(data)).image_ids.tolist() == ['b/c.jpg']


def test_file_names_are_absolute_paths_or_urls(data, save, tmp_path):
    (tmp_path / 'b').mkdir()
    (tmp_path / 'b' / 'c.jpg').touch()
    for name in ('/data/b/c.jpg', 'https://shop.com/b/c.jpg?w=9', r'C:\x\b\c.jpg', './b/c.jpg'):
        data['images'][1]['file_name'] = name
        assert read_coco(save(data)).image_ids.tolist() == ['b/c.jpg'], name
    elsewhere = tmp_path / 'other'
    assert read_coco_garments(save(data), images=elsewhere).image_ids.tolist() == ['b/c.jpg']
    assert read_coco_garments(save(data), images=tmp_path / 'b').image_ids.tolist() == ['c.jpg']


def test_names_of_another_program_are_mapped(data, save, caplog):
    data['categories'] = [
        {'id': 9, 'name': 'Rock', 'keypoints': ['Saum rechts', 'hem', 'Knopf']},
        {'id': 1, 'name': 'person'},
    ]
    data['annotations'][0]['keypoints'] += [1, 1, 2]
    data['annotations'] += [{'image_id': 3, 'category_id': 1, 'bbox': [1, 2, 3, 4]}] * 2
    names = ForeignNames(
        {'Rock': 'skirt'}, {'Saum rechts': 'hemline_right'}, {'Rock': {'hem': 'hemline_left'}}
    )
    table = read_coco_garments(save(data), names)
    assert table.category_names.tolist() == ['skirt']
    assert table.visibility[0, 15:19].tolist() == [-1, -1, 0, 1]
    assert (table.visibility[0] >= 0).sum() == 2
    [message] = caplog.messages
    assert '2 annotations of categories that are no garments\n  person (2)' in message
    assert '1 key points that skirt does not have\n  Rock: Knopf' in message


def test_of_several_garments_the_largest_is_a_row_of_a_table(data, save, caplog):
    small = {'image_id': 3, 'category_id': 9, 'keypoints': [5, 6, 2, 6, 7, 1]}
    data['annotations'].insert(0, small)
    path = save(data)
    both = read_coco_garments(path)
    assert both.keypoints[:, 17].tolist() == [[6, 7], [1.5, 2]]
    caplog.clear()
    assert read_coco(path).keypoints[:, 17].tolist() == [[1.5, 2]]
    assert 'garments beside a larger one' in caplog.messages[-1]
    assert caplog.messages[-1].endswith('a.json:2 b/c.jpg')


def with_change(*path_and_value):
    *path, last, value = path_and_value

    def change(data):
        data['images'][0]['category_id'] = 9
        target = data
        for step in path:
            target = target[step]
        if value is None:
            del target[last]
        else:
            target[last] = value

    return change


@pytest.mark.parametrize(
    ('change', 'message'),
    [
        (with_change('images', None), r"missing key 'images'"),
        (with_change('images', {}), r'images = {}: expected a list'),
        (with_change('images', 0, 5), r'images\[0\] = 5: expected an object'),
        (with_change('images', []), r'no garment that can be used'),
    ],
)
def test_a_file_of_another_form_is_refused(data, save, change, message):
    change(data)
    with pytest.raises(ValueError, match=rf'a\.json: .*{message}'):
        read_coco(save(data))


ANNOTATION = ('annotations', 0)


@pytest.mark.parametrize(
    ('change', 'message'),
    [
        (with_change('images', 1, 'id', None), r'image_id = 3: .*id in images'),
        (with_change('images', 1, 'id', 7), r'images\[1\]\.id = 7: .*images\[0\]'),
        (with_change('images', 1, 'id', [7]), r'images\[1\]\.id = \[7\]: .*integer or a string'),
        (
            with_change('images', 1, 'file_name', 3),
            r'images\[1\]\.file_name = 3: expected a string',
        ),
        (
            with_change('images', 1, 'file_name', ''),
            r"images\[1\]\.file_name = '': expected a path",
        ),
        (with_change('images', 1, 'file_name', 'a.jpg'), r'images\[1\]\.file_name = .*images\[0\]'),
        (with_change('images', 0, 'category_id', 4), r'images\[0\]\.category_id = 4: .*categories'),
        (with_change('categories', 0, 'name', 'person'), r'no garments\n  person'),
        (with_change('categories', 0, 'name', 8), r'categories\[0\]\.name = 8: .*string'),
        (with_change('categories', 0, 'keypoints', ['nose', 'hemline_left']), r'skirt: nose'),
        (with_change('categories', 0, 'keypoints', ['nose', 'eye']), r'that we know\n  b/c\.jpg'),
        (with_change('categories', 0, 'keypoints', ['hemline_left'] * 2), r'keypoints = .*once'),
        (with_change('categories', 0, 'keypoints', ['crotch', 'hemline_left']), r'skirt: crotch'),
        (with_change(*ANNOTATION, 'image_id', 4), r'annotations\[0\]\.image_id = 4: .*in images'),
        (with_change(*ANNOTATION, 'category_id', 4), r'category_id = 4: .*id in categories'),
        (with_change(*ANNOTATION, 'category_id', True), r'category_id = True: .*integer'),
        (with_change(*ANNOTATION, 'iscrowd', 1), r'of crowds\n  b/c\.jpg'),
        (
            with_change(*ANNOTATION, 'keypoints', None),
            r'without key points that we know\n  b/c\.jpg',
        ),
        (with_change(*ANNOTATION, 'keypoints', [1, 2, 2]), r'keypoints = .*: expected 6 numbers'),
        (with_change(*ANNOTATION, 'keypoints', [1, 2, 2, 1, '2', 2]), r'expected 6 finite numbers'),
        (with_change(*ANNOTATION, 'keypoints', [1, 2, 2, 10**400, 2, 2]), r'6 finite numbers'),
        (with_change(*ANNOTATION, 'keypoints', [1, 2, 2, 1, 2, 3]), r'third number 0, 1 or 2'),
        (with_change(*ANNOTATION, 'keypoints', [1, 2, 2, -1, 2, 2]), r'hemline_left: -1, 2'),
        (
            with_change(*ANNOTATION, 'keypoints', [1, 2, 2, float('nan'), 2, 2]),
            r'nan.*6 finite numbers',
        ),
    ],
)
def test_what_is_invalid_is_skipped_and_named(data, save, caplog, change, message):
    data['images'].append({'id': 1, 'file_name': 'd.jpg', 'category_id': 8})
    data['categories'].append({'id': 8, 'name': 'dress', 'keypoints': ['armpit_left']})
    change(data)
    assert 'd.jpg' in read_coco(save(data)).image_ids
    [logged] = caplog.messages
    assert re.search(message, logged), logged


@pytest.mark.parametrize('content', ['', '{"images": [', '\x00'])
def test_a_file_that_is_not_json_is_named(save, content):
    with pytest.raises(ValueError, match=r'a\.json: not valid JSON'):
        read_coco(save(content))


def test_a_list_is_refused(save):
    with pytest.raises(ValueError, match=r'a\.json: \[\]: expected an object'):
        read_coco(save([]))
