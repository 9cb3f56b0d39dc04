"""COCO key point JSON of other programs, valid and malformed."""

import json

import pytest

from fashionkp.formats.coco import read_coco


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


def test_an_image_without_annotation_is_left_out_and_counted(data, save, caplog):
    table = read_coco(save(data))
    assert table.image_ids.tolist() == ['b/c.jpg']
    assert table.labelled.all()
    assert table.lines.tolist() == [2]
    assert 'left out: 1 images without an annotation' in caplog.text


def test_backslashes_are_named(data, save):
    data['images'][0]['file_name'] = r'shop\a.jpg'
    with pytest.raises(ValueError, match=r'images\[0\]\.file_name = .*slashes \(/\)'):
        read_coco(save(data))


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


ANNOTATION = ('annotations', 0)


@pytest.mark.parametrize(
    ('change', 'message'),
    [
        (with_change('images', None), r"missing key 'images'"),
        (with_change('images', {}), r'images = {}: expected a list'),
        (with_change('images', 0, 5), r'images\[0\] = 5: expected an object'),
        (with_change('images', 1, 'id', None), r"missing key 'id' in images\[1\]"),
        (with_change('images', 1, 'id', 7), r'images\[1\]\.id = 7: .*images\[0\]'),
        (
            with_change('images', 1, 'file_name', 3),
            r'images\[1\]\.file_name = 3: expected a string',
        ),
        (with_change('images', 1, 'file_name', 'a.jpg'), r'images\[1\]\.file_name = .*images\[0\]'),
        (with_change('images', 1, 'file_name', '../a.jpg'), r"file_name = '\.\./a\.jpg'"),
        (with_change('images', 0, 'category_id', 4), r'images\[0\]\.category_id = 4: .*categories'),
        (with_change('categories', 0, 'name', 'person'), r"categories\[0\]\.name = 'person'.*bl"),
        (with_change('categories', 0, 'keypoints', ['nose']), r'categories\[0\]\.keypoints = '),
        (with_change('categories', 0, 'keypoints', ['crotch'] * 2), r'keypoints = .*name once'),
        (
            with_change('categories', 0, 'keypoints', ['crotch', 'hemline_left']),
            r"annotations\[0\]\.keypoints = 'crotch': .*skirt",
        ),
        (
            with_change(*ANNOTATION, 'image_id', 4),
            r'annotations\[0\]\.image_id = 4: .*id in images',
        ),
        (with_change(*ANNOTATION, 'category_id', 4), r'category_id = 4: .*id in categories'),
        (with_change(*ANNOTATION, 'category_id', True), r'category_id = True: .*integer'),
        (
            with_change(*ANNOTATION, 'keypoints', None),
            r"missing key 'keypoints' in annotations\[0\]",
        ),
        (with_change(*ANNOTATION, 'keypoints', [1, 2, 2]), r'keypoints = .*: expected 6 numbers'),
        (with_change(*ANNOTATION, 'keypoints', [1, 2, 2, 1, '2', 2]), r'expected 6 finite numbers'),
        (with_change(*ANNOTATION, 'keypoints', [1, 2, 2, 10**400, 2, 2]), r'6 finite numbers'),
        (with_change(*ANNOTATION, 'keypoints', [1, 2, 2, 1, 2, 3]), r'third number 0, 1 or 2'),
        (
            with_change(*ANNOTATION, 'keypoints', [1, 2, 2, -1, 2, 2]),
            r'keypoints = \[-1.*0\.\.9999',
        ),
        (
            with_change(*ANNOTATION, 'keypoints', [1, 2, 2, float('nan'), 2, 2]),
            r'nan.*6 finite numbers',
        ),
    ],
)
def test_an_invalid_field_is_named_with_its_file_and_value(data, save, change, message):
    change(data)
    with pytest.raises(ValueError, match=rf'a\.json: .*{message}'):
        read_coco(save(data))


def test_an_image_with_two_garments_is_refused(data, save):
    data['annotations'] *= 2
    with pytest.raises(ValueError, match=r'annotations\[1\]\.image_id = 3: .*one garment'):
        read_coco(save(data))


@pytest.mark.parametrize('content', ['', '{"images": [', '\x00'])
def test_a_file_that_is_not_json_is_named(save, content):
    with pytest.raises(ValueError, match=r'a\.json: not valid JSON'):
        read_coco(save(content))


def test_a_list_is_refused(save):
    with pytest.raises(ValueError, match=r'a\.json: \[\]: expected an object'):
        read_coco(save([]))
