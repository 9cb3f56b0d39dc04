"""Fields of JSON: valid ones are returned, others named with their file, path and value."""

import pytest

from fashionkp.fileio.json_fields import JsonObject, parse_json, read_json, read_json_lines

DATA = JsonObject(
    {
        'name': 'skirt',
        'number': 2,
        'box': [1, 2.5],
        'huge': 10**400,
        'items': [{'id': 1}, {'id': True}],
        'mixed': [{}, 3],
        'inner': {'id': None},
    },
    'a.json',
)


def test_valid_fields_are_returned():
    assert DATA.get('name', str) == 'skirt'
    assert DATA.number('number') == 2.0
    assert DATA.numbers('box', 2) == [1.0, 2.5]
    assert DATA.objects('items')[0].get('id', int) == 1
    assert DATA.object('inner').fields == {'id': None}


@pytest.mark.parametrize(
    ('read', 'message'),
    [
        (lambda: DATA.get('name', int), "a.json: name = 'skirt': expected an integer"),
        (lambda: DATA.get('other', str), "a.json: missing key 'other'"),
        (lambda: DATA.number('name'), "a.json: name = 'skirt': expected a finite number"),
        (lambda: DATA.number('huge'), 'expected a finite number'),
        (lambda: DATA.numbers('box', 3), 'a.json: box = [1, 2.5]: expected 3 numbers, got 2'),
        (lambda: DATA.numbers('number', 3), 'a.json: number = 2: expected 3 numbers'),
        (lambda: DATA.numbers('mixed', 2), 'expected 2 finite numbers'),
        (lambda: DATA.object('name'), "a.json: name = 'skirt': expected an object"),
        (lambda: DATA.objects('mixed'), 'a.json: mixed[1] = 3: expected an object'),
        (lambda: DATA.objects('items')[1].get('id', int), 'a.json: items[1].id = True: expected'),
        (lambda: DATA.objects('items')[1].number('id'), 'a.json: items[1].id = True: expected'),
        (lambda: DATA.object('inner').get('id', list), 'a.json: inner.id = None: expected a list'),
        (lambda: DATA.object('inner').number('x'), "a.json: missing key 'x' in inner"),
        (lambda: JsonObject([1], 'a.json'), 'a.json: [1]: expected an object'),
    ],
)
def test_an_invalid_field_is_named_with_file_path_and_value(read, message):
    with pytest.raises(ValueError) as error:  # noqa: PT011, the message is compared below
        read()
    assert message in str(error.value)


def test_a_part_of_a_field_can_be_named():
    error = DATA.error('box', 'positive numbers', value=-1)
    assert str(error) == 'a.json: box = -1: expected positive numbers'


def test_a_long_value_is_cut():
    with pytest.raises(ValueError, match=r"'x{50,}\.\.\.: expected an object"):
        JsonObject('x' * 999, 'a.json')


def test_a_file_may_begin_with_a_byte_order_mark(tmp_path):
    path = tmp_path / 'a.json'
    path.write_bytes(b'\xef\xbb\xbf{"a": 1}')
    assert read_json(path).fields == {'a': 1}


@pytest.mark.parametrize('text', ['', '{', '[' * 100_000, '9' * 5000, '[]', '3'])
def test_other_text_is_refused_with_its_source(text):
    with pytest.raises(ValueError, match=r'^a\.jsonl:7: '):
        parse_json(text, 'a.jsonl:7')


def test_a_malformed_line_is_named(tmp_path):
    path = tmp_path / 'a.jsonl'
    path.write_text('{"a": 1}\n\n{"a": 2}\n{"a"\n')
    lines = read_json_lines(path)
    assert [next(lines).fields['a'] for _ in range(2)] == [1, 2]
    with pytest.raises(ValueError, match=r'a\.jsonl:4: not valid JSON'):
        next(lines)


def test_bytes_that_are_not_utf_8_are_refused(tmp_path):
    path = tmp_path / 'a.json'
    path.write_bytes(b'\xff\xfe')
    with pytest.raises(ValueError, match='not text in UTF-8'):
        read_json(path)
    with pytest.raises(ValueError, match='not text in UTF-8'):
        list(read_json_lines(path))
