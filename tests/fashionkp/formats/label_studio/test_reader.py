"""Label Studio's JSON, as it exports it and malformed."""

import json
import re

import pytest

from fashionkp.formats.foreign_names import ForeignNames
from fashionkp.formats.label_studio import read_label_studio

SIZE = {'original_width': 200, 'original_height': 100, 'image_rotation': 0, 'to_name': 'image'}


def box(id_, label, x, y, w, h):
    value = dict(x=x, y=y, width=w, height=h, rotation=0, rectanglelabels=[label])
    return dict(SIZE, id=id_, type='rectanglelabels', from_name='box', value=value)


def point(id_, label, x, y, **more):
    value = dict(x=x, y=y, width=0.5, keypointlabels=[label])
    return dict(SIZE, id=id_, type='keypointlabels', from_name='point', value=value, **more)


def choice(id_, name='occluded'):
    value = dict(x=1, y=2, choices=[name])
    return dict(SIZE, id=id_, type='choices', from_name='visibility', value=value)


def task(name, *result, **more):
    data = {'image': f'/data/local-files/?d={name}', **more}
    return {'id': 5, 'data': data, 'annotations': [{'id': 1, 'result': list(result)}]}


@pytest.fixture
def read(tmp_path):
    def read(tasks, names=None):
        path = tmp_path / 'a.json'
        path.write_text(tasks if isinstance(tasks, str) else json.dumps(tasks))
        return read_label_studio(path, names)

    return read


def test_points_belong_to_their_parent_or_to_the_box_that_they_lie_in(read):
    table = read(
        [
            task(
                'b/a.jpg',
                box('x', 'skirt', 0, 0, 50, 50),
                box('y', 'trousers', 0, 0, 20, 20),
                point('1', 'waistband_left', 10, 10, parentID='x'),
                choice('1'),
                point('2', 'waistband_left', 15, 10),
                point('3', 'hemline_left', 40, 33.3),
                {'type': 'relation', 'from_id': '1', 'to_id': '2'},
            )
        ]
    )
    assert table.image_ids.tolist() == ['b/a.jpg'] * 2
    assert table.category_names.tolist() == ['skirt', 'trousers']
    assert table.keypoints[:, 15].tolist() == [[20, 10], [30, 10]]
    assert table.visibility[:, 15].tolist() == [0, 1]
    assert table.keypoints[0, 17].tolist() == [80, 33.3]


def test_an_image_without_a_box_has_the_category_of_its_task(read):
    points = [point('1', 'waist', 10, 10)]
    other = {'data': {'image': 'b.jpg', 'category': 'Rock'}, 'annotations': []}
    names = ForeignNames({'Rock': 'skirt'}, {'waist': 'waistband_left'})
    table = read([task('a.jpg', *points, category='Rock'), other], names)
    assert table.category_names.tolist() == ['skirt', 'skirt']
    assert table.labelled.tolist() == [True, False]
    assert table.keypoints[0, 15].tolist() == [20, 10]


def test_the_last_annotation_that_was_not_cancelled_is_read(read, caplog):
    tasks = [task('a.jpg', box('x', 'dress', 0, 0, 50, 50))]
    tasks[0]['annotations'] += [
        {'result': [box('x', 'skirt', 0, 0, 50, 50)]},
        {'result': [], 'was_cancelled': True},
    ]
    assert read(tasks).category_names.tolist() == ['skirt']
    assert 'annotations before the last one of their task\n  a.jpg' in caplog.text


def without(record, key):
    return {name: value for name, value in record.items() if name != key}


WHOLE = box('x', 'skirt', 0, 0, 100, 100)
HEM = point('1', 'hemline_left', 10, 10)


@pytest.mark.parametrize(
    ('bad', 'message'),
    [
        ({}, r"missing key 'data' in tasks\[1\]"),
        ({'data': {'image': 3}}, r'tasks\[1\]\.data\.image = 3: .*string'),
        ({'data': {'image': '..'}}, r'tasks\[1\]\.data\.image = .*URL'),
        ({'data': {'image': 'x.jpg'}}, r'tasks without an annotation\n  x\.jpg'),
        (task('a.jpg', WHOLE), r'tasks\[1\]\.data\.image = .*another image'),
        (task('b.jpg', HEM), r'key points without a garment\n  b\.jpg: hemline_left'),
        (task('b.jpg', WHOLE, HEM, HEM), r'repeat another one\n  b\.jpg: hemline_left'),
        (task('b.jpg', WHOLE, point('1', 'nose', 1, 1)), r'skirt: nose'),
        (task('b.jpg', WHOLE, point('1', 'hemline_left', -1, 1)), r'hemline_left: -2, 1'),
        (task('b.jpg', WHOLE, point('1', 'hemline_left', '1', 1)), r"value\.x = '1': .*number"),
        (task('b.jpg', WHOLE, without(HEM, 'original_width')), r'original_width'),
        (task('b.jpg', WHOLE, dict(HEM, image_rotation=90)), r'image_rotation = 90: .*not turned'),
        (task('b.jpg', WHOLE, dict(HEM, value={'x': 1, 'y': 2})), r'without a label\n  b\.jpg'),
        (task('b.jpg', box('x', 'bag', 0, 0, 9, 9)), r'no garments or key points\n  bag'),
        (task('b.jpg', dict(WHOLE, type='brushlabels')), r'no garments or key points\n  brushlab'),
        (task('b.jpg', 3), r'result\[0\] = 3: .*object'),
    ],
)
def test_what_cannot_be_used_is_skipped_and_listed(read, caplog, bad, message):
    assert 'a.jpg' in read([task('a.jpg', WHOLE, HEM), bad]).image_ids
    [logged] = caplog.messages
    assert re.search(message, logged), logged


@pytest.mark.parametrize(
    ('text', 'message'),
    [
        ('', 'not valid JSON'),
        ('{}', r'tasks = {}: expected a list'),
        ('[3]', r'tasks\[0\] = 3: expected an object'),
        ('[{}]', r'no garment that can be used'),
        ('[' * 100_000, 'not valid JSON'),
    ],
)
def test_a_file_of_another_form_is_named(read, text, message):
    with pytest.raises(ValueError, match=rf'a\.json: .*{message}'):
        read(text)
